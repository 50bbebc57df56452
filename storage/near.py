"""Decides what is guessed of a code that was mistyped: the one that is written most like it."""

from collections.abc import Iterable
from difflib import get_close_matches


def guess(given: str, known: Iterable[str]) -> str:
    """`: did you mean moh_clinic?`, or nothing where no code is like it."""
    near = get_close_matches(given[:100], list(known), n=1)
    return f": did you mean {near[0]}?" if near else ""


def guess_or_see(given: str, known: Iterable[str], command: str) -> str:
    """The guess, and in any case where the known ones are listed."""
    near = guess(given, known)
    return f"{near} See `{command}`" if near else f": see `{command}`"
