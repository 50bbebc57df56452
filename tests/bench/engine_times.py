"""Decides what a turn costs in one tree: processor time of the engine, of showing and of rendering, apart.

`python engine_times.py TREE`: reads a line of JSON for each round, `[YAML, options or null, interviews, seed]`, and
answers with `{"turns": n, "advance": s, "showing": s, "rendering": s}`, seconds of this thread. Run by bench_engine.py.
"""

import gc
import json
import sys
import time
from random import Random

from either_tree import speak

ABOUT = {
    "agency": {"kk": "Агенттік", "ru": "Агентство", "en": "Agency"},
    "service": {"kk": "Қызмет", "ru": "Услуга", "en": "Service"},
}
BATCH = 10
"""Turns for which what a campaign brings is put in once, as storage does for every batch that it loads."""


class Times:
    """Plays interviews from the consent to the thanks, every button by chance, and adds up what each part took."""

    def __init__(self, tongue):
        self.tongue = tongue
        self.turns, self.advance, self.showing, self.rendering = 0, 0.0, 0.0, 0.0
        self.questionnaire, self.options = None, None

    def play(self, plain, options, random):
        self.options, self.questionnaire = options, plain
        self._bring(plain)
        started = self.tongue.begin(
            self.questionnaire, language=random.choice(["kk", "ru"]), seed=1, about=ABOUT
        )
        interview, prompt = started.interview, started.shows[-1].prompt
        while interview.stage not in {"complete", "refused"}:
            if self.turns % BATCH == 0:
                self._bring(plain)
            sprint = self._turn(interview, self.tongue.Tapped(prompt.turn, _code(prompt, random)))
            interview, asked = sprint.interview, sprint.shows[-1]
            prompt = getattr(asked, "prompt", prompt)

    def _bring(self, plain):
        if self.options is not None:
            options = {
                kind: tuple(self.tongue.Option(**option) for option in found)
                for kind, found in self.options.items()
            }
            began = time.thread_time()
            self.questionnaire = self.tongue.with_campaign_options(plain, options)
            self.advance += time.thread_time() - began

    def _turn(self, interview, heard):
        began = time.thread_time()
        sprint = self.tongue.advance(self.questionnaire, interview, heard, about=ABOUT)
        advanced = time.thread_time()
        for show in sprint.shows:
            self.tongue.as_json(show)
        shown = time.thread_time()
        for show in sprint.shows:
            self.tongue.render(show, "AbCdEfGhI_-")
        rendered = time.thread_time()
        self.turns += 1
        self.advance += advanced - began
        self.showing += shown - advanced
        self.rendering += rendered - shown
        return sprint


def _code(prompt, random):
    if prompt.kind == "consent":
        return ".go"
    return random.choice(prompt.choices).code if prompt.choices else ".skip"


def main(tree):
    tongue = speak(tree)
    known = {}
    for line in sys.stdin:
        text, options, interviews, seed = json.loads(line)
        if text not in known:
            known[text] = tongue.read(text)
            gc.collect()
            gc.freeze()  # as the bot does (console/running.py)
        times, random = Times(tongue), Random(seed)
        for _ in range(interviews):
            times.play(known[text], options, random)
        parts = ("turns", "advance", "showing", "rendering")
        print(json.dumps({part: getattr(times, part) for part in parts}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
