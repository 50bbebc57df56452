"""Decides how random people talk to the engine of one tree, and what of it is written down.

`python conversations.py TREE JOB OUT`: plays the questionnaires of the JSON file JOB with the engine of TREE and writes
a line for each turn to OUT. Run by same_conversation.py, once for each tree.
"""

import json
import sys
from pathlib import Path
from random import Random

from either_tree import plain, speak, todays

ABOUT = {
    "agency": {"kk": "Агенттік", "ru": "Агентство", "en": "Agency"},
    "service": {"kk": "паспорт <беру>", "ru": "выдача & паспорта", "en": "passport"},
}
WORDS = [
    "1",
    "2",
    "1 3",
    "5",
    "97",
    "98",
    "да",
    "жоқ",
    "Пять 😀",
    "23.11.2026",
    "31.02.2026",
    "Қазақша",
    "русский.",
]
WORDS += ["3,5", "-2", "100000", "a", "other", "\u200b", "<b>& +7 701 123 45 67", "слово " * 60]
INVENTED = ["zz", ".go", ".back", ".done", ".keep", ".more", ".skip", "98", "kk", ".refuse", "a"]
TURNS = 45
"""Of one person at most, who need not come to an end."""


class Person:
    """One random person. `exact`: turn numbers are written down as they are, and any old button may be pressed.

    Otherwise a question shown again is the same showing, whatever number the tree gives it: numbers are written down
    as showings, and only buttons of earlier questions are pressed late.
    """

    def __init__(self, tongue, questionnaire, name, *, exact):
        self.tongue, self.questionnaire, self.exact = tongue, questionnaire, exact
        self.random = Random(name)
        self.showing = 0
        self.prompts = []
        self.showings = {}
        self.last, self.doubles = None, False
        language = self.random.choice([*questionnaire.languages, None])
        self.seed = self.random.getrandbits(40)
        self.take(None, tongue.begin(questionnaire, language=language, seed=self.seed, about=ABOUT))

    def play(self):
        """Yields what there is to write down, turn by turn."""
        yield self.noted
        for _ in range(TURNS):
            heard = self.heard()
            sprint = self.tongue.advance(self.questionnaire, self.interview, heard, about=ABOUT)
            self.take(heard, sprint)
            yield self.noted
            if self.interview.stage in {"complete", "refused"}:
                break
        found = self.tongue.results(self.questionnaire, self.interview)
        yield {"results": [[item, answer.as_json()] for item, answer in found.items()]}

    def take(self, heard, sprint):
        before = self.interview if heard else None
        self.interview = sprint.interview
        asks = [show.prompt for show in sprint.shows if hasattr(show, "prompt")]
        again = before is not None and self.place_of(before) == self.place_of(self.interview)
        asked = any(self.tongue.as_json(show)["show"] == "ask" for show in sprint.shows)
        if asked and not again:
            self.showing += 1
        self.doubles = asked and not again
        for prompt in asks[-1:]:
            self.prompts.append(prompt)
            self.showings[prompt.turn] = self.showing
        self.last = heard
        self.noted = self.note(heard, sprint)

    def place_of(self, interview):
        return interview.stage, interview.cursor, interview.language, interview.answers

    def heard(self):
        tongue, random, prompt = self.tongue, self.random, self.prompts[-1]
        codes = [choice.code for choice in prompt.choices] + [f".{name}" for name in prompt.actions]
        kind = random.random()
        if kind < 0.70 and codes:
            return tongue.Tapped(self.interview.turn, random.choice(codes))
        if kind < 0.75 and "back" in prompt.actions:
            return tongue.Tapped(self.interview.turn, ".back")
        if kind < 0.82:
            return self.late()
        if kind < 0.84:
            return tongue.Tapped(self.interview.turn, random.choice(INVENTED))
        if kind < 0.87 and self.last is not None and (self.exact or self.doubles):
            return self.last
        if kind < 0.95:
            return tongue.Typed(random.choice(WORDS).strip() or "-")
        return tongue.Commanded(random.choice(["language", "show", "show", "show", "language", "stop"]))

    def late(self):
        """A button of a message above."""
        random = self.random
        old = [each for each in self.prompts if self.exact or self.showings[each.turn] < self.showing - 1]
        if not old:
            return self.tongue.Commanded("show")
        prompt = random.choice(old)
        codes = [choice.code for choice in prompt.choices] + [f".{name}" for name in prompt.actions]
        return self.tongue.Tapped(prompt.turn, random.choice(codes or ["x"]))

    def note(self, heard, sprint):
        shows = []
        for show in sprint.shows:
            kept = self.shown(todays(self.tongue.as_json(show)))
            if kept["show"] == "retire":  # it takes buttons away, and has no words
                shows.append([kept])
                continue
            screen = self.tongue.render(show, "AbCdEfGhI_-")
            rows = [[[button.label, self.numbered(button.data)] for button in row] for row in screen.rows]
            shows.append([kept, screen.text, rows])
        state = plain(self.interview)
        if not self.exact:
            state["turn"] = self.showing
        pressed = plain(heard)
        if not self.exact and heard is not None and "turn" in pressed:
            pressed["turn"] = self.showings.get(heard.turn, heard.turn)
        events = [[type(event).__name__, plain(event)] for event in sprint.events]
        return {"heard": pressed, "state": state, "events": events, "shows": shows}

    def shown(self, show):
        if not self.exact and "prompt" in show:
            turn = show["prompt"]["turn"]
            show["prompt"]["turn"] = self.showings.get(turn, turn)
        return show

    def numbered(self, data):
        if self.exact or not data.startswith("q:"):
            return data
        head, interview, turn, code = data.split(":")
        return f"{head}:{interview}:{self.showings.get(int(turn), turn)}:{code}"


def main(tree, job, out):
    tongue = speak(tree)
    wanted = json.loads(Path(job).read_text("utf-8"))
    options = {
        kind: tuple(tongue.Option(**option) for option in found) for kind, found in wanted["options"].items()
    }
    turns, unread = 0, 0
    with Path(out).open("w", encoding="utf-8") as file:
        for name, text in wanted["questionnaires"]:
            try:
                questionnaire = tongue.read(text)
            except Exception as error:  # noqa: BLE001 - the other tree will say the same, or the lines differ
                print(json.dumps([name, type(error).__name__]), file=file)
                unread += 1
                continue
            questionnaire = tongue.with_campaign_options(questionnaire, options)
            for number in range(wanted["people"]):
                person = Person(tongue, questionnaire, f"{name}/{number}", exact=wanted["exact"])
                for noted in person.play():
                    turns += 1
                    print(json.dumps(noted, ensure_ascii=False), file=file)
    print(f"{turns:,} turns, {unread} questionnaires that could not be read")


if __name__ == "__main__":
    main(*sys.argv[1:])
