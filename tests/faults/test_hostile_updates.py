"""Nothing that comes as an update breaks the bot, is leaked, fills the log or is met with silence, with either library.

The kinds and what is expected of each stand in `tests/bot/telegram/hostile_kinds.py`. Of their mutants `make test`
sends 200, `make proof` 4,000 and `make faults` `MUTANTS` (1,000,000); the last goes on where it stopped: `out/faults/`
keeps how far it came. Each mutant is known by seed and number alone.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.bot.telegram.hostile import KINDS
from tests.faults.evidence import PLACE
from tests.faults.hostility import sends_album, sends_kinds, sends_mutants

SEED = int(os.environ.get("SEED", "1"))
MUTANTS = int(os.environ.get("MUTANTS", "4000"))
FEW = 200
AT_A_TIME = 4_000
"""Mutants for one bot and one database."""

both = pytest.mark.parametrize("library", ["aiogram", "ptb"])


@both
async def test_each_kind_of_update_is_met_as_the_golden_list_says(library: str, tmp_path: Path) -> None:
    wrong = await sends_kinds(library, tmp_path, KINDS)
    assert not wrong, f"{len(wrong)} faults:\n" + "\n".join(wrong)


@both
async def test_an_album_of_ten_pictures_gets_one_reply(library: str, tmp_path: Path) -> None:
    assert await sends_album(library, tmp_path, 10) == 1


@both
async def test_the_first_mutants_do_no_harm(library: str, tmp_path: Path) -> None:
    print(await sends_mutants(library, tmp_path, range(FEW), seed=1))


@pytest.mark.proof
@both
async def test_mutants_do_no_harm(library: str, tmp_path: Path) -> None:
    for numbers in _left(library):
        folder = tmp_path / str(numbers[0])
        folder.mkdir()
        print(await sends_mutants(library, folder, numbers, seed=SEED), flush=True)


def _left(library: str) -> Iterator[Sequence[int]]:
    """The numbers that are left, AT_A_TIME; a long run notes how far it has come."""
    kept = PLACE / f"hostile-{library}-seed-{SEED}.txt"
    is_long = MUTANTS > AT_A_TIME
    first = int(kept.read_text("utf-8")) if is_long and kept.exists() else 0
    for start in range(first, MUTANTS, AT_A_TIME):
        yield range(start, min(start + AT_A_TIME, MUTANTS))
        if is_long:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(str(start + AT_A_TIME), "utf-8")
