"""Decides whether a database has the schema that this code knows, and brings it there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database import Database, StorageError

MIGRATIONS = Path(__file__).parent / "migrations"


async def upgrade(database: Database) -> None:
    """Applies the migrations that are missing, in one transaction."""
    async with database.writing() as connection:
        await connection.run_sync(_upgrade)


async def require_current(database: Database) -> None:
    """Raises StorageError, with the command to give, unless the schema is the one this code was written for."""
    found, wanted = await revisions(database)
    if found == wanted:
        return
    if found is None:
        raise StorageError("the database is empty: run `saualnama db upgrade`")
    if any(script.revision == found for script in _scripts().walk_revisions()):
        raise StorageError(
            f"the database is at schema {found}, this release needs {wanted}: run `saualnama db upgrade`"
        )
    raise StorageError(
        f"the database has schema {found}, which this release does not know: install a newer release"
    )


async def revisions(database: Database) -> tuple[str | None, str | None]:
    """The schema of the database, None for an empty one, and the one of this code."""
    async with database.reading() as connection:
        found = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    return found, _scripts().get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
