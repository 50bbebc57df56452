"""Decides what a message other than text looks like: what a survey bot meets though it asked for none."""

from bot.simulator.wire.objects import JsonObject

PICTURE = (320, 240)  # pixels
ALMATY = (43.238949, 76.889709)  # degrees of latitude and longitude


def attachment(kind: str, caption: str = "") -> JsonObject:
    """The content of a message of this kind, complete by the Bot API. Raises KeyError for an unknown kind."""
    content: JsonObject = {kind: ATTACHMENTS[kind]}
    return {**content, "caption": caption} if caption else content


def forwarded(text: str, sender_name: str, at: float) -> JsonObject:
    """The content of a text that somebody else wrote and this person passes on."""
    origin = {"type": "hidden_user", "sender_user_name": sender_name, "date": int(at)}
    return {"text": text, "forward_origin": origin}


def _file(name: str) -> JsonObject:
    return {"file_id": f"phone-{name}", "file_unique_id": f"unique-phone-{name}", "file_size": 1_024}


_SIZE = {"width": PICTURE[0], "height": PICTURE[1]}

ATTACHMENTS: dict[str, JsonObject | list[JsonObject]] = {
    "photo": [{**_file("photo"), **_SIZE}],
    "document": {**_file("document"), "file_name": "letter.pdf", "mime_type": "application/pdf"},
    "sticker": {**_file("sticker"), **_SIZE, "type": "regular", "is_animated": False, "is_video": False},
    "voice": {**_file("voice"), "duration": 3, "mime_type": "audio/ogg"},
    "video": {**_file("video"), **_SIZE, "duration": 3},
    "location": {"latitude": ALMATY[0], "longitude": ALMATY[1]},
    "contact": {"phone_number": "+77010000000", "first_name": "Айгүл"},
}
