"""Decides which questionnaire a word on the command line means: a file, or a published version's fingerprint."""

import asyncio
import re
from pathlib import Path

from console import shipped
from console.questionnaire_files import read_file
from console.settings import read_settings
from console.wiring import storage
from storage import questionnaires
from surveys.questionnaire import Questionnaire
from surveys.reading import read

_FINGERPRINT = re.compile(r"[0-9a-f]{4,64}")


class NoVersionError(Exception):
    """A word that is neither a file nor a fingerprint."""


def named(word: str) -> Questionnaire:
    """The questionnaire in the file of this name, or the published version whose fingerprint begins so.

    Raises QuestionnaireError for a file with errors, NoVersionError for a word that is neither, and StorageError where
    no or several versions begin so.
    """
    file = Path(word)
    if file.is_file():
        return from_file(file)
    if not _FINGERPRINT.fullmatch(word):
        raise NoVersionError(f"{word} is no file, and no fingerprint: see `saualnama survey list`")
    return asyncio.run(_published(word))


def from_file(file: Path) -> Questionnaire:
    """The questionnaire in a file, with the translations beside it. Raises QuestionnaireError."""
    found = read_file(file)
    return read(found.text, core=shipped.core(), overlays=found.overlays)


async def _published(beginning: str) -> Questionnaire:
    async with storage(read_settings()) as database, database.reading() as connection:
        return await questionnaires.load(connection, await questionnaires.find(connection, beginning))
