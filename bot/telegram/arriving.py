"""Decides what an update says in our words, or that it is nobody's turn."""

from bot.telegram import callback_data
from bot.telegram.commands import heard_from_text
from bot.telegram.contents import is_service
from bot.telegram.updates import Membership, Message, Person, Press, Unreadable, read
from storage.turn import Address, Blocked, Turn
from surveys.interview.arrival import Heard, Helped
from surveys.interview.events import Tapped

CHANNEL = "telegram"
"""What the records call this channel."""

NOT_A_BUTTON = Tapped(turn=-1, code="")
"""A press with data that we never put on a button: nothing can come of it, but it must be answered."""

ELSEWHERE = 0
"""The number, in place of that of the answered message, of one in another chat: no message of ours has it."""

ID_BITS = 63
"""A chat's id has at most 52 significant bits (Bot API); a database keeps 63 and a sign."""

PRIVATE = "private"

_REACH = {"kicked": Blocked(), "member": Blocked(lifted=True)}
"""What the bot's place in a private chat says: `kicked` is how a block shows (Bot API, ChatMember)."""


def incoming(raw: bytes, bot: int) -> Turn | None:
    """The update, in Telegram's JSON, in our words; `bot` is the number of the bot that it came to.

    None for what is not ours: groups, channels, other bots, what Telegram itself writes into a chat. Raises
    Unreadable, and nothing else, when a part that is needed has not its documented form.
    """
    update = read(raw)
    number = _whole(update.update_id)
    if update.press is not None:
        return _press(bot, number, update.press)
    if update.message is not None:
        return _message(bot, number, update.message)
    if update.edited_message is not None:
        return _edited(bot, number, update.edited_message)
    if update.membership is not None:
        return _membership(bot, number, update.membership)
    return None


def _press(bot: int, update: int, press: Press) -> Turn | None:
    shown = press.shown
    if press.sender.is_bot or (shown is not None and shown.chat is not None and shown.chat.type != PRIVATE):
        return None
    found = None if press.data is None else callback_data.read(press.data)
    interview, heard = (None, NOT_A_BUTTON) if found is None else found
    return Turn(
        bot,
        update,
        _address(press.sender),
        heard,
        interview=interview,
        message=None if shown is None else _if_kept(shown.message_id),
        press=_sound(press.id),
        hint=_hint(press.sender),
    )


def _message(bot: int, update: int, message: Message) -> Turn | None:
    person = _respondent(message)
    heard = None if person is None else _heard(message)
    if person is None or heard is None:
        return None
    return Turn(
        bot,
        update,
        _address(person),
        heard,
        hint=_hint(person),
        own=_whole(message.message_id),
        sent=_if_kept(message.date),
        replies_to=_answered(message),
        album=_if_plain(message.media_group_id),
        borrowed=message.origin is not None or message.via_bot is not None,
    )


def _edited(bot: int, update: int, message: Message) -> Turn | None:
    """Telegram also tells of changes that nobody made, a preview that came late; those have no `edit_date`."""
    person = _respondent(message)
    if person is None or message.text is None or message.edit_date is None:
        return None
    own = _whole(message.message_id)
    return Turn(bot, update, _address(person), Helped("edited"), hint=_hint(person), own=own)


def _membership(bot: int, update: int, membership: Membership) -> Turn | None:
    heard = _REACH.get(membership.member.status)
    if heard is None or membership.chat.type != PRIVATE or membership.sender.is_bot:
        return None
    return Turn(bot, update, _address(membership.sender), heard, hint=_hint(membership.sender))


def _respondent(message: Message) -> Person | None:
    person = message.sender
    return None if message.chat.type != PRIVATE or person is None or person.is_bot else person


def _heard(message: Message) -> Heard | None:
    """None for what Telegram wrote. What has no words, or only blanks, is answered: somebody sent it."""
    if message.text is not None:
        return heard_from_text(_sound(message.text)) or Helped("unsupported")
    return None if is_service(message.parts) else Helped("unsupported")


def _answered(message: Message) -> int | None:
    if message.answered is not None:
        return _if_kept(message.answered.message_id)
    return None if message.answered_elsewhere is None and message.story is None else ELSEWHERE


def _hint(person: Person) -> str | None:
    """The language of the person's app in two letters: "ru" of "ru-RU"; None for longer ones ("fil")."""
    if person.language_code is None:
        return None
    language = person.language_code.partition("-")[0].lower()
    return _if_plain(language) if len(language) == 2 else None


def _address(person: Person) -> Address:
    if person.id < 1:
        raise Unreadable("a person's number is that of a group, or of nobody")
    return Address(CHANNEL, str(_whole(person.id)))


def _whole(number: int) -> int:
    if number.bit_length() > ID_BITS:
        raise Unreadable("a number is too large to keep")
    return number


def _if_kept(number: int | None) -> int | None:
    return None if number is None or number.bit_length() > ID_BITS else number


def _if_plain(name: str | None) -> str | None:
    return None if name is None or not name.isascii() else name


def _sound(text: str) -> str:
    """The text itself, where it has no half of a character, which nothing could keep."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Unreadable("a text has half a character") from None
    return text
