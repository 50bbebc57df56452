"""Decides who the made-up citizens are and what each would answer: all of it from one seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from console.demo.truth import DONT_KNOW, SMALL, TRUTHS, Truth
from surveys.answers import DONT_KNOW as DONT_KNOW_CODE
from surveys.answers import MISSING_CODES
from surveys.item import Item

ADDRESS = 5_000_000_000
"""The first made-up chat id, above 32 bits as Telegram's are."""

FIRST_NAMES = {
    "kk": ("Айгүл", "Нұрлан", "Әсел", "Ерлан", "Гүлнәр", "Дәурен", "Жанар", "Бауыржан"),
    "ru": ("Ольга", "Сергей", "Марина", "Тимур", "Наталья", "Руслан", "Елена", "Андрей"),
}
COMMENTS = {
    "kk": ("Кезек ұзақ болды.", "Бәрі тез әрі түсінікті болды, рахмет!", "Қызметкерлер сыпайы."),
    "ru": ("Очередь была долгой.", "Всё быстро и понятно, спасибо!", "Сотрудники вежливые."),
}


@dataclass(frozen=True, slots=True)
class Habits:
    """What one person does besides answering. `stops_at`: the question at which they put the phone away."""

    types_digits: bool
    refuses: bool
    stops_at: int | None
    goes_back_at: int | None
    switches_at: int | None
    doubles_at: int | None
    lags_at: int | None
    pauses_at: int | None


@dataclass(frozen=True, slots=True)
class Citizen:
    """One made-up person and the service they used."""

    number: int
    name: str
    language: str
    service: str
    truth: Truth
    habits: Habits
    seed: int

    @property
    def address(self) -> int:
        """The chat id."""
        return ADDRESS + self.number

    def answer(self, item: Item) -> str | None:
        """The code this person would choose in any order of questions; None to skip, or with nothing to choose."""
        random = Random(f"{self.seed}/{self.number}/{item.id}")
        codes = [option.code for option in item.offered if option.code not in MISSING_CODES]
        if item.measures == "overall":
            if random.random() < DONT_KNOW:
                return DONT_KNOW_CODE
            return random.choices(codes, weights=self.truth.shares)[0]
        if not codes or (not item.required and random.random() < 0.06):
            return None
        if item.scored and len(codes) == len(self.truth.shares):
            return random.choices(codes, weights=self.truth.shares)[0]
        return random.choice(codes)

    def comment(self, item: Item, language: str) -> str | None:
        """What this person would write; most write nothing."""
        random = Random(f"{self.seed}/{self.number}/{item.id}")
        return random.choice(COMMENTS[language]) if random.random() < 0.3 else None


def citizens(count: int, seed: int) -> Sequence[Citizen]:
    """`count` people, shuffled over the agencies; the last agency has only a few."""
    random = Random(seed)
    found = [_citizen(number, truth, seed) for number, truth in enumerate(_spread(count), start=1)]
    random.shuffle(found)
    return found


def _spread(count: int) -> Iterator[Truth]:
    """Which agency each one used: in proportion to the weights, whole people only."""
    whole = sum(truth.weight for truth in TRUTHS)
    left = max(count - SMALL, 0)
    given = 0
    for truth in TRUTHS:
        share = round(left * (given + truth.weight) / whole) - round(left * given / whole)
        yield from [truth] * (share if truth.weight else min(SMALL, count))
        given += truth.weight


def _citizen(number: int, truth: Truth, seed: int) -> Citizen:
    random = Random(f"{seed}/{number}")
    language = "kk" if random.random() < 0.6 else "ru"

    def perhaps(chance: float) -> int | None:
        return random.randint(2, 9) if random.random() < chance else None

    habits = Habits(
        types_digits=random.random() < 0.15,
        refuses=random.random() < 0.02,
        stops_at=perhaps(0.06),
        goes_back_at=perhaps(0.10),
        switches_at=perhaps(0.06),
        doubles_at=perhaps(0.08),
        lags_at=perhaps(0.05),
        pauses_at=perhaps(0.05),
    )
    name = random.choice(FIRST_NAMES[language])
    return Citizen(number, name, language, random.choice(truth.services), truth, habits, seed)
