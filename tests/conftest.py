"""Decides what every test may ask for: a migrated database, empty or with a campaign, on SQLite and on PostgreSQL.

What stands behind the fixtures is imported only where one of them is asked for: most tests need no database.
"""

import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.exploring import choose_profile

if TYPE_CHECKING:
    from storage.database import Database
    from tests.databases import Server
    from tests.fieldwork import Field

BOTH = ("sqlite", "postgresql")

choose_profile()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/test_scenarios.py --update` writes what the conversations show into tests/scenarios."""
    parser.addoption("--update", action="store_true", help="write the scenarios' expectations anew")


@pytest.fixture(scope="session", autouse=True)
def every_text_is_translated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A missing translation is one red test, of the gate, and no `KeyError` wherever the text is said."""
    if not {"locales", "console"} & sys.modules.keys():  # nothing that was collected says anything
        yield
        return
    from tests.complete_catalogues import complete_catalogues

    with complete_catalogues(tmp_path_factory.mktemp("catalogues")):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A line for each thing that this machine lacks: what was not tested is never passed over in silence."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(each.longrepr[2] for each in skipped if isinstance(each.longrepr, (tuple, list)))
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(
            f"{count} tests did not run: {reason.removeprefix('Skipped: ')}", yellow=True
        )


@pytest.fixture(scope="session")
def postgresql_server() -> "Iterator[Server]":
    """One server for the session, with a migrated database to copy from."""
    from tests.databases import NoPostgresError, migrated_postgresql

    try:
        with migrated_postgresql() as server:
            yield server
    except NoPostgresError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file."""
    from tests.databases import migrated_sqlite

    with migrated_sqlite() as file:
        yield file


@pytest.fixture(params=BOTH)
def template(request: pytest.FixtureRequest) -> "Server | Path":
    """Where a fresh database is copied from: a test that asks for one runs once on each kind."""
    found: Server | Path = request.getfixturevalue(
        "sqlite_template" if request.param == "sqlite" else "postgresql_server"
    )
    return found


@pytest.fixture
async def database_url(template: "Server | Path", tmp_path: Path) -> AsyncIterator[str]:
    """The address of a migrated, empty database of one's own."""
    if isinstance(template, Path):
        file = tmp_path / "saualnama.sqlite"
        shutil.copy(template, file)
        yield f"sqlite:///{file}"
    else:
        from tests.databases import fresh_postgresql

        async with fresh_postgresql(template) as url:
            yield url


@pytest.fixture
async def database(database_url: str) -> "AsyncIterator[Database]":
    """The same, opened."""
    from storage.database import open_database

    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def field(database: "Database", tmp_path: Path) -> "AsyncIterator[Field]":
    """The same with the campaign `spring` open."""
    from tests.fieldwork import fieldwork

    async with fieldwork(database, tmp_path / "keys", "spring") as world:
        yield world
