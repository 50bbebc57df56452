"""`saualnama db upgrade` on a database that was in use gives the upgrade what it needs, or says what is missing."""

import os

import pytest
from click.testing import CliRunner

from console.cli import saualnama as command
from console.cli.failing import explain
from storage.database import open_database
from tests.database_of_0001 import BOT, at_0001, used


@pytest.fixture
async def old(tmp_path, monkeypatch):
    """The settings of a process whose database is one of 0001."""
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    database = open_database("sqlite:///data/saualnama.sqlite")
    await at_0001(database)
    await used(database)
    await database.close()


def upgrade(**settings: str) -> tuple[int, str]:
    ended = CliRunner().invoke(command, ["db", "upgrade"], env=settings)
    return ended.exit_code, ended.output or explain(ended.exception) or ""


def test_the_upgrade_is_given_keys_and_the_number_of_the_bot(old, tmp_path) -> None:
    token = f"{BOT}:AAAA"
    assert upgrade(SAUALNAMA_TELEGRAM_TOKEN=token) == (0, "the schema is 0007\n")
    assert upgrade() == (0, "the schema is 0007\n")
    assert [path.suffix for path in (tmp_path / "keys" / "days").iterdir()] == [".key"] * 2


@pytest.mark.parametrize("settings", [{}, {"SAUALNAMA_TELEGRAM_TOKEN": "none"}])
def test_without_a_token_it_says_why_it_needs_one(old, settings) -> None:
    code, said = upgrade(**settings)
    assert code == 1
    assert said.startswith("set SAUALNAMA_TELEGRAM_TOKEN for the upgrade")
