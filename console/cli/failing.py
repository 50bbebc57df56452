"""Decides which faults are the user's to mend, and says them without a traceback."""

import json


def explain(error: Exception) -> str | None:
    """What is wrong and what to do, or None for a fault of the program's own."""
    from sqlalchemy.exc import DBAPIError, OperationalError

    from bot.channel import ChannelError
    from console.settings import SettingsError
    from storage.agencies import RegistryError
    from storage.database import StorageError
    from surveys.problems import QuestionnaireError

    if isinstance(error, QuestionnaireError):
        return "\n".join(
            f"{each.line}:{each.column}: {each.level}: {each.sentence()}" for each in error.problems
        )
    if isinstance(error, SettingsError | StorageError | RegistryError | ChannelError):
        return f"error: {error}"
    if isinstance(error, OperationalError | DBAPIError):
        cause = str(error.orig).splitlines()[0]
        return f"error: the database cannot be used ({cause}). Check SAUALNAMA_DATABASE and SAUALNAMA_DATA."
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return f"error: {error.filename}: {error.strerror}. Check the path."
    if isinstance(error, UnicodeDecodeError):
        return "error: the file is not UTF-8 text. Save it as UTF-8."
    if isinstance(error, json.JSONDecodeError):
        return f"error: the file is not JSON: {error}."
    return None
