"""Decides how one parameter of a call is read: the same whether it came as form text, JSON or a query string.

Form fields carry everything as text: numbers, `true`, and structured parameters as JSON strings.
"""

import json
from dataclasses import dataclass
from typing import Any

from bot.simulator.wire.refusals import TEXT_IS_NOT_UTF8, bad_request

Parameters = dict[str, Any]

TRUE_WORDS = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came inside a multipart call."""

    name: str
    mime_type: str
    data: bytes


def text_of(parameters: Parameters, name: str) -> str:
    """The parameter as text, "" when it is absent. Refuses half surrogate pairs, as Telegram does."""
    value = parameters.get(name)
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise bad_request(TEXT_IS_NOT_UTF8) from None
    return text


def number_of(parameters: Parameters, name: str) -> int | None:
    """The parameter as a whole number, None when it is absent or is not one (Telegram reads such text as
    absent).
    """
    value = parameters.get(name)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError:
            return None
    return None


def flag_of(parameters: Parameters, name: str) -> bool:
    """The parameter as a yes or no; absent means no."""
    value = parameters.get(name)
    if isinstance(value, str):
        return value.lower() in TRUE_WORDS
    return bool(value)


def structure_of(parameters: Parameters, name: str, *, called: str) -> Any:
    """A JSON parameter (`reply_markup`, `scope` ...), None when absent; `called` names it in the refusal."""
    value = parameters.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {called} JSON object") from None


def chat_id_of(parameters: Parameters) -> int | None:
    """Which chat the call is about, None when it names none by number."""
    return number_of(parameters, "chat_id")
