"""How long conditions take: `python -m tests.bench.bench_conditions` prints times, and ratios to a call.

Each time is the best of several rounds, set against a call of an empty function measured in the same run.
"""

import timeit

from surveys.conditions import holds, parse, value

ROUNDS = 15
CALLS = 20_000

KINDS = {
    "overall": "number",
    "access": "number",
    "staff": "number",
    "reasons": "codes",
    "region": "code",
    "note": "text",
}
ANSWERS = {
    "overall": "2",
    "access": "4",
    "staff": "5",
    "reasons": ("staff", "queue"),
    "region": "KZ-71",
}
TESTS = (
    "overall <= 3",
    "overall <= 3 and reasons has queue",
    "region in (KZ-71, KZ-75) and not answered(note)",
    "access + staff >= 7 and overall != 5",
    "(overall + access + staff) / 3 < 4.5",
)


def empty(condition, answers):
    """What calling a function with two arguments costs by itself."""


def best_microseconds(call, calls):
    """Of one call, in the best round: other processes can only make it longer."""
    return min(timeit.repeat(call, number=calls, repeat=ROUNDS)) / calls * 1e6


def main():
    """Prints one line for each condition, then for reading them."""
    floor = best_microseconds(lambda: empty(None, ANSWERS), CALLS)
    print(f"{'microseconds':>12}  {'x empty call':>12}  (an empty call: {floor:.3f} microseconds)")
    for text in TESTS:
        condition = parse(text, KINDS)
        taken = best_microseconds(lambda condition=condition: holds(condition, ANSWERS), CALLS)
        print(f"{taken:12.2f}  {taken / floor:12.1f}  holds  {text}")
    mean = parse("(overall + access + staff) / 3", KINDS)
    taken = best_microseconds(lambda: value(mean, ANSWERS), CALLS // 4)
    print(f"{taken:12.2f}  {taken / floor:12.1f}  value  {mean.text}")
    taken = best_microseconds(lambda: [parse(text, KINDS) for text in TESTS], 50)
    per_kib = taken / sum(map(len, TESTS)) * 1024
    print(f"{per_kib:12.0f}  {per_kib / floor:12.0f}  parse  1 KiB of such conditions")


if __name__ == "__main__":
    main()
