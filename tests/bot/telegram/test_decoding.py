"""Nothing that we do not need can hurt: what is new, odd or broken in an update costs nobody their answer."""

import json
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram.answers import updates_of
from bot.telegram.arriving import ELSEWHERE, NOT_A_BUTTON, incoming
from bot.telegram.contents import SERVICE
from bot.telegram.updates import Unreadable
from storage.turn import Turn
from surveys.interview.arrival import Helped
from surveys.interview.events import Tapped, Typed
from tests.open_channels import TOKEN

BOT = 1234567
PERSON = {"id": 70_000_000_001, "is_bot": False, "first_name": "Айгүл", "language_code": "ru"}
CHAT = {"id": 70_000_000_001, "type": "private", "first_name": "Айгүл"}
GROUP = {"id": -100_500, "type": "supergroup", "title": "Көше"}
MESSAGE = {"message_id": 31, "date": 1_700_000_000, "chat": CHAT, "from": PERSON}
ANSWER = {**MESSAGE, "text": "3"}
QUESTION = {**MESSAGE, "message_id": 30, "from": {"id": BOT, "is_bot": True, "first_name": "b"}, "text": "?"}
PRESS = {"id": "9", "from": PERSON, "message": QUESTION, "chat_instance": "1", "data": "q:-:1:kk"}
FILE = {"file_id": "A", "file_unique_id": "B"}
ODD_POLL = {"id": "1", "question": "?", "options": [{"text": "a"}], "type": "ranked"}

UNKNOWN = {  # parts of a message that neither library can decode, or not both of them
    "an origin of a new type": {"forward_origin": {"type": "telepathy", "date": 1}},
    "an origin without its date": {"forward_origin": {"type": "hidden_user"}},
    "a reply to a poll of an older server": {"reply_to_message": {**QUESTION, "poll": ODD_POLL}},
    "a reply to a message without a date": {"reply_to_message": {"message_id": 30, "chat": CHAT}},
    "a reply to rich text of a new kind": {
        "reply_to_message": {**QUESTION, "rich_message": {"blocks": [{"type": "hologram"}]}}
    },
    "a reply to paid media of a new type": {
        "reply_to_message": {**QUESTION, "paid_media": {"star_count": 1, "paid_media": [{"type": "scent"}]}}
    },
    "a quote without its place": {"quote": {"text": "?"}},
    "an answer to something elsewhere": {"external_reply": {"origin": {"type": "telepathy"}}},
    "a bot without a name": {"via_bot": {"id": 5}},
    "an entity of a new type": {"entities": [{"type": "telepathy", "offset": -5, "length": "all"}]},
    "a new kind of button": {"reply_markup": {"inline_keyboard": [[{"text": "x", "hologram": 1}]]}},
    "a preview that is a word": {"link_preview_options": "none"},
    "a topic without its number": {"direct_messages_topic": {"user": 5}},
    "a date in words": {"date": "soon"},
    "a date beyond all calendars": {"date": 10**30},
    "half a character in a name": {"author_signature": "a\ud83d"},
}


def read(**update) -> Turn | None:
    return incoming(json.dumps({"update_id": 7, **update}).encode(), BOT)


async def test_what_is_unknown_beside_an_answer_loses_none(channel, sim):
    assert len(UNKNOWN) == 16
    for part in UNKNOWN.values():
        sim.push_update(TOKEN, {"message": {**ANSWER, **part}})
        sim.push_update(TOKEN, {"callback_query": {**PRESS, "message": {**QUESTION, **part}}})
    batch = await channel.updates(None, wait=1)
    assert batch.parked == ()
    assert [one.heard for one in batch.turns] == [Typed("3"), Tapped(1, "kk")] * 16
    assert {(one.own, one.message) for one in batch.turns} == {(31, None), (None, 30)}


@pytest.mark.parametrize(
    "odd",
    [
        {"from": {**PERSON, "language_code": 35, "is_premium": "?"}},
        {"from": {**PERSON, "first_name": None, "is_bot": None}},
        {"chat": {"type": "private"}},
        {"chat": {**CHAT, "\ud83d": "\ud83d"}, "via_bot": {"\ud83d": 1}},
        {"reply_to_message": "x"},
        {"media_group_id": ["7"], "via_bot": 1, "forward_origin": "?"},
    ],
    ids=str,
)
def test_what_is_read_but_not_needed_is_left_out_where_it_is_broken(odd):
    turn = read(message={**ANSWER, **odd})
    assert (turn.heard, turn.replies_to, turn.album, turn.borrowed) == (Typed("3"), None, None, False)


