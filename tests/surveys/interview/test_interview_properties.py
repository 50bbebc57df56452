"""Whatever the questionnaire and whatever a person sends, an interview keeps its promises."""

import atexit
import datetime
import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.channel import Screen
from bot.telegram import callback_data
from bot.telegram.rendering import render
from storage.environment import Environment
from storage.interview_rows import OpenInterview, from_row, to_row
from storage.interview_states import open_state
from storage.keys import CampaignKeys
from storage.sealing import Seals
from storage.turn import Address
from surveys.answers import MISSING_CODES
from surveys.interview import advance, begin, results
from surveys.interview.arrival import CampaignRoute
from surveys.interview.events import Answered, Commanded, Consented, Erased, Tapped, Typed
from surveys.interview.prompts import Ask, Refresh, Retire, Say, Settle, show_as_json
from surveys.interview.sequence import sequence
from surveys.interview.state import Interview
from tests.exploring import examples
from tests.made_questionnaires import LANGUAGES, made

ABOUT = {
    "agency": {"kk": "kk: agency", "ru": "ru: agency"},
    "service": {"kk": "kk: service", "ru": "ru: service"},
}
ID = "AbCdEfGhI_-"
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
AT_MOST = 60
"""Good answers after which the longest of these questionnaires must have ended."""

WORDS = [
    "5",
    "1 2",
    "2",
    "0",
    "9",
    "да",
    "ЖОҚ",
    "Қазақша",
    "Абай облысы",
    "24.11.2026",
    "31.02.2026",
    "kk: a",
    "\u200b",
]
ACTS = st.tuples(
    st.sampled_from(["tap", "tap", "tap", "tap", "type", "stale", "invent", "command", "double"]),
    st.integers(0, 40),
    st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=8)),
)
COMMANDS = [Commanded("language"), Commanded("show"), Commanded("show")]
INVENTED = ["zz", ".go", ".back", ".done", ".keep", ".more", ".skip", "98", "kk", ".refuse", "a"]


def through_its_row(questionnaire, interview):
    """The interview as the next turn finds it: written to its row, and read from there."""
    route = CampaignRoute("route", "campaign", questionnaire, ABOUT)
    row = to_row(OpenInterview(ID, Address("telegram", "5"), route, interview), environment=outside())
    state = open_state(outside().seals, row["id"], row["sealed"])
    return from_row(row["id"], state, turn=row["turn"], message=row["message"], route=route).interview


