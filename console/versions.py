"""Decides which questionnaire a word on the command line means: a file, or a published version's fingerprint."""

from pathlib import Path

from console import shipped
from console.questionnaire_files import read_file
from console.settings import read_settings
from console.wiring import storage
from storage import questionnaires
from surveys.questionnaire import Questionnaire
from surveys.reading import read


async def named(word: str) -> Questionnaire:
    """The questionnaire in the file of this name, or the published version whose fingerprint begins so.

    Raises QuestionnaireError for a file with errors, and StorageError where no or several versions begin so.
    """
    file = Path(word)
    if file.exists():
        return from_file(file)
    async with storage(read_settings()) as database, database.reading() as connection:
        return await questionnaires.load(connection, await questionnaires.find(connection, word))


def from_file(file: Path) -> Questionnaire:
    """The questionnaire in a file, with the translations beside it. Raises QuestionnaireError."""
    found = read_file(file)
    return read(found.text, core=shipped.core(), overlays=found.overlays)
