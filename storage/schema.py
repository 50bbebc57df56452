"""Decides whether a database has the schema that this code knows, and brings it there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from storage.database import Database, StorageError
from storage.migrations.alone import alone
from storage.migrations.outside import Outside

MIGRATIONS = Path(__file__).parent / "migrations"
OURS = frozenset({"questionnaires", "campaigns", "participations"})
"""Tables that every schema of this program has had."""
NAMED = 5
"""Tables of somebody else that are named."""


async def upgrade(database: Database, outside: Outside | None = None) -> None:
    """Applies the migrations that are missing, in one transaction; none are missing: touches nothing.

    `outside`: what they need besides the database; an empty one needs nothing. Raises StorageError where the database
    is somebody else's, of a newer release, or in use, and where something in it cannot be carried over.
    """
    found, wanted = await revisions(database)
    if found == wanted:
        return
    if found is None:
        async with database.writing() as connection:
            await connection.run_sync(_upgrade, outside)
        return
    if not _known(found):
        raise StorageError(_unknown(found))
    async with alone(database) as connection:
        await connection.run_sync(_upgrade, outside)


async def require_current(database: Database) -> None:
    """Raises StorageError, with the command to give, unless the schema is the one this code was written for."""
    found, wanted = await revisions(database)
    if found == wanted:
        return
    if found is None:
        raise StorageError("the database is empty: run `saualnama db upgrade`")
    if _known(found):
        raise StorageError(
            f"the database is at schema {found}, this release needs {wanted}: run `saualnama db upgrade`"
        )
    raise StorageError(_unknown(found))


async def revisions(database: Database) -> tuple[str | None, str | None]:
    """The schema of the database, None for an empty one, and the one of this code.

    Raises StorageError for a database that has tables, but is not one of this program's.
    """
    async with database.reading() as connection:
        return await connection.run_sync(_found), _scripts().get_current_head()


def _found(connection: Connection) -> str | None:
    heads = MigrationContext.configure(connection).get_current_heads()
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    if tables and not tables >= OURS:
        named = ", ".join(sorted(tables)[:NAMED])
        raise StorageError(
            f"the database holds other tables than this program's ({named}): give it a database of its own"
        )
    if tables and not heads:
        raise StorageError(
            "the database has this program's tables, but does not say of which schema (alembic_version is empty): "
            "restore a backup"
        )
    return ", ".join(heads) or None


def _known(revision: str) -> bool:
    return any(script.revision == revision for script in _scripts().walk_revisions())


def _unknown(revision: str) -> str:
    return f"the database has schema {revision}, which this release does not know: install a newer release"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _upgrade(connection: Connection, outside: Outside | None) -> None:
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["outside"] = outside
    command.upgrade(config, "head")