@cache
def outside():
    """Noon, with the keys of this process."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return Environment(NOON, secrets_of(6), CampaignKeys(folder), Seals(folder, secret=Random(5).randbytes))


def secrets_of(seed):
    """Random digits that are the same in every run."""
    random = Random(seed)
    return lambda size: random.randbytes(size).hex()


class Walk:
    """One interview from outside: what is heard, what is shown, and what must be true after every turn."""

    def __init__(self, made, seed):
        self.made, self.seed = made, seed
        self.questionnaire = made.questionnaire
        everything = {item.id for item in self.questionnaire.items}
        mine = {item.id for item in sequence(self.questionnaire, seed)}
        self.dropped = {made.sections[item] for item in everything - mine}
        self.history = []
        self.totals = set()
        self.prompt = None
        self.interview = Interview()
        self.take(begin(self.questionnaire, language=None, seed=seed, about=ABOUT))

    @property
    def has_ended(self):
        return self.interview.stage in {"complete", "refused"}

    def hear(self, heard):
        self.history.append(heard)
        self.take(advance(self.questionnaire, self.interview, heard, about=ABOUT, today=NOON.date()))

    def take(self, sprint):
        before, after = self.interview, sprint.interview
        was = self.prompt
        self.interview = through_its_row(self.questionnaire, after)
        assert self.interview == after
        asked = [show for show in sprint.shows if isinstance(show, Ask)]
        assert len(asked) <= 1
        again = asked and was is not None and self.place(before) == self.place(after)
        moved = (asked and not again) or after.stage == "complete"
        assert after.turn == before.turn + (1 if moved else 0)
        for show in sprint.shows:
            if isinstance(show, Ask | Refresh):
                agreed = isinstance(show, Refresh) and not show.prompt.actions
                assert show.prompt.turn == (before if agreed else after).turn
                if not agreed:
                    self.prompt = show.prompt
                self.check_prompt(show.prompt, answered=agreed)
            if not isinstance(show, Retire):
                self.check_language(show)
                self.check_screen(render(show, ID))
        self.check_answers(before, sprint)
        self.check_places(was, sprint)

    def place(self, interview):
        """Where an interview stands; a question shown again at the same place keeps its turn."""
        return interview.stage, interview.cursor, interview.language, interview.answers, interview.between

    def check_prompt(self, prompt, *, answered):
        """Everything that is asked has a way on."""
        if answered:
            assert prompt.kind == "consent"
        elif prompt.kind == "language":
            assert {choice.code for choice in prompt.choices} == set(LANGUAGES)
        elif prompt.kind == "consent":
            assert prompt.actions == ("go", "refuse")
            assert 0 <= int(prompt.facts["questions"]) <= int(prompt.facts["at_most"])
        elif prompt.kind == "notice":
            assert "go" in prompt.actions
        elif prompt.kind == "change":
            assert prompt.actions == ("change", "leave")
            assert prompt.facts["before"] != prompt.facts["after"]
        else:
            item = self.questionnaire.by_id[self.interview.cursor]
            assert self.made.is_asked(item.id, self.counted(), self.dropped)
            assert prompt.expects == "typed" or any(
                choice.code not in MISSING_CODES for choice in prompt.choices
            )
            assert ("skip" in prompt.actions) == (not item.required) or self.interview.stage == "specifying"
            assert prompt.expects != "ticks" or "done" in prompt.actions
            if prompt.choices:
                assert {choice.code for choice in prompt.choices} <= set(self.left(item))

    def check_language(self, show):
        """Words of one language only, those of the interview."""
        language = show.prompt.language if isinstance(show, Ask | Refresh) else show.language
        assert language in {None, self.interview.language}
        words = json.dumps(show_as_json(show), ensure_ascii=False)
        own = set(re.findall(r"\b(kk|ru): ", words))
        assert own <= {language}
        if isinstance(show, Ask | Refresh) and show.prompt.kind == "question":
            labels = {option.label[language] for item in self.questionnaire.items for option in item.offered}
            assert {choice.label for choice in show.prompt.choices} <= labels

    def check_screen(self, screen):
        assert isinstance(screen, Screen)
        for row in screen.rows:
            for button in row:
                assert len(button.data.encode()) <= callback_data.DATA_LIMIT
                assert callback_data.read(button.data) is not None

    def check_answers(self, before, sprint):
        for event in sprint.events:
            if isinstance(event, Answered):
                assert event.item == (before.between.item if before.between else before.cursor)
            if isinstance(event, Erased):
                assert not set(event.items) & set(self.interview.answers)
                assert set(event.items) <= set(before.answers) | {before.cursor}
        if before.stage in {"language", "consent"} and not before.cursor:
            assert not self.interview.answers or any(isinstance(event, Consented) for event in sprint.events)
        counted = self.counted()
        found = results(self.questionnaire, self.interview)
        asks = {item.id for item in self.questionnaire.items if item.asks}
        assert found == {item: answer for item, answer in counted.items() if item in asks}
        assert set(self.interview.answers) <= set(counted)

    def check_places(self, was, sprint):
        """The number of questions never changes once told, and the last one is the last one."""
        self.totals |= {self.prompt.total} if self.prompt.total else set()
        assert len(self.totals) <= 1
        if self.prompt.total:
            assert self.prompt.place <= self.prompt.total
        answered = any(isinstance(event, Answered) for event in sprint.events)
        if was and was.last and answered and "keep" not in was.actions:
            assert self.prompt.kind == "notice" or self.has_ended

    def counted(self):
        return self.made.counted(self.interview.answers, self.dropped)

    def left(self, item):
        own = self.made.left(item.id, self.counted())
        return own or [option.code for option in item.offered]

    # What a person does

    def act(self, kind, number, words):
        turn = self.interview.turn
        shown = [*(f".{name}" for name in self.prompt.actions), *(c.code for c in self.prompt.choices)]
        code = (shown or [".skip"])[number % max(1, len(shown))]
        invented = INVENTED[number % len(INVENTED)]
        heard = {
            "tap": Tapped(turn, code),
            "type": Typed(words.strip() or "-"),
            "stale": Tapped(number % (turn + 3) - 1, code),
            "invent": Tapped(turn, invented),
            "command": COMMANDS[number % len(COMMANDS)],
            "double": self.history[-1] if self.history else COMMANDS[-1],
        }[kind]
        if heard == Tapped(turn, ".refuse") and self.prompt.kind == "consent":
            return  # that way nothing would ever be asked
        answers = self.interview.answers
        self.hear(heard)
        if isinstance(heard, Tapped) and heard.turn != turn:
            assert self.interview.answers == answers

    def answer_well(self):
        """What an obliging person would do at this prompt."""
        prompt, turn = self.prompt, self.interview.turn
        match prompt.kind, "specifying" if self.interview.stage == "specifying" else prompt.expects:
            case "language", _:
                self.hear(Tapped(turn, LANGUAGES[self.seed % 2]))
            case (("consent" | "notice"), _):
                self.hear(Tapped(turn, ".go"))
            case "change", _:
                self.hear(Tapped(turn, ".leave"))
            case _, "specifying":
                self.hear(Typed("жақсы"))
            case _, "typed":
                item = self.questionnaire.by_id[self.interview.cursor]
                self.hear(Typed(item.reads(item.worth_trying([]).answers[0], "kk")))
            case _, "ticks":
                self.tick_well()
            case _:
                self.hear(Tapped(turn, prompt.choices[0].code))

    def tick_well(self):
        item = self.questionnaire.by_id[self.interview.cursor]
        usual = [choice for choice in self.prompt.choices if choice.code not in {*MISSING_CODES, "z"}]
        enough = [choice.code for choice in usual][: item.choose.min] or ["z"]
        for choice in self.prompt.choices:
            if choice.chosen != (choice.code in enough):
                self.hear(Tapped(self.interview.turn, choice.code))
        self.hear(Tapped(self.interview.turn, ".done"))


@examples(120)
@given(made=made(), seed=st.integers(0, 2**48), acts=st.lists(ACTS, max_size=30))
def test_an_interview_keeps_its_promises_and_comes_to_an_end(made, seed, acts):
    walk = Walk(made, seed)
    for kind, number, words in acts:
        if walk.has_ended:
            break
        walk.act(kind, number, words)
    for _ in range(AT_MOST):
        if walk.has_ended:
            break
        walk.answer_well()
    assert walk.has_ended


@examples(30)
@given(made=made(), seed=st.integers(0, 2**48), stop_after=st.integers(0, 12))
def test_whoever_stops_is_asked_nothing_more_at_any_moment(made, seed, stop_after):
    walk = Walk(made, seed)
    for _ in range(stop_after):
        if not walk.has_ended:
            walk.answer_well()
    if not walk.has_ended:
        sprint = advance(
            walk.questionnaire, walk.interview, Commanded("stop"), about=ABOUT, today=NOON.date()
        )
        assert sprint.interview.stage == "refused"
        assert [type(show) for show in sprint.shows] == [Settle, Say]
        assert sprint.shows[-1].notice == "stopped"


@examples(30)
@given(made=made(), seed=st.integers(0, 2**48))
def test_the_same_lot_gives_the_same_order_whatever_was_answered(made, seed):
    first, second = Walk(made, seed), Walk(made, seed)
    met = ([], [])
    for walk, path in zip((first, second), met, strict=True):
        for _ in range(AT_MOST):
            if walk.has_ended:
                break
            if walk.interview.cursor:
                path.append(walk.interview.cursor)
            skips = walk is second and "skip" in walk.prompt.actions
            walk.hear(Tapped(walk.interview.turn, ".skip")) if skips else walk.answer_well()
    order = [item.id for item in sequence(made.questionnaire, seed)]
    for path in met:
        places = [order.index(item) for item in path]
        assert places == sorted(places)
