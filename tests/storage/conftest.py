"""Decides what the tests of migrations may ask for: a database of schema 0001 that was in use, on both kinds."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from storage.database import Database, open_database
from storage.migrations.from_0001 import people, responses
from storage.migrations.outside import Outside
from storage.sealing import Seals
from tests.conftest import BOTH
from tests.database_of_0001 import BOT, TODAY, Old, at_0001, used
from tests.databases import Server


@dataclass(frozen=True, slots=True)
class Before:
    """A database before the upgrade, what stands in it, and what the upgrade is given. `folder`: of the keys."""

    url: str
    database: Database
    old: Old
    outside: Outside
    folder: Path


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> "Server | None":
    """Where a database can be made on a server; None: in a file."""
    found: Server | None = None if request.param == "sqlite" else request.getfixturevalue("postgresql_server")
    return found


@pytest.fixture
async def bare_url(kind: "Server | None", tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without any table."""
    if kind is None:
        yield f"sqlite:///{tmp_path / 'saualnama.sqlite'}"
        return
    name = await kind.create()
    yield kind.url(name)
    await kind.drop(name)


@pytest.fixture
async def bare(bare_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    opened = open_database(bare_url)
    yield opened
    await opened.close()


@pytest.fixture
async def before(
    bare: Database, bare_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Before]:
    """A database of 0001 with rows in every table; chunks are so small that there are several of each kind."""
    monkeypatch.setattr(people, "CHUNK", 7)
    monkeypatch.setattr(responses, "CHUNK", 13)
    await at_0001(bare)
    old = await used(bare)
    secret, folder = Random(5).randbytes, tmp_path / "days"
    yield Before(bare_url, bare, old, Outside(Seals(folder, secret=secret), TODAY, secret, BOT), folder)
