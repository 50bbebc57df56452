"""Decides what belongs to a questionnaire file: its text, and the translations beside it, `<name>.<language>.po`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from locales import po_files
from locales.po_files import PoError, PoFile
from surveys.reading.problems import Problem, QuestionnaireError
from surveys.reading.translations import Overlay, Translation
from surveys.reading.yaml_nodes import SIZE_LIMIT

_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class QuestionnaireFile:
    """What `surveys.reading` needs of a file."""

    text: str
    overlays: Mapping[str, Overlay]


def read_file(file: Path) -> QuestionnaireFile:
    """The file's text and the translations beside it. Raises QuestionnaireError where either cannot be read."""
    return QuestionnaireFile(text_of(file), overlays_of(file))


def text_of(file: Path) -> str:
    """The file's text. Raises QuestionnaireError, at the first wrong byte, for one that is not UTF-8."""
    with file.open("rb") as source:
        raw = source.read(SIZE_LIMIT * 1024 + 4)  # a little more than allowed is enough to refuse it
    cut = len(raw) > SIZE_LIMIT * 1024
    try:
        return raw.decode("utf-8-sig", errors="ignore" if cut else "strict")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        place = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        raise QuestionnaireError((Problem("not-text", *place, {}),)) from None


def overlays_of(file: Path) -> dict[str, Overlay]:
    """The translations beside the file, by language. Raises QuestionnaireError for a broken one."""
    found = {}
    for language, path in sorted(beside(file).items()):
        try:
            found[language] = overlay(translations(path, language))
        except PoError as error:
            told = {"file": path.name, "detail": str(error)}
            raise QuestionnaireError((Problem("broken-translations", 1, 1, told),)) from None
    return found


def beside(file: Path) -> dict[str, Path]:
    """The files of translations that belong to this one, by language."""
    found = {
        path.name[len(file.stem) + 1 : -len(".po")]: path
        for path in file.parent.glob(f"{escape(file.stem)}.*.po")
    }
    return {language: path for language, path in found.items() if _LANGUAGE.fullmatch(language)}


def translations(file: Path, language: str) -> PoFile:
    """A file of translations into this language. Raises PoError."""
    with file.open("rb") as source:
        found = po_files.read(source.read(po_files.SIZE_LIMIT * 1024 + 1))
    if found.language not in {"", language}:
        raise PoError(f"its header says {found.language}, not {language}; correct one of them")
    return found


def overlay(file: PoFile) -> Overlay:
    """The translations by path."""
    return {
        entry.path: Translation(entry.text, fuzzy=entry.fuzzy, source=entry.source) for entry in file.entries
    }
