"""What a turn costs the engine, beside an earlier commit that walked the questionnaire three to four times a turn.

`python -m tests.bench.bench_engine`: processor time per turn, in microseconds, of the engine (`advance`), of writing
what it shows as JSON and of rendering it, for 5, 15 and 40 ratings, for 40 with conditions, and where a campaign brings
options. Both commits take turns in one run, a process each; medians. `ratio N` in a line of its own: how many times
less the engine takes today, then showing and rendering. Without git or the commit only today's times are printed.
"""

import argparse
import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.made_ups import CAMPAIGN, brought, ratings
from tests.bench.reference_tree import REFERENCE, ROOT, NoReferenceError, reference_tree

ROUNDS = 15
TURNS = 400
"""In a round, about."""
PARTS = ("advance", "showing", "rendering")
CASES = (
    ("5 items", 5, ratings(5), None),
    ("15 items", 15, ratings(15), None),
    ("40 items", 40, ratings(40), None),
    ("40 items with conditions", 40, ratings(40, conditions=3), None),
    ("15 items, campaign brings options", 15, brought(), CAMPAIGN),
)


class Engine:
    """The engine of one tree, in a process of its own."""

    def __init__(self, tree, stack):
        script = Path(__file__).with_name("engine_times.py")
        self._process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(script), str(tree)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=tree,
            )
        )
        stack.callback(self._process.stdin.close)

    def round(self, text, options, interviews, seed):
        """Microseconds per turn of each part."""
        print(json.dumps([text, options, interviews, seed]), file=self._process.stdin, flush=True)
        told = json.loads(self._process.stdout.readline())
        return {part: told[part] / told["turns"] * 1e6 for part in PARTS}


def main():
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rounds", type=int, default=ROUNDS)
    wanted.add_argument("--against", default=REFERENCE, help="the commit to measure beside")
    asked = wanted.parse_args()
    with ExitStack() as stack:
        try:
            earlier = Engine(stack.enter_context(reference_tree(asked.against)), stack)
        except NoReferenceError as error:
            print(f"{error}: only today's times are printed")
            earlier = None
        _measure(Engine(ROOT, stack), earlier, asked)


def _measure(today, earlier, asked):
    print(f"us of processor time per turn, {asked.against} -> today, medians of {asked.rounds} rounds")
    for name, items, text, options in CASES:
        rounds = []
        for number in range(asked.rounds + 1):
            work = (text, options, max(1, TURNS // items), number)
            pair = [engine.round(*work) for engine in (earlier, today) if engine is not None]
            rounds += [pair] if number else []  # the first only warms up
        sides = [
            {part: median(pair[side][part] for pair in rounds) for part in PARTS} for side in range(len(pair))
        ]
        print(
            f"{name}: "
            + "; ".join(f"{part} " + " -> ".join(f"{side[part]:.0f}" for side in sides) for part in PARTS)
        )
        if earlier is not None:
            _ratios(rounds)


def _ratios(rounds):
    """Of each round, so that a busy moment touches both sides."""
    for parts in (("advance",), ("showing", "rendering")):
        found = median(
            sum(before[part] for part in parts) / sum(now[part] for part in parts) for before, now in rounds
        )
        print(f"ratio {found:.1f}  {' and '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