@pytest.mark.parametrize("number", [0, -100_500, 2**63, True, "7"])
def test_who_has_no_number_of_a_person_is_nobody_to_write_to(number):
    """A group's number is below zero: nothing is ever sent into one."""
    with pytest.raises(Unreadable):
        read(message={**ANSWER, "from": {**PERSON, "id": number}})


def test_a_press_is_answered_whatever_is_left_of_its_message():
    for message in ({"message_id": 30, "date": 0, "chat": CHAT}, {"message_id": 30}):
        assert read(callback_query={**PRESS, "message": message}).message == 30
    for message in (None, "x", {}, {"message_id": "30"}, {"message_id": 10**30, "chat": CHAT}):
        turn = read(callback_query={**PRESS, "message": message})
        assert (turn.heard, turn.message, turn.press) == (Tapped(1, "kk"), None, "9")
    assert read(callback_query={**PRESS, "message": {**QUESTION, "chat": GROUP}}) is None
    for data in (5, ["q:-:1:kk"], {}):
        turn = read(callback_query={**PRESS, "data": data})
        assert (turn.heard, turn.message, turn.press) == (NOT_A_BUTTON, 30, "9")


async def test_one_broken_update_hides_none_of_its_neighbours(channel, sim):
    """Where the whole answer is no JSON that the decoder takes, each update is cut out and read alone."""
    sim.push_update(TOKEN, {"message": {**ANSWER, "text": 'бірінші ]}"\\'}})
    broken = sim.push_update(TOKEN, {"message": {**ANSWER, "text": "\ud83d"}})
    sim.push_update(TOKEN, {"message": {**ANSWER, "text": "соңғы"}})
    batch = await channel.updates(None, wait=1)
    assert [one.heard for one in batch.turns] == [Typed('бірінші ]}"\\'), Typed("соңғы")]
    assert batch.parked == (broken,)


