"""Decides what a person sees of a chat: the messages as they stand now, their buttons, and it all as text."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.simulator.state.chats import Chat
from bot.simulator.wire.keyboards import inline_rows
from bot.simulator.wire.markup import Entity
from bot.simulator.wire.objects import JsonObject

TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
ATTACHMENTS = ("photo", "document", "sticker", "voice", "video", "location", "contact")


class Button(NamedTuple):
    """An inline button. `data` is "" for one that opens a link instead."""

    label: str
    data: str
    url: str = ""

    def __str__(self) -> str:
        return f"[{self.label} -> {self.url}]" if self.url else f"[{self.label}]"


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on the screen. `date` is in seconds; `file_id` is "" where there is no file."""

    message_id: int
    text: str
    entities: list[Entity]
    buttons: list[list[Button]]
    is_mine: bool
    is_edited: bool
    date: int
    attachment: str
    file_id: str

    @property
    def html(self) -> str:
        """The text with its entities as HTML, safe to put into a page."""
        return as_html(self.text, self.entities)

    @property
    def labels(self) -> list[str]:
        """The labels of all inline buttons, in reading order."""
        return [button.label for row in self.buttons for button in row]

    def __str__(self) -> str:
        text = f"({self.attachment}) {self.text}".strip() if self.attachment else self.text
        if self.is_mine:
            return "\n".join(f"> {line}" for line in text.split("\n"))
        return "\n".join([text, *(" ".join(map(str, row)) for row in self.buttons)])


def shown_messages(chat: Chat) -> list[Shown]:
    """The messages that stand in the chat, oldest first."""
    return [shown(message) for message in chat.messages.values()]


def shown(message: JsonObject) -> Shown:
    """A Message of the Bot API as a person sees it."""
    attachment = next((name for name in ATTACHMENTS if name in message), "")
    return Shown(
        message_id=message["message_id"],
        text=message.get("text") or message.get("caption") or "",
        entities=message.get("entities") or message.get("caption_entities") or [],
        buttons=[[_button(button) for button in row] for row in inline_rows(message)],
        is_mine=not message["from"]["is_bot"],
        is_edited="edit_date" in message,
        date=message["date"],
        attachment=attachment,
        file_id=_file_id(message.get(attachment)),
    )


def screen(chat: Chat) -> str:
    """The chat as plain text: own messages behind "> ", a row of buttons in a line, reply keyboard last."""
    lines = [str(message) for message in shown_messages(chat)]
    lines += [" ".join(f"[[{label}]]" for label in row) for row in reply_labels(chat)]
    return "\n".join(lines)


def reply_labels(chat: Chat) -> list[list[str]]:
    """The labels of the keyboard that stands in place of the letters, row by row."""
    rows = chat.reply_keyboard.get("keyboard", [])
    return [[str(key.get("text", "")) if isinstance(key, dict) else str(key) for key in row] for row in rows]


def buttons_newest_first(chat: Chat) -> Iterator[tuple[int, Button]]:
    """(message_id, button) of the inline buttons in the chat, those of the newest message first."""
    for message in reversed(chat.messages.values()):
        for row in inline_rows(message):
            for button in row:
                yield message["message_id"], _button(button)


def former_buttons_newest_first(chat: Chat) -> Iterator[tuple[int, Button]]:
    """(message_id, button) of buttons that are gone, the latest to go first."""
    for former in reversed(chat.former_keyboards):
        for row in former.rows:
            for button in row:
                yield former.message_id, _button(button)


def as_html(text: str, entities: list[Entity]) -> str:
    """Text and entities as HTML of Telegram's kind. Offsets are UTF-16 units."""
    if not entities:
        return html.escape(text, quote=False)
    units = text.encode("utf-16-le", "surrogatepass")
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return _render(units, 0, len(units) // 2, ordered)


def _render(units: bytes, begin: int, end: int, entities: list[Entity]) -> str:
    pieces, at = [], begin
    while entities:
        entity, *rest = entities
        start, stop = entity["offset"], min(entity["offset"] + entity["length"], end)
        inside = [other for other in rest if other["offset"] < stop]
        entities = rest[len(inside) :]
        pieces.append(_plain(units, at, start))
        opening, closing = _tags(entity)
        pieces += [opening, _render(units, start, stop, inside), closing]
        at = stop
    pieces.append(_plain(units, at, end))
    return "".join(pieces)


def _plain(units: bytes, begin: int, end: int) -> str:
    return html.escape(units[begin * 2 : end * 2].decode("utf-16-le", "replace"), quote=False)


def _tags(entity: Entity) -> tuple[str, str]:
    if entity["type"] == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    tag = TAGS.get(entity["type"])
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


def _button(button: dict[str, Any]) -> Button:
    return Button(button["text"], button.get("callback_data", ""), button.get("url", ""))


def _file_id(attached: Any) -> str:
    newest = attached[-1] if isinstance(attached, list) else attached
    return str(newest.get("file_id", "")) if isinstance(newest, dict) else ""
