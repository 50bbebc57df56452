"""Decides how a file of another channel becomes responses: every row is looked at before the first one is written.

What is fit waits in a file that has no name, so that a million rows need no more memory than a thousand, and each is
read once.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from console import data_files
from console.wiring import clock, random_hex
from storage import imports
from storage.answer_bytes import Layout, layout
from storage.campaign_scope import CampaignScope, load_scope
from storage.database import Database
from storage.days import day_in_kazakhstan
from storage.imports import Import, NewId
from storage.responses import IMPORTED, Response, places
from surveys.coding import Mode
from surveys.data_file.columns import columns
from surveys.data_file.findings import Finding
from surveys.data_file.rows import Row, Rows

KEPT: Final = 1_000
"""Mistakes that are told one by one; of a file with more of them the rest is counted."""
_LENGTH: Final = 4
"""Bytes before each response that waits."""


@dataclass(slots=True)
class Outcome:
    """What became of a file. `done`: nothing where no row went in. `before`: it was imported already.

    `rows`: of the file, without empty ones. `findings`: the first of `wrong` mistakes, in `left_out` rows.
    """

    sha256: str
    done: Import | None = None
    before: Import | None = None
    rows: int = 0
    complete: int = 0
    partial: int = 0
    left_out: int = 0
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, found: Sequence[Finding]) -> None:
        """Notes mistakes."""
        self.wrong += len(found)
        self.findings += found[: KEPT - len(self.findings)]


class _Waiting(msgspec.Struct, array_like=True):
    """What a row has of its own."""

    agency: str
    service: str
    office: str | None
    region: str | None
    language: str
    disposition: str
    week: int | None
    answers: bytes
    beside: dict[str, str]


async def import_file(
    database: Database, file: Path, campaign: str, mode: Mode, *, skip_bad: bool, language: str
) -> Outcome:
    """Imports a file, whole or, with `skip_bad`, without its bad rows. `language`: the reader's.

    Raises DataFileError for a file that cannot be read, StorageError for an unknown campaign, or where another
    import is not complete.
    """
    today = day_in_kazakhstan(clock())
    outcome = Outcome(data_files.sha256(file))
    async with database.reading() as connection:
        known = await load_scope(connection, campaign, today=today)
        before = await imports.known(connection, outcome.sha256)
        await imports.require_no_other(connection, campaign, outcome.sha256)
    if before is not None:
        outcome.before = before
        return outcome
    with tempfile.TemporaryFile() as waiting:
        _read(file, known, waiting, outcome, language)
        if outcome.complete + outcome.partial == 0 or (outcome.wrong and not skip_bad):
            return outcome
        waiting.seek(0)
        new = Import(outcome.sha256, campaign, mode, today)
        outcome.done = await imports.bring_in(
            database, new, partial(_responses, waiting, known, mode), random_hex=random_hex
        )
    return outcome


def _read(file: Path, known: CampaignScope, waiting: BinaryIO, outcome: Outcome, language: str) -> None:
    """Looks at every row; what is fit goes to `waiting`, what is not into the outcome."""
    texts = iter(data_files.rows(file))
    found, wrong = columns(known.questionnaire, next(texts, ()))
    if wrong:
        outcome.add(wrong)
        return
    reader, kept, encoder = (
        Rows(known.scope, found, language),
        layout(known.questionnaire),
        msgspec.msgpack.Encoder(),
    )
    for number, cells in enumerate(texts, start=2):
        if not any(map(str.strip, cells)):
            continue
        outcome.rows += 1
        row = reader.read(number, cells)
        if not isinstance(row, Row):
            outcome.left_out += 1
            outcome.add(row)
            continue
        if row.disposition == "complete":
            outcome.complete += 1
        else:
            outcome.partial += 1
        packed = encoder.encode(_waiting(row, known, kept))
        waiting.write(len(packed).to_bytes(_LENGTH, "big"))
        waiting.write(packed)
    if not outcome.rows:
        outcome.add([Finding(1, "", "no-rows")])


def _waiting(row: Row, known: CampaignScope, kept: Layout) -> _Waiting:
    answers, beside = kept.encode(row.answers)
    office, region = places(known.questionnaire, row.answers)
    about = row.about
    return _Waiting(
        about.agency,
        about.service,
        office or about.office or None,
        region,
        about.language,
        row.disposition,
        about.week,
        answers,
        beside,
    )


def _responses(waiting: BinaryIO, known: CampaignScope, mode: Mode, new_id: NewId) -> Iterator[Response]:
    """The responses that wait."""
    decoder = msgspec.msgpack.Decoder(_Waiting)
    while length := waiting.read(_LENGTH):
        one = decoder.decode(waiting.read(int.from_bytes(length, "big")))
        yield Response(
            id=new_id(),
            campaign=known.campaign,
            agency=one.agency,
            service=one.service,
            office=one.office,
            route=IMPORTED,
            mode=mode,
            panel=known.panel,
            region=one.region,
            language=one.language,
            disposition=one.disposition,
            week=one.week,
            version=known.version,
            answers=one.answers,
            beside=one.beside,
        )
