"""Decides which keyboards a message may carry: the checks that Telegram makes on `reply_markup`."""

from typing import Any

from bot.simulator.wire.parameters import Parameters, structure_of
from bot.simulator.wire.refusals import (
    BUTTON_DATA_INVALID,
    BUTTON_TEXT_INVALID,
    BUTTON_URL_INVALID,
    BUTTON_WITHOUT_ACTION,
    MARKUP_IS_NOT_AN_OBJECT,
    MARKUP_IS_TOO_LONG,
    bad_request,
)

MAX_BUTTONS = 100  # in one inline keyboard
MAX_BUTTONS_IN_ROW = 8
MAX_CALLBACK_DATA = 64  # bytes of UTF-8
URL_STARTS = ("http://", "https://", "tg://")
ACTIONS = frozenset(
    {
        "callback_data",
        "url",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)

Rows = list[list[dict[str, Any]]]


def read_markup(parameters: Parameters) -> dict[str, Any]:
    """The call's `reply_markup`, {} when there is none. Raises CallRefusedError in Telegram's wording."""
    markup = structure_of(parameters, "reply_markup", called="reply keyboard markup")
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad_request(MARKUP_IS_NOT_AN_OBJECT)
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        _check_rows(markup["keyboard"])
    return markup


def inline_rows(message: dict[str, Any]) -> Rows:
    """The rows of inline buttons under a message; none gives an empty list."""
    markup = message.get("reply_markup")
    rows: Rows = markup.get("inline_keyboard", []) if markup else []
    return rows


def _inline(rows: Any) -> dict[str, Any]:
    _check_rows(rows)
    kept = [row for row in rows if row]
    for row in kept:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": kept} if kept else {}


def _check_rows(rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_IN_ROW for row in rows):
        raise bad_request(MARKUP_IS_TOO_LONG)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: Object expected as an inline keyboard button")
    text, data = button.get("text"), button.get("callback_data")
    if not isinstance(text, str) or not text.strip():
        raise bad_request(BUTTON_TEXT_INVALID)
    if data is not None:
        if (
            not isinstance(data, str)
            or not 1 <= len(data.encode("utf-8", "surrogatepass")) <= MAX_CALLBACK_DATA
        ):
            raise bad_request(BUTTON_DATA_INVALID)
    elif ACTIONS.isdisjoint(button):
        raise bad_request(BUTTON_WITHOUT_ACTION)
    url = button.get("url")
    if url is not None and not str(url).startswith(URL_STARTS):
        raise bad_request(BUTTON_URL_INVALID)
