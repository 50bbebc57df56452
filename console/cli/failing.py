"""Decides which faults are the user's to mend, and says them without a traceback."""

import sys

_OURS = (
    ("console.settings", "SettingsError"),
    ("storage.faults", "StorageError"),
    ("storage.agencies", "RegistryError"),
    ("analytics.methods", "MethodError"),
    ("analytics.assessment", "NoHeadlineError"),
    ("analytics.fieldwork", "OutsideMethodError"),
    ("analytics.releases", "TooFewError"),
    ("console.releasing", "NotDueError"),
    ("analytics.grouping", "NotAskedError"),
    ("bot.channel", "ChannelError"),
)
"""Exceptions whose words were written for people."""

_CHECK = "Check SAUALNAMA_DATABASE and SAUALNAMA_DATA."


def explain(error: Exception) -> str | None:
    """What is wrong and what to do, or None for a fault of the program's own."""
    if any(_is(error, module, name) for module, name in _OURS):
        return str(error)
    if _is(error, "sqlalchemy.exc", "ArgumentError"):
        return "SAUALNAMA_DATABASE is no address: write sqlite:///FILE or postgresql://USER@HOST/NAME."
    if _is(error, "sqlalchemy.exc", "DBAPIError"):
        return _refused(error)
    if _is(error, "asyncpg.exceptions", "PostgresError"):
        return f"the database refuses: {_first_line(error)}. {_CHECK}"
    if isinstance(error, ConnectionError | TimeoutError) or _is(error, "socket", "gaierror"):
        return f"the database cannot be reached ({_first_line(error) or 'no answer in time'}). {_CHECK}"
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}. Check the path."
    return None


def _refused(error: Exception) -> str | None:
    """What the driver says; None where the statement itself is at fault, which no user can mend."""
    if any(_is(error, "sqlalchemy.exc", name) for name in ("IntegrityError", "ProgrammingError")):
        return None
    cause = _first_line(getattr(error, "orig", None) or error)
    if _is(error, "sqlalchemy.exc", "DataError"):
        return f"the database does not take a value ({cause}). Shorten it."
    return f"the database cannot be used ({cause}). {_CHECK}"


def _is(error: Exception, module: str, name: str) -> bool:
    """Asks without importing: an exception of a module that nobody has imported cannot have been raised."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(error, kind)


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0].rstrip(".")
