"""Decides which updates a bot must be ready for, and what is expected of each: the golden list.

Every kind is made for one person who stands at the first question, a rating with a third option. What is expected:

    answer       taken as a typed "3" would be
    again        words or a press that answer nothing: something is said, and the interview stays where it was
    unsupported  content without words: the same
    answered     something is said; whether it is taken is left open
    press        the press is answered, and the interview stays where it was
    service      Telegram itself has put it into the chat: nothing is said
    elsewhere    it is not ours (groups, channels, other bots, other kinds of update): nothing is said, nothing logged
    unreadable   it has not the documented form: nothing is said, and one line is logged
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tests.bot.telegram.hostile_sender import (
    BOT,
    CANARY,
    CHANNEL,
    FILE,
    GROUP,
    PHOTO,
    SIZE,
    STICKER,
    WORDS,
    Make,
    Sender,
    Update,
    content,
    hidden,
    nested,
    old_message,
    without,
)

Expected = Literal[
    "answer", "again", "unsupported", "answered", "press", "service", "elsewhere", "unreadable"
]
DEEP = 400
"""Values inside each other."""

POLL = {
    "id": "1",
    "question": "?",
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "options": [{"text": "a", "voter_count": 0}, {"text": "b", "voter_count": 0}],
}

ANSWERS: Mapping[str, Make] = {
    "digit": content(text="3"),
    "digit with a dot": content(text="3."),
    "digit as a keycap": content(text="3️⃣"),
    "digit and spaces": content(text="  3 \n"),
    "digit with an effect": content(text="3", effect_id="5"),
    "digit, paid for": content(text="3", paid_star_count=5, sender_boost_count=1),
    "digit in a private topic": content(text="3", message_thread_id=77, is_topic_message=True),
    "digit with entities of no known type": content(
        text="3", entities=[{"type": "telepathy", "offset": -5, "length": 10**9}]
    ),
    "digit with entities null": content(text="3", entities=None),
    "digit with fields of the future": content(text="3", aura={"colour": [1, {"x": None}]}, rank=2**70),
    "digit beside something deep": content(text="3", aura=nested(1, DEEP)),
    "digit with a keyboard of the future": content(
        text="3", reply_markup={"inline_keyboard": [[{"text": "a", "teleport": {}}]]}
    ),
    "digit with a preview of the future": content(text="3", link_preview_options={"is_disabled": "perhaps"}),
    "digit in reply to the question": lambda sender: sender.says(
        text="3", reply_to_message={**old_message(sender), "message_id": sender.question, "from": BOT}
    ),
    "digit, language of 500 letters": lambda sender: sender.says(
        text="3", **{"from": {**sender.user, "language_code": "kk-Cyrl-KZ-x-" + "a" * 500}}
    ),
    "digit from a person with fields of the future": lambda sender: sender.says(
        text="3", **{"from": {**sender.user, "rating": {"level": "x"}, "is_premium": "perhaps"}}
    ),
}

AGAIN: Mapping[str, Make] = {
    "words": content(text=WORDS),
    "4,096 combining marks": content(text="а" + "́" * 4_095),
    "right to left": content(text=f"\u202e{WORDS}\u202c\u2066\u2067"),
    "NUL": content(text=f"{CANARY}\x00"),
    "emoji in families": content(text="👩‍👩‍👧‍👦" * 50),
    "markup": content(text=f"<b>&amp;</b><script>{CANARY}</script>"),
    "4,096 letters": content(text="ы" * 4_096),
    "forwarded digit": lambda sender: sender.says(text="3", forward_origin=hidden(sender)),
    "forwarded digit of no known origin": lambda sender: sender.says(
        text="3", forward_origin=hidden(sender, "dream")
    ),
    "forwarded digit of a channel": lambda sender: sender.says(
        text="3",
        forward_origin={"type": "channel", "date": sender.date, "chat": CHANNEL, "message_id": 4},
    ),
    "digit in reply to another message": lambda sender: sender.says(
        text="3", reply_to_message=old_message(sender)
    ),
    "digit in reply to a reply to a reply": lambda sender: sender.says(
        text="3", reply_to_message={**old_message(sender), "reply_to_message": old_message(sender)}
    ),
    "digit in reply to another chat": lambda sender: sender.says(
        text="3", quote={"text": "x", "position": 0}, external_reply={"origin": hidden(sender)}
    ),
    "digit via another bot": content(text="3", via_bot={**BOT, "id": 5}),
    "edited digit": lambda sender: {
        "edited_message": {**sender.says(text="3")["message"], "edit_date": sender.date}
    },
}

ANSWERED: Mapping[str, Make] = {
    "start": content(text="/start", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    "start in capitals": content(text="/START"),
    "start with a link that is not known": content(text="/start nosuchroute"),
    "slash alone": content(text="/"),
    "no such command": content(text="/abracadabra"),
    "Arabic digit": content(text="٣"),
    "full-width digit": content(text="３"),
    "date 0": content(text="3", date=0),
    "date 2^40": content(text="3", date=2**40),
    "text and photo": content(text="3", photo=PHOTO),
    "text zero wide": content(text="\u200b\u200c\u200d"),
    "two kinds in one update": lambda sender: {**sender.says(text="3"), **sender.presses()},
}

UNSUPPORTED: Mapping[str, Make] = {
    "photo": content(photo=PHOTO),
    "photo with a caption": content(photo=PHOTO, caption=WORDS),
    "photo of an album": content(photo=PHOTO, media_group_id="7"),
    "sticker": content(sticker=STICKER),
    "voice": content(voice={**FILE, "duration": 1}),
    "video": content(video={**FILE, **SIZE, "duration": 1}),
    "video note": content(video_note={**FILE, "duration": 1, "length": 1}),
    "animation": content(animation={**FILE, **SIZE, "duration": 1}, document=FILE),
    "audio": content(audio={**FILE, "duration": 1}),
    "document": content(document=FILE),
    "location": content(location={"latitude": 43.2, "longitude": 76.9}),
    "live location": content(location={"latitude": 43.2, "longitude": 76.9, "live_period": 60}),
    "venue": content(venue={"location": {"latitude": 1, "longitude": 2}, "title": "t", "address": "a"}),
    "contact": content(contact={"phone_number": "+77010000000", "first_name": CANARY}),
    "dice": content(dice={"emoji": "🎲", "value": 3}),
    "game": content(game={"title": "t", "description": "d", "photo": PHOTO}),
    "poll": content(poll=POLL),
    "poll of another year": content(poll={**POLL, "type": "ranked", "allows_revoting": "x"}),
    "story": lambda sender: sender.says(story={"chat": sender.chat, "id": 1}),
    "checklist": content(checklist={"title": "t", "tasks": [{"id": 1, "text": "a"}]}),
    "paid media": content(paid_media={"star_count": 1, "paid_media": [{"type": "preview"}]}),
    "paid media of no known type": content(paid_media={"star_count": 1, "paid_media": [{"type": "scent"}]}),
    "giveaway": content(giveaway={"chats": [GROUP], "winners_selection_date": 2**31, "winner_count": 1}),
    "invoice": content(
        invoice={
            "title": "t",
            "description": "d",
            "start_parameter": "s",
            "currency": "KZT",
            "total_amount": 1,
        }
    ),
    "data of a web app": content(web_app_data={"data": CANARY, "button_text": "y"}),
    "shared people": content(users_shared={"request_id": 1, "users": [{"user_id": 3}]}),
    "shared chat": content(chat_shared={"request_id": 1, "chat_id": GROUP["id"]}),
    "content of no known kind": content(hologram={"file_id": "x", "caption": CANARY}),
    "forwarded photo of no known origin": lambda sender: sender.says(
        photo=PHOTO, forward_origin=hidden(sender, "dream")
    ),
}
UNSUPPORTED_CONTENT = frozenset(
    field
    for make in UNSUPPORTED.values()
    for field in make(Sender(1, 2, 3, 4))["message"]
    if field not in {"message_id", "date", "chat", "from", "caption", "media_group_id", "forward_origin"}
)

PRESSES: Mapping[str, Make] = {
    "press of data that is not ours": lambda sender: sender.presses("hello"),
    "press of a foreign interview": lambda sender: sender.presses(),
    "press without a message": lambda sender: without(sender.presses(), "message"),
    "press of an inline message": lambda sender: without(sender.presses(inline_message_id="abc"), "message"),
    "press of a message out of reach": lambda sender: sender.presses(
        message={"message_id": sender.question, "date": 0, "chat": sender.chat}
    ),
    "press without data": lambda sender: without(sender.presses(), "data"),
    "press with a number for data": lambda sender: sender.presses(data=35),  # type: ignore[arg-type]
    "press of a game": lambda sender: without(sender.presses(game_short_name="g"), "data"),
    "press of 64 bytes": lambda sender: sender.presses("q:" + "9" * 62),
    "press of letters": lambda sender: sender.presses("қ" * 32),
    "press of a service that is not known": lambda sender: sender.presses("s:nosuch"),
    "press of a turn far off": lambda sender: sender.presses("q:AAAAAAAAAAA:999999999:1"),
    "press on a message with parts of the future": lambda sender: sender.presses(
        message={**sender.presses()["callback_query"]["message"], "forward_origin": {"type": "dream"}}
    ),
}

SERVICE: Mapping[str, Make] = {
    "pin": lambda sender: sender.says(pinned_message=old_message(sender)),
    "pin of a message out of reach": lambda sender: sender.says(
        pinned_message={"message_id": 3, "date": 0, "chat": sender.chat}
    ),
    "leave to write": content(write_access_allowed={"from_request": True}),
    "timer": content(message_auto_delete_timer_changed={"message_auto_delete_time": 86_400}),
    "payment": content(
        successful_payment={
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "p",
            "telegram_payment_charge_id": "a",
            "provider_payment_charge_id": "b",
        }
    ),
    "payment taken back": content(
        refunded_payment={
            "currency": "XTR",
            "total_amount": 1,
            "invoice_payload": "p",
            "telegram_payment_charge_id": "a",
        }
    ),
    "gift": content(gift={"gift": {"id": "1", "sticker": STICKER, "star_count": 1}}),
    "background": content(chat_background_set={"type": {"type": "chat_theme", "theme_name": "x"}}),
    "suggested post": content(suggested_post_approved={"send_date": 1}),
    "topic": content(forum_topic_created={"name": CANARY, "icon_color": 1}),
    "boost": content(boost_added={"boost_count": 1}),
    "passport": content(passport_data={"data": [], "credentials": {"data": "a", "hash": "b", "secret": "c"}}),
}


def _in(chat: Update, **fields: Any) -> Make:
    return lambda sender: sender.says(chat=chat, **fields)


def _member(status: str) -> Make:
    def make(sender: Sender) -> Update:
        change = {"chat": sender.chat, "from": sender.user, "date": sender.date}
        old, new = ({"status": each, "user": BOT} for each in ("member", status))
        return {"my_chat_member": {**change, "old_chat_member": old, "new_chat_member": new}}

    return make


def _kind(kind: str, **fields: Any) -> Make:
    return lambda sender: {kind: {"id": "1", "from": sender.user, "user": sender.user, **fields}}


ELSEWHERE: Mapping[str, Make] = {
    "group: start": _in(GROUP, text="/start"),
    "group: mention": _in(GROUP, text="/start@b_bot"),
    "group: photo": _in(GROUP, photo=PHOTO),
    "group: topic": _in({**GROUP, "is_forum": True}, text="3", message_thread_id=7, is_topic_message=True),
    "group: anonymous admin": lambda sender: sender.says(
        chat=GROUP,
        text="/start",
        sender_chat=GROUP,
        **{"from": {**BOT, "id": 1_087_968_824, "username": "GroupAnonymousBot"}},
    ),
    "group: the bot is added": _in(GROUP, new_chat_members=[BOT]),
    "group: press": lambda sender: sender.presses(
        message={"message_id": 3, "date": sender.date, "chat": GROUP, "from": BOT}
    ),
    "channel: post": lambda sender: {
        "channel_post": {"message_id": 3, "date": sender.date, "chat": CHANNEL, "text": "/start"}
    },
    "channel: direct messages": _in(
        {**GROUP, "is_direct_messages": True}, text="/start", direct_messages_topic={"topic_id": 1}
    ),
    "a bot writes": lambda sender: sender.says(text="3", **{"from": {**sender.user, "is_bot": True}}),
    "id of 2^53 + 1, which Telegram never gave": lambda sender: sender.says(
        text="3", chat={**sender.chat, "id": 2**53 + 1}, **{"from": {**sender.user, "id": 2**53 + 1}}
    ),
    "nobody writes": lambda sender: without(sender.says(text="3"), "from"),
    "block": _member("kicked"),
    "membership of no known kind": _member("hovering"),
    "inline query": _kind("inline_query", query=CANARY, offset=""),
    "request to join": _kind("chat_join_request", chat=GROUP, user_chat_id=1, date=1),
    "answer to a poll": _kind("poll_answer", poll_id="1", option_ids=[0]),
    "reaction": _kind("message_reaction", chat=GROUP, message_id=3, date=1, old_reaction=[], new_reaction=[]),
    "checkout": _kind("pre_checkout_query", currency="XTR", total_amount=1, invoice_payload="x"),
    "shipping": _kind("shipping_query", invoice_payload="x", shipping_address={}),
    "media bought": _kind("purchased_paid_media", paid_media_payload="x"),
    "business connection": _kind("business_connection", user_chat_id=1, date=1, is_enabled=True, rights={}),
    "business message": lambda sender: {
        "business_message": {**sender.says(text="/start")["message"], "business_connection_id": "b"}
    },
    "guest message": lambda sender: {
        "guest_message": {**sender.says(text="x")["message"], "guest_query_id": "1"}
    },
    "update of no known kind": _kind("brain_wave", date=1),
    "update of nothing": lambda _: {},
}

UNREADABLE: Mapping[str, Make] = {
    "half a character": content(text=f"{CANARY}\ud800"),
    "id of 2^63": lambda sender: sender.says(
        text="3", chat={**sender.chat, "id": 2**63}, **{"from": {**sender.user, "id": 2**63}}
    ),
    "id in words": lambda sender: sender.says(text="3", **{"from": {**sender.user, "id": CANARY}}),
    "text a number": content(text=3),
    "text a list": content(text=[CANARY]),
    "chat a word": content(text="3", chat=CANARY),
    "person a list": lambda sender: sender.says(text="3", **{"from": [sender.user]}),
    "number of the message a word": content(text="3", message_id=CANARY),
    "message a list": lambda _: {"message": [1]},
    "message a word": lambda _: {"message": CANARY},
    "press of nobody": lambda sender: without(sender.presses(), "from"),
}

BY_EXPECTED: Mapping[Expected, Mapping[str, Make]] = {
    "answer": ANSWERS,
    "again": AGAIN,
    "answered": ANSWERED,
    "unsupported": UNSUPPORTED,
    "press": PRESSES,
    "service": SERVICE,
    "elsewhere": ELSEWHERE,
    "unreadable": UNREADABLE,
}


def kinds() -> Iterator[tuple[str, Expected, Make]]:
    """Every kind by name, what is expected of it, and how it is made."""
    for expected, makes in BY_EXPECTED.items():
        for name, make in makes.items():
            yield name, expected, make
