"""Decides what text and entities a message has: Telegram's HTML, its limits, and its errors at a byte offset.

The grammar follows `parse_html` of tdlib (MessageEntity.cpp). Offsets and lengths of entities are UTF-16
units, as everywhere in the Bot API; offsets in error messages are UTF-8 bytes of what was sent. Markdown is
not spoken here: `parse_mode` other than HTML is refused.
"""

import html
import re
from dataclasses import dataclass
from typing import Any

from bot.simulator.wire.parameters import Parameters, structure_of, text_of
from bot.simulator.wire.refusals import UNKNOWN_PARSE_MODE, CallRefusedError, bad_request

MAX_TEXT = 4096  # UTF-16 units of a message after its entities are parsed
MAX_CAPTION = 1024  # UTF-16 units
MAX_ENTITIES = 100  # a message keeps the first hundred

TAG_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([a-zA-Z]+));?")
SPECIAL = re.compile(r"[<&]")
TAG_NAME = re.compile(r"(?P<name>[^\s>]*)(?=[\s>])")
CLOSING = re.compile(r"\s*>")
ATTRIBUTE = re.compile(
    r"\s*(?P<name>[^\s=>\"']+)\s*(?:=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w.-]+)))?"
)
COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")

Entity = dict[str, Any]


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    offset: int
    position: int


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def read_formatted(
    parameters: Parameters, name: str, *, entities: str, limit: int, too_long: str
) -> tuple[str, list[Entity]]:
    """Text and entities of a call's parameter, trimmed as Telegram trims; the text may come out empty.

    `entities` names the parameter with ready entities, `limit` counts UTF-16 units, `too_long` is the
    refusal's wording.
    """
    text = text_of(parameters, name)
    mode = text_of(parameters, "parse_mode").lower()
    if mode == "html":
        text, found = parse_html(text)
    elif mode:
        raise bad_request(UNKNOWN_PARSE_MODE)
    else:
        found = _given_entities(parameters, entities)
    text, found = _trim(text, found)
    if len(text) * 2 > limit and utf16_length(text) > limit:
        raise bad_request(too_long)
    return text, found[:MAX_ENTITIES]


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of Telegram's HTML. Raises CallRefusedError `can't parse entities: ...`."""
    if "<" not in source and "&" not in source:
        return source, []
    pieces: list[str] = []
    found: list[Entity] = []
    opened: list[_OpenTag] = []
    at = length = 0
    while special := SPECIAL.search(source, at):
        start = special.start()
        piece, at = source[at:start], start
        if source[start] == "&":
            character, at = _character(source, start)
            piece += character
        pieces.append(piece)
        length += utf16_length(piece)
        if source[start] == "<":
            if source.startswith("</", start):
                at = _close_tag(source, start, opened, found, length=length, pieces=pieces)
            else:
                tag, at = _open_tag(source, start)
                tag.offset, tag.position = length, len(pieces)
                opened.append(tag)
    if opened:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{opened[-1].name}"')
    pieces.append(source[at:])
    for entity in found:
        if entity["type"] == "code":
            entity.pop("language", None)
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(pieces), found


def find_commands(text: str) -> list[Entity]:
    """The bot_command entities that a person's client marks in what was typed."""
    return [
        {"type": "bot_command", "offset": utf16_length(text[: found.start()]), "length": len(found.group())}
        for found in COMMAND.finditer(text)
    ]


def _given_entities(parameters: Parameters, name: str) -> list[Entity]:
    given = structure_of(parameters, name, called="entities") or []
    if not isinstance(given, list) or not all(map(_is_entity, given)):
        raise bad_request("can't parse entities JSON object")
    return list(given)


def _is_entity(given: Any) -> bool:
    return (
        isinstance(given, dict)
        and isinstance(given.get("type"), str)
        and all(isinstance(given.get(name), int) for name in ("offset", "length"))
    )


def _character(source: str, start: int) -> tuple[str, int]:
    """The character that an HTML entity stands for; an unknown one stays as it was written."""
    found = CHARACTER.match(source, start)
    if found is None:
        return "&", start + 1
    hexadecimal, decimal, name = found.groups()
    if name:
        character = NAMED_CHARACTERS.get(name, "")
    else:
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        character = chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""
    return (character, found.end()) if character else ("&", start + 1)


def _open_tag(source: str, start: int) -> tuple[_OpenTag, int]:
    """The tag that begins here, and the position after its `>`."""
    where = f"at byte offset {_byte_offset(source, start)}"
    found = TAG_NAME.match(source, start + 1)
    if found is None:
        raise _unparsable(f"Unclosed start tag {where}")
    name, end = found["name"].lower(), found.end("name")
    if name not in TAG_TYPES:
        raise _unparsable(f'Unsupported start tag "{name}" {where}')
    argument = ""
    while (closing := CLOSING.match(source, end)) is None:
        attribute = _attribute(source, end, name, where)
        end = attribute.end()
        argument = _argument(name, attribute, where) or argument
    if name == "span" and argument != "spoiler":
        raise _unparsable(f'Tag "span" must have class "tg-spoiler" {where}')
    return _OpenTag(name, argument, 0, 0), closing.end()


def _attribute(source: str, start: int, tag: str, where: str) -> re.Match[str]:
    attribute = ATTRIBUTE.match(source, start)
    if attribute is None:
        if source[start:].strip():
            raise _unparsable(f'Empty attribute name in the tag "{tag}" {where}')
        raise _unparsable(f"Unclosed start tag {where}")
    end = attribute.end()
    if end == len(source) or source[end] == "=":
        raise _unparsable(f"Unclosed start tag {where}")
    if attribute["bare"] and not (source[end].isspace() or source[end] == ">"):
        token = _byte_offset(source, attribute.start("bare"))
        raise _unparsable(f"Unexpected end of name token at byte offset {token}")
    return attribute


def _argument(tag: str, attribute: re.Match[str], where: str) -> str:
    """What the attribute says of the entity; "" when it says nothing."""
    name = attribute["name"]
    value = next(
        (v for v in (attribute["double"], attribute["single"], attribute["bare"]) if v is not None), None
    )
    if value is None:
        if (tag, name) == ("blockquote", "expandable"):
            return "expandable"
        raise _unparsable(f'Expected equal sign in declaration of an attribute of the tag "{tag}" {where}')
    value = html.unescape(value)
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def _close_tag(
    source: str, start: int, opened: list[_OpenTag], found: list[Entity], *, length: int, pieces: list[str]
) -> int:
    """Ends the innermost tag, adds its entity, and gives the position after `>`."""
    where = f"at byte offset {_byte_offset(source, start)}"
    if not opened:
        raise _unparsable(f"Unexpected end tag {where}")
    end = source.find(">", start)
    if end < 0 or len(source[start + 2 : end].split()) > 1:
        raise _unparsable(f"Unclosed end tag {where}")
    name = source[start + 2 : end].strip().lower()
    tag = opened.pop()
    if name and name != tag.name:
        raise _unparsable(f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"')
    if length > tag.offset:
        entity = _entity(tag, length - tag.offset, "".join(pieces[tag.position :]))
        if not _joins_into_pre(entity, found):
            found.append(entity)
    return end + 1


def _entity(tag: _OpenTag, length: int, text: str) -> Entity:
    entity: Entity = {"type": TAG_TYPES[tag.name], "offset": tag.offset, "length": length}
    if tag.name == "a":
        entity["url"] = tag.argument or text
    elif tag.name == "tg-emoji":
        if not tag.argument.isdecimal():
            raise _unparsable("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = tag.argument
    elif tag.name == "blockquote" and tag.argument:
        entity["type"] = "expandable_blockquote"
    elif tag.name == "code" and tag.argument:
        entity["language"] = tag.argument
    return entity


def _joins_into_pre(entity: Entity, found: list[Entity]) -> bool:
    """`<pre><code class="language-x">` is one entity: the code inside becomes the pre with a language."""
    inner = found[-1] if found else None
    if inner is None or entity["type"] != "pre" or inner["type"] != "code":
        return False
    if (inner["offset"], inner["length"]) != (entity["offset"], entity["length"]):
        return False
    inner["type"] = "pre"
    return True


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the white space around it; entities move along and lose what was cut off."""
    trimmed = text.strip()
    if len(trimmed) == len(text):
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    total = utf16_length(trimmed)
    kept = []
    for entity in entities:
        begin = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, total)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return trimmed, kept


def _byte_offset(source: str, position: int) -> int:
    return len(source[:position].encode())


def _unparsable(what: str) -> CallRefusedError:
    return bad_request(f"can't parse entities: {what}")
