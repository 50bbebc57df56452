"""How long checking takes: `python -m tests.bench.bench_checking`.

For every shipped questionnaire the time of a whole check, for each KiB of its text, beside a bare parse of the same
text by PyYAML's C loader in the same run. Then the largest questionnaires that are allowed, and what each hostile file
costs until it is refused. Each time is the best of several rounds; the last line is `ratio N`: a check over a parse.
"""

import sys
import timeit
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import yaml

from console import shipped
from surveys.reading import check
from surveys.reading.checks import ITEM_LIMIT
from surveys.reading.problems import QuestionnaireError
from tests.questionnaire_texts import item, options, text_of
from tests.surveys.reading.hostile_files import HOSTILE, raw

ROUNDS = 7
KIB = 1024
REFUSED_WITHIN = 100.0
"""Milliseconds that a hostile file may cost."""


def best_milliseconds(call, rounds=ROUNDS):
    """Of one call, in the best round: other processes can only make it longer."""
    return min(timeit.repeat(call, number=1, repeat=rounds)) * 1e3


def checked(text):
    """A whole check, whatever comes of it."""
    return check(text, core=shipped.core())


def bare(text):
    """What reading the text costs without understanding it."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def refuse(content):
    """What a command does with the bytes of a file."""
    try:
        checked(content.decode("utf-8-sig"))
    except (QuestionnaireError, UnicodeDecodeError):
        return


def largest():
    """The largest questionnaires that are allowed: by items, by conditions, by ways."""
    chain = [
        item("q0"),
        *(item(f"q{n}", ask_when=f"q{n - 1} == yes or q0 == no") for n in range(1, ITEM_LIMIT)),
    ]
    pairs = [
        each
        for n in range(ITEM_LIMIT // 2)
        for each in (item(f"a{n}"), item(f"b{n}", ask_when=f"a{n} == yes"))
    ]
    sums = [item(f"n{n}", "rating", scale="rating-10") for n in range(9)]
    total = item("low", "text", ask_when=f"{' + '.join(each['id'] for each in sums)} <= 20")
    ticks = [item(f"m{n}", "multiple", options=options(*"abcdefghij")) for n in range(9)]
    asked = [item(f"t{n}", "text", ask_when=f"m{n % 9} has a and m{(n + 1) % 9} has b") for n in range(9)]
    return {
        f"{ITEM_LIMIT} items without conditions": text_of(*(item(f"q{n}") for n in range(ITEM_LIMIT))),
        f"{ITEM_LIMIT} items in a chain": text_of(*chain),
        f"{ITEM_LIMIT // 2} items that open another": text_of(*pairs),
        "a sum of nine ratings": text_of(*sums, total),
        "nine multiple choices of ten": text_of(*ticks, *asked),
    }


def main():
    """Prints one line for each file."""
    total_check = total_bare = 0.0
    print(f"{'KiB':>6} {'check ms':>9} {'ms/KiB':>7} {'parse ms':>9} {'ratio':>6}")
    for name in shipped.questionnaire_names():
        text = shipped.questionnaire_text(name)
        kib = len(text.encode()) / KIB
        one, other = best_milliseconds(lambda t=text: checked(t)), best_milliseconds(lambda t=text: bare(t))
        total_check, total_bare = total_check + one, total_bare + other
        print(f"{kib:6.1f} {one:9.2f} {one / kib:7.2f} {other:9.2f} {one / other:6.1f}  {name}")
    print("\nthe largest that are allowed")
    for name, text in largest().items():
        kib = len(text.encode()) / KIB
        one = best_milliseconds(lambda t=text: checked(t), 3)
        print(f"{kib:6.1f} {one:9.2f} {one / kib:7.2f}  {name}")
    print(f"\nhostile files, to be refused within {REFUSED_WITHIN:.0f} ms")
    for name, (content, _) in HOSTILE.items():
        written = raw(content)
        one = best_milliseconds(lambda w=written: refuse(w), 3)
        late = "" if one <= REFUSED_WITHIN else "TOO LONG"
        print(f"{len(written) / KIB:6.0f} {one:9.2f} {late:>8} {name}")
    print(f"\nratio {total_check / total_bare:.2f}")


if __name__ == "__main__":
    main()
