"""Decides what is known of one bot: who it is, its chats, its updates, and presses not yet answered."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.state.chats import Chat
from bot.simulator.state.inbox import PRESS_LIFE, Inbox
from bot.simulator.wire.objects import JsonObject, private_chat, user_object

CommandKey = tuple[str, int, int, str]  # scope type, chat_id, user_id, language_code


@dataclass(slots=True)
class Press:
    """One press of an inline button. `notice` is what answerCallbackQuery showed, "" for nothing."""

    id: str
    chat: Chat
    message_id: int
    at: float
    is_answered: bool = False
    notice: str = ""
    is_alert: bool = False


class Bot:
    """One bot, known by its token; several may live in one simulator."""

    def __init__(self, token: str, *, clock: Callable[[], float], first_update_id: int) -> None:
        self.id = int(token.partition(":")[0])
        self.user = user_object(self.id, "Simulated bot", username=f"simulated_{self.id}_bot", is_bot=True)
        self.inbox = Inbox(clock, first_update_id)
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[CommandKey, list[JsonObject]] = {}
        self.profile: dict[tuple[str, str], str] = {}  # (field, language_code) -> text
        self.menu_buttons: dict[int, JsonObject] = {}  # chat_id, 0 for everybody else
        self._clock = clock
        self._message_id = 0

    def next_message_id(self) -> int:
        """Message ids run through all private chats of a bot, as on Telegram."""
        self._message_id += 1
        return self._message_id

    def meet(self, user: JsonObject, *, former_keyboards: int) -> Chat:
        """The private chat with this person, made when there is none yet."""
        chat = self.chats.get(user["id"])
        if chat is None:
            chat = self.chats[user["id"]] = Chat(private_chat(user), former_keyboards=former_keyboards)
        return chat

    def open_press(self, press_id: str) -> Press | None:
        """The press that still may be answered, None for one unknown, answered or too old."""
        press = self.presses.pop(press_id, None)
        return press if press and self._clock() - press.at <= PRESS_LIFE else None
