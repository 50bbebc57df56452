"""Decides whether the SAUALNAMA_* variables are known, and whether the bot's token can be one; never shows it."""

import difflib
from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.channel import Rejected
from bot.telegram.wire import checked
from console.checks.finding import Finding, fail, ok, warn
from console.settings import PREFIX, Settings

TELEGRAM = "api.telegram.org"
SECRET = 35
"""Characters after the colon of every token seen so far; a shorter one was not copied whole."""
NEARBY = ("127.0.0.1", "localhost", "::1")


def variables(environment: Iterable[str]) -> Finding:
    """Whether every SAUALNAMA_* variable is one that somebody reads: a mistyped one would have no effect."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    given = sorted(name for name in environment if name.startswith(PREFIX))
    strange = [name for name in given if name not in known]
    if strange:
        near = difflib.get_close_matches(strange[0], known, n=1, cutoff=0.5)
        mend = f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(known)}"
        return warn("settings", f"{', '.join(strange)} is not known and has no effect", mend)
    return ok("settings", ", ".join(given) or "all by default")


def token(settings: Settings) -> Finding:
    """Whether a token is set and looks like one."""
    secret = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    if not secret:
        mend = "ask @BotFather for one and set SAUALNAMA_TELEGRAM_TOKEN; only the bot needs it"
        return warn("token", "not set", mend)
    again = "copy it from @BotFather again, whole: digits, a colon, letters"
    try:
        checked(secret)
    except Rejected:
        return fail("token", "set, but it is no token", again)
    server = urlsplit(settings.telegram_api).hostname
    if server == TELEGRAM and len(secret.partition(":")[2]) != SECRET:
        return warn("token", f"set, but not {SECRET} characters after the colon", again)
    if settings.telegram_api.startswith("http://") and server not in NEARBY:
        mend = "use https:// in SAUALNAMA_TELEGRAM_API, or a server on this machine"
        return warn("token", f"set, but sent unencrypted to {server}", mend)
    return ok("token", "set and well-formed; --online asks Telegram whether it is valid")
