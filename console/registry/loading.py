"""Decides how registry files go in: all is looked at, then all of it is written in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from console import shipped
from console.registry.checks import check
from console.registry.findings import Finding
from console.registry.headers import KINDS
from console.registry.reading import Said, Sheet, read_lines
from storage import registry_loading
from storage.database import Database, StorageError
from storage.registry import Entry, Kind
from storage.registry_loading import Changes, InUse, Registry
from surveys.coding import names_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files. `changes`: None where there is a mistake. `written`: whether they were."""

    findings: Sequence[Finding]
    changes: Changes | None = None
    written: bool = False


async def load(database: Database, sheets: Sequence[Sheet], *, dry_run: bool = False) -> Outcome:
    """Loads what the sheets say, whole or, with any mistake, not at all. `dry_run`: tells what would change.

    StorageError where the registry is empty: every region and body that the files name would be called a mistake.
    """
    async with database.reading() as connection:
        if not await registry_loading.any_region(connection):
            raise StorageError(
                "the registry is empty: run `saualnama registry load` first, which brings the regions and the bodies"
            )
    return await _load(database, read_lines(sheets), (), dry_run=dry_run)


async def load_shipped(database: Database, *, renew: bool = True, dry_run: bool = False) -> Outcome:
    """Loads what comes with the program. Without `renew` only what the registry lacks: what is there may be newer."""
    sheets = [Sheet(f"{kind}.csv", "", shipped.table(kind)) for kind in KINDS if kind != "offices"]
    said = read_lines(sheets)
    regions: list[Entry] = [
        {"code": row["iso"], "kato": row["kato"], **names_of(row)} for row in shipped.rows("regions")
    ]
    if not renew:
        async with database.reading() as connection:
            known = await registry_loading.known(connection)
        said.lines = [line for line in said.lines if line.code not in known[line.kind]]
        regions = [row for row in regions if row["code"] not in known["regions"]]
    return await _load(database, said, regions, dry_run=dry_run)


async def _load(database: Database, said: Said, regions: Sequence[Entry], *, dry_run: bool) -> Outcome:
    """Judges before it asks for the right to write, which the bot would wait for; again where others were faster."""
    async with database.reading() as connection:
        before = await _state(connection)
    outcome = _judged(said, regions, *before)
    if dry_run or outcome.changes is None:
        return outcome
    if outcome.changes.done:
        async with database.writing() as connection:
            if (now := await _state(connection)) != before:
                outcome = _judged(said, regions, *now)
            if outcome.changes is None:
                return outcome
            await registry_loading.write(connection, outcome.changes)
    return replace(outcome, written=True)


async def _state(connection: AsyncConnection) -> tuple[Registry, InUse]:
    return await registry_loading.known(connection), await registry_loading.in_use(connection)


def _judged(said: Said, regions: Sequence[Entry], known: Registry, in_use: InUse) -> Outcome:
    there: Registry = {**known, "regions": {**known["regions"], **{str(row["code"]): row for row in regions}}}
    found = _in_order([*said.findings, *check(said.lines, there, in_use)], said)
    if not all(finding.is_warning for finding in found):
        return Outcome(found)
    given: dict[Kind, list[Entry]] = {
        kind: [line.entry for line in said.lines if line.kind == kind] for kind in KINDS
    }
    return Outcome(found, registry_loading.compared(known, {**given, "regions": regions}))


def _in_order(found: Sequence[Finding], said: Said) -> list[Finding]:
    """As somebody goes through the files: mistakes first, then warnings."""
    places = {
        (line.sheet.file, line.sheet.name): number for number, line in reversed(list(enumerate(said.lines)))
    }
    return sorted(
        found,
        key=lambda each: (
            each.is_warning,
            places.get((each.file, each.sheet), -1),
            each.row,
            -1 if each.place is None else each.place,
        ),
    )