def test_updates_are_cut_out_of_an_answer_by_brackets_where_it_is_broken():
    good, deep = b'{"update_id":7}', b'{"update_id":8,"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    wild = b'{"update_id":9,"x":"\\ud83d ]} \\" [{","y":"\x00\xff"}'
    members = [good, wild, deep, b"[]", good]
    assert updates_of(b'{ "ok": true, "result" :[' + b" , ".join(members) + b'], "x": [1]}') == members
    assert updates_of(b'{"ok":true,"result":[' + wild + b"," + good[:-1]) == [wild]
    assert updates_of(b'{"ok":true,"x":{"result":[{}]},"result":[' + wild) == [wild]
    for nothing in (b"", b"<html>", b'{"ok":true}', b'{"result":{"a":[' + wild + b"]}}", b'["result",[]]'):
        assert updates_of(nothing) is None


def test_a_text_says_where_it_stands_among_the_others():
    turn = read(message={**ANSWER, "reply_to_message": QUESTION})
    assert (turn.own, turn.sent, turn.replies_to) == (31, 1_700_000_000, 30)
    assert (turn.album, turn.borrowed, turn.message, turn.press) == (None, False, None, None)
    assert read(message=ANSWER).replies_to is None


@pytest.mark.parametrize("part", [{"external_reply": {"origin": {}}}, {"reply_to_story": {"id": 1}}], ids=str)
def test_what_answers_something_elsewhere_answers_no_message_of_ours(part):
    assert read(message={**ANSWER, **part}).replies_to == ELSEWHERE


@pytest.mark.parametrize("part", [{"forward_origin": {"type": "user"}}, {"via_bot": {"id": 5}}], ids=str)
def test_words_of_somebody_else_are_borrowed(part):
    assert read(message={**ANSWER, **part}).borrowed


def test_the_pictures_of_an_album_say_that_they_belong_together():
    pictures = [
        read(message={**MESSAGE, "photo": [FILE], "media_group_id": "77", "caption": "3"}) for _ in "ab"
    ]
    assert [(each.heard, each.album) for each in pictures] == [(Helped("unsupported"), "77")] * 2


# What has no words


@pytest.mark.parametrize(
    "content",
    [
        "hologram",
        "giveaway",
        "invoice",
        "paid_media",
        "rich_message",
        "story",
        "web_app_data",
        "users_shared",
    ],
)
def test_whatever_a_person_sends_in_place_of_words_is_answered(content):
    assert read(message={**MESSAGE, content: {"x": 1}}).heard == Helped("unsupported")


def test_a_message_of_which_nothing_at_all_is_known_is_answered():
    assert read(message=MESSAGE).heard == Helped("unsupported")
    assert read(message={**MESSAGE, "text": "  \n"}).heard == Helped("unsupported")


@pytest.mark.parametrize("content", sorted(SERVICE))
def test_what_telegram_itself_writes_into_a_chat_is_met_with_silence(content):
    assert read(message={**MESSAGE, content: {"x": 1}}) is None


def test_every_service_message_that_a_library_knows_is_known_here():
    """A newer library names what is new: this test then asks on which side it belongs."""
    from aiogram.enums import ContentType

    sent = {
        "animation", "any", "audio", "chat_shared", "checklist", "contact", "dice", "document", "game", "giveaway",
        "giveaway_winners", "invoice", "live_photo", "location", "paid_media", "photo", "poll", "rich_message",
        "sticker", "story", "text", "unknown", "user_shared", "users_shared", "venue", "video", "video_note", "voice",
        "web_app_data",
    }  # fmt: skip
    assert {each.value for each in ContentType} == sent | SERVICE


# What was changed later


def test_words_that_were_changed_later_are_told_once_for_each_change():
    edited = {**ANSWER, "text": "4", "edit_date": 1_700_000_050}
    turn = read(edited_message=edited)
    assert (turn.heard, turn.own, turn.hint) == (Helped("edited"), 31, "ru")


def test_changes_that_nobody_made_or_that_are_not_ours_are_met_with_silence():
    edited = {**ANSWER, "edit_date": 1_700_000_050}
    for nothing in (
        ANSWER,  # Telegram tells of a preview that came late
        {**MESSAGE, "edit_date": 5, "location": {"live_period": 60}},
        {**MESSAGE, "edit_date": 5, "caption": "4"},
        {**edited, "chat": GROUP},
        {**edited, "from": {**PERSON, "is_bot": True}},
    ):
        assert read(edited_message=nothing) is None


# Anything at all

WORDS = st.sampled_from(["private", "group", "3", "/start a", "", "q:-:1:kk", "\ud83d", "ru-RU", "\x00"])
NUMBERS = st.sampled_from([0, 1, -1, 2**63, 10**400, 1.5, 1e308, True])
NAMES = """update_id message edited_message callback_query my_chat_member message_id date edit_date chat from text id
type is_bot language_code data reply_to_message external_reply forward_origin via_bot media_group_id pinned_message"""
KEYS = st.sampled_from(["", *NAMES.split()])
LEAVES = st.none() | WORDS | NUMBERS | st.text(max_size=5)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=30,
)
SEEDS = st.sampled_from(
    [{"message": ANSWER}, {"callback_query": PRESS}, {"edited_message": ANSWER}, {"message": MESSAGE}]
)


@st.composite
def mutants(draw):
    """A good update with some of its parts exchanged for anything."""
    update = json.loads(json.dumps({"update_id": 7, **draw(SEEDS)}))
    for _ in range(draw(st.integers(0, 3))):
        part = update
        while True:
            key = draw(KEYS | st.sampled_from(sorted(part) or ["x"]))
            if isinstance(part.get(key), dict) and draw(st.integers(0, 3)):
                part = part[key]
                continue
            part[key] = draw(ANYTHING)
            break
    return update


def checked(raw: bytes) -> None:
    with suppress(Unreadable):
        turn = incoming(raw, BOT)
        assert turn is None or sound(turn)


def sound(turn: Turn) -> bool:
    """Whether storage could keep it."""
    numbers = (turn.bot, turn.update, turn.message, turn.own, turn.sent, turn.replies_to)
    words = (
        turn.address.name,
        turn.interview,
        turn.hint,
        turn.press,
        turn.album,
        getattr(turn.heard, "text", ""),
    )
    return all(
        number is None or (type(number) is int and number.bit_length() <= 63) for number in numbers
    ) and all(word is None or word.encode() is not None for word in words)


@given(ANYTHING | mutants())
@example({"update_id": 10**400})
@example({"update_id": 1, "message": {**ANSWER, "": ["pinned_message"]}})
@example({"update_id": 1, "message": {**ANSWER, "reply_to_message": {"\ud83d": 1}}})
@example({"update_id": 1, "message": {**ANSWER, "": 5, "date": "soon"}})
def test_any_json_is_a_turn_or_nobodys_or_unreadable(update):
    checked(json.dumps(update).encode())
    checked(json.dumps(update, ensure_ascii=False).encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=60) | mutants().flatmap(lambda update: cut(json.dumps(update).encode())))
@example(b'{"update_id":1,"message":' * 2_000)
@example(b'{"update_id":' + b"9" * 5_000 + b"}")
def test_any_bytes_are_a_turn_or_nobodys_or_unreadable(raw):
    checked(raw)
    updates_of(b'{"ok":true,"result":[' + raw + b"]}")
    updates_of(raw)


def cut(whole: bytes):
    return st.integers(0, len(whole)).map(lambda length: whole[:length])
