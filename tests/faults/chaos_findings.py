"""Decides what a crowd under chaos amounts to: what the database holds beside what each person saw, meant and typed.

A keyboard that still stands is the bot's fault unless Telegram alone is to blame for it. It is judged whenever a
question comes: besides that question and what was answered last (whose buttons go while the next question comes), no
message may have buttons. Two are excused. One whose sending was carried out while its reply was lost: the bot cannot
know of it, until somebody presses it and that press comes through: then its buttons must go, if later. And one that the
bot has begun to settle before that question came, if that came true later or was tried at least twice, each time in
vain because of a fault.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from bot.simulator.state.calls import Call
from storage.interview_states import opened
from tests.faults.chaos_crowd import SKIPPED, Person
from tests.faults.trial import TOKEN, Trial

TRIES = 2
"""How often an edit is tried before it may be given up."""

Kept = dict[str, str]
"""What one interview holds, by item: a code, a text, or SKIPPED."""


@dataclass
class Findings:
    """What was found: each list names people and what is wrong; all must be empty but for `calls`.

    `toasts`: what was said in the answer to a press, where a screen reader never reads it.
    """

    people: int
    answers: int = 0
    typed: int = 0
    calls: list[int] = field(default_factory=list)
    repeated_questions: int = 0
    impatient: int = 0
    unfinished: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    typed_unseen: list[str] = field(default_factory=list)
    keyboards: list[str] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    WRONGS = ("unfinished", "lost", "doubled", "other", "typed_unseen", "keyboards", "toasts", "log")

    @property
    def mean_calls(self) -> float:
        """Calls a person."""
        return sum(self.calls) / len(self.calls)

    def told(self) -> str:
        """One line of figures, then a few examples of each thing that is wrong."""
        figures = ", ".join(f"{name.replace('_', ' ')} {len(getattr(self, name))}" for name in self.WRONGS)
        calls = f"mean {self.mean_calls:.1f}, most {max(self.calls)}"
        people = f"{self.people} people, {self.answers} answers, {self.typed} typed"
        again = f"{self.repeated_questions} questions shown again, {self.impatient} acts repeated after a long wait"
        lines = [f"{people}, {again}; calls a person: {calls}; {figures}"]
        for name in self.WRONGS:
            lines += [f"  {name}: {each}" for each in getattr(self, name)[:5]]
        return "\n".join(lines)


def findings(trial: Trial, people: list[Person]) -> Findings:
    """Asked when the bot has ended, and before the campaign is closed."""
    found = Findings(len(people))
    by_chat, by_press = _calls(trial)
    kept = _kept(trial)
    for person in people:
        mine = by_chat[person.phone.chat.id]
        found.calls.append(len(mine) + sum(by_press[press] for press in person.presses))
        found.typed += len(person.typed)
        found.repeated_questions += person.acts - len(person.meant) - 2
        if not person.finished:
            found.unfinished.append(f"{person.mark} after {found.calls[-1]} calls")
        _compare(person, kept.get(str(person.phone.chat.id), []), found)
        found.impatient += person.repeated
        found.keyboards += _keyboards(person, mine)
        found.toasts += [f"{person.mark}: {each}" for each in person.phone.notices]
    found.log = _log(trial, people)
    return found


def _compare(person: Person, interviews: list[Kept], found: Findings) -> None:
    if len(interviews) > 1:
        found.doubled.append(f"{person.mark} has {len(interviews)} interviews")
    answers = interviews[0] if interviews else {}
    if person.finished and set(answers) != {item.id for item in person.asked.items}:
        found.lost.append(f"{person.mark} was thanked, kept is {answers}")
    for item, value in answers.items():
        found.answers += 1
        if person.meant.get(item) == value:
            continue
        found.other.append(f"{person.mark}, {item}: meant {person.meant.get(item)}, kept {value}")
        if any(at != item and _is_typed(person, item, value, text) for at, text in person.typed):
            found.typed_unseen.append(f"{person.mark}, {item}: {value} was typed at another question")


def _is_typed(person: Person, item: str, value: str, text: str) -> bool:
    """Could this typed text have become this answer?"""
    asked = next(each for each in person.asked.items if each.id == item)
    if not asked.offered:
        return value == text
    return text.isdigit() and [option.code for option in asked.offered][int(text) - 1 : int(text)] == [value]


def _keyboards(person: Person, calls: list[Call]) -> Iterator[str]:
    sent_without_reply = {
        call.result["message_id"]
        for call in calls
        if call.method == "sendMessage" and call.fault == "lose reply" and isinstance(call.result, dict)
    }
    edits: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        if call.method.startswith("editMessage"):
            edits[int(call.parameters["message_id"])].append(call)
    at_the_end = [(each.message_id, float("inf")) for each in person.live() if person.finished]
    told: set[int] = set()
    for message, at in [*((each.message_id, each.at) for each in person.left_over), *at_the_end]:
        tries = edits[message]
        told_of = person.pressed.get(message, float("inf")) < at and (not tries or at == float("inf"))
        if message in sent_without_reply and not told_of:
            continue
        begun = any(call.at <= at for call in tries)
        done = any(call.is_ok for call in tries) and at != float("inf")
        if message in told or (begun and (done or len(tries) >= TRIES)):
            continue
        told.add(message)
        when = "at the end" if at == float("inf") else "when a later question came"
        yield f"{person.mark}, message {message} had buttons {when}; edits tried: {len(tries)}"


def _calls(trial: Trial) -> tuple[Mapping[int, list[Call]], Mapping[str, int]]:
    """The calls to each chat, and how often each press was answered or tried to be."""
    by_chat: dict[int, list[Call]] = defaultdict(list)
    by_press: dict[str, int] = defaultdict(int)
    for call in trial.simulator.calls:
        if call.chat_id is not None:
            by_chat[call.chat_id].append(call)
        elif call.method == "answerCallbackQuery":
            by_press[str(call.parameters["callback_query_id"])] += 1
    return by_chat, by_press


def _kept(trial: Trial) -> dict[str, list[Kept]]:
    """Every interview by whose it is: none was taken apart yet."""
    found: dict[str, list[Kept]] = defaultdict(list)
    with closing(sqlite3.connect(trial.database)) as connection:
        assert connection.execute("SELECT count(*) FROM responses").fetchone() == (0,)
        for number, sealed in connection.execute("SELECT id, sealed FROM interviews"):
            state = opened(trial.seals, number, sealed)
            found[state["address"]].append({item: _value(each) for item, each in state["answers"].items()})
    return found


def _value(answer: Mapping[str, object]) -> str:
    if answer.get("skipped"):
        return SKIPPED
    return str(answer["text"]) if "text" in answer else ",".join(answer["codes"])  # type: ignore[arg-type]


def _log(trial: Trial, people: list[Person]) -> list[str]:
    """What may not stand in a log: tracebacks, the token, what people wrote."""
    log = (trial.folder / "bot.log").read_text("utf-8")
    wrong = ["a traceback: " + log[log.index("Traceback") :][:1_500]] if "Traceback" in log else []
    wrong += ["the token"] if TOKEN in log or TOKEN.partition(":")[2] in log else []
    texts = {text for person in people for _, text in person.typed if not text.isdigit()}
    return wrong + [f"a text: {text}" for text in texts if text in log]
