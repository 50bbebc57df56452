"""Decides how the simulator says no: Telegram's errors, in Telegram's own wording.

The wordings are those of the Bot API server (tdlib/telegram-bot-api, `Client.cpp`) and of the answers seen
in the wild; bots and libraries tell errors apart by these sentences, so a letter's difference would be a
difference in behaviour.
"""

from typing import Any

TEXT_IS_EMPTY = "message text is empty"
TEXT_IS_TOO_LONG = "message is too long"
CAPTION_IS_TOO_LONG = "message caption is too long"
TEXT_IS_NOT_UTF8 = "strings must be encoded in UTF-8"
MARKUP_IS_TOO_LONG = "reply markup is too long"
MARKUP_IS_NOT_AN_OBJECT = "object expected as reply markup"
BUTTON_DATA_INVALID = "BUTTON_DATA_INVALID"
BUTTON_TEXT_INVALID = "BUTTON_TEXT_INVALID"
BUTTON_URL_INVALID = "BUTTON_URL_INVALID"
BUTTON_WITHOUT_ACTION = (
    "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)
CHAT_ID_IS_EMPTY = "chat_id is empty"
CHAT_NOT_FOUND = "chat not found"
MESSAGE_ID_IS_EMPTY = "message identifier is not specified"
EDITED_MESSAGE_NOT_FOUND = "message to edit not found"
EDITED_MESSAGE_HAS_NO_TEXT = "there is no text in the message to edit"
MESSAGE_IS_NOT_OURS = "message can't be edited"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
DELETED_MESSAGE_NOT_FOUND = "message to delete not found"
MESSAGE_IS_TOO_OLD_TO_DELETE = "message can't be deleted for everyone"
REPLIED_MESSAGE_NOT_FOUND = "message to be replied not found"
REACTED_MESSAGE_NOT_FOUND = "message to react not found"
QUERY_IS_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOTICE_IS_TOO_LONG = "MESSAGE_TOO_LONG"
GROUP_WAS_UPGRADED = "group chat was upgraded to a supergroup chat"
UNKNOWN_PARSE_MODE = "unsupported parse_mode"
UNKNOWN_CHAT_ACTION = "wrong parameter action in request"
COMMAND_INVALID = "BOT_COMMAND_INVALID"
COMMAND_DESCRIPTION_INVALID = "BOT_COMMAND_DESCRIPTION_INVALID"
TOO_MANY_COMMANDS = "BOT_COMMANDS_TOO_MUCH"
LANGUAGE_CODE_INVALID = "invalid language code specified"
FILE_IS_EMPTY = "file must be non-empty"
FILE_ID_INVALID = "wrong file identifier/HTTP URL specified"
IMAGE_INVALID = "IMAGE_PROCESS_FAILED"

POLL_TAKEN_OVER = "terminated by other getUpdates request; make sure that only one bot instance is running"
POLL_ENDED_BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_IS_SET = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class CallRefusedError(Exception):
    """A call that Telegram answers with `ok: false`.

    `description` is the whole sentence, with its prefix; `parameters` is the ResponseParameters object or
    None.
    """

    def __init__(self, error_code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{error_code} {description}")
        self.error_code = error_code
        self.description = description
        self.parameters = parameters

    def as_object(self) -> dict[str, Any]:
        """The body of the HTTP answer, whose status is `error_code`."""
        body: dict[str, Any] = {"ok": False, "error_code": self.error_code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(what: str, parameters: dict[str, Any] | None = None) -> CallRefusedError:
    """400: something in the call itself is wrong."""
    return CallRefusedError(400, f"Bad Request: {what}", parameters)


def unauthorized() -> CallRefusedError:
    """401: the token belongs to no bot here."""
    return CallRefusedError(401, "Unauthorized")


def blocked() -> CallRefusedError:
    """403: the person has blocked the bot."""
    return CallRefusedError(403, "Forbidden: bot was blocked by the user")


def no_such_method() -> CallRefusedError:
    """404: the Bot API, or this simulator of it, has no such method."""
    return CallRefusedError(404, "Not Found: method not found")


def conflict(what: str) -> CallRefusedError:
    """409: two ways of receiving updates at once."""
    return CallRefusedError(409, f"Conflict: {what}")


def too_large() -> CallRefusedError:
    """413: the body is larger than the server reads."""
    return CallRefusedError(413, "Request Entity Too Large")


def flood(retry_after: int) -> CallRefusedError:
    """429: come back in `retry_after` seconds."""
    return CallRefusedError(
        429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after}
    )
