"""Does the engine still say the same? Random people talk to it and to that of an earlier commit, and all is compared.

`python tests/bench/same_conversation.py`: taps, late taps, invented ones, words, commands and ways back, over the
shipped questionnaires and made-up ones with conditions, options that depend, random sections, modules and campaigns.
What each turn shows, draws, keeps and reports is written down for both trees; equal SHA-256 sums mean the same
conversations. A question shown again counts as the same showing, whatever its turn number; `--exact` compares the
numbers too. Ends with 1 and the first different line where the conversations part.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

import yaml
from hypothesis import given

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.any_questionnaires import any_files
from tests.bench.made_ups import CAMPAIGN, made_ups
from tests.bench.reference_tree import REFERENCE, ROOT, NoReferenceError, reference_tree
from tests.exploring import the_same

MADE_UP = 80
PEOPLE = 16
"""Who talk about each questionnaire."""


def main():
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--against", default=REFERENCE, help="the commit to compare with")
    wanted.add_argument("--people", type=int, default=PEOPLE, help="who talk about each questionnaire")
    wanted.add_argument("--exact", action="store_true", help="compare turn numbers too")
    asked = wanted.parse_args()
    try:
        with reference_tree(asked.against) as earlier, tempfile.TemporaryDirectory() as folder:
            sys.exit(_compare(earlier, Path(folder), asked))
    except NoReferenceError as error:
        sys.exit(str(error))


def _compare(earlier, folder, asked):
    job = folder / "job.json"
    questionnaires = [*_shipped(earlier), *made_ups(), *_any()]
    job.write_text(
        json.dumps(
            {
                "questionnaires": questionnaires,
                "options": CAMPAIGN,
                "people": asked.people,
                "exact": asked.exact,
            }
        ),
        "utf-8",
    )
    print(f"{len(questionnaires)} questionnaires, {asked.people} people each")
    sums = []
    for name, tree in ((asked.against, earlier), ("today", ROOT)):
        out = folder / f"{name}.txt"
        played = [
            sys.executable,
            str(Path(__file__).with_name("conversations.py")),
            str(tree),
            str(job),
            str(out),
        ]
        done = subprocess.run(played, capture_output=True, text=True, cwd=tree)
        if done.returncode:
            print(done.stderr)
            return 1
        sums.append(hashlib.sha256(out.read_bytes()).hexdigest())
        print(f"{name:8} {done.stdout.strip()}  SHA-256 {sums[-1]}", flush=True)
    if sums[0] == sums[1]:
        print("the same conversations")
        return 0
    _part(folder / f"{asked.against}.txt", folder / "today.txt")
    return 1


def _part(earlier, today):
    """Prints where they part."""
    with earlier.open(encoding="utf-8") as first, today.open(encoding="utf-8") as second:
        for number, (one, other) in enumerate(zip_longest(first, second, fillvalue=""), start=1):
            if one != other:
                print(f"line {number} differs:\n- {one}+ {other}")
                return


def _shipped(tree):
    """The earlier tree's own: a questionnaire that was changed since is no change of the engine."""
    found = sorted((tree / "surveys" / "questionnaires").glob("*.yaml"))
    return [(path.stem, path.read_text("utf-8")) for path in found]


def _any():
    """Questionnaires with every type and key, the same in every run."""
    found = []

    @the_same(MADE_UP)
    @given(any_files())
    def collect(file):
        found.append((f"any-{len(found)}", yaml.safe_dump(file, allow_unicode=True, sort_keys=False)))

    collect()
    return found


if __name__ == "__main__":
    main()
