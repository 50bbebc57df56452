"""Decides what tests say where a translation is missing: the English text, so that only the gate's own test is red."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from locales import catalogs, gate


@contextmanager
def complete_catalogues(folder: Path) -> Iterator[None]:
    """While it lasts, this process speaks from catalogues in `folder`, if those of the program have gaps.

    What cannot be read at all, a source or a catalogue, is left to the gate's test as it is.
    """
    root, spoken = gate.ROOT, catalogs.FOLDER
    with suppress(SyntaxError, ValueError, OSError):
        if gate.problems():
            _complete(root, folder)
            gate.ROOT, catalogs.FOLDER = folder, folder / "locales"
            catalogs.words.cache_clear()
    yield
    if root is not gate.ROOT:
        gate.ROOT, catalogs.FOLDER = root, spoken
        catalogs.words.cache_clear()


def _complete(root: Path, folder: Path) -> None:
    _copy(root, folder)
    gate.update(folder)
    for language in catalogs.LOCALES:
        _fill(gate.catalogue(folder, language), language)


def _copy(root: Path, folder: Path) -> None:
    for name in gate.SOURCES:
        (folder / name).symlink_to(root / name)
    for path in (root / "locales").rglob("*.po*"):
        copied = folder / path.relative_to(root)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied)


def _fill(path: Path, language: str) -> None:
    catalog = catalogs.stored(path, language)
    for message in catalog:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if not message.id or (any(forms) and not message.fuzzy):
            continue
        message.flags.discard("fuzzy")
        if isinstance(message.id, str):
            message.string = message.id
        else:
            singular, plural = message.id
            message.string = (singular, *[plural] * (catalogs.plural_forms(language) - 1))
    catalogs.kept(path, catalog)
