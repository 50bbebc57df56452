"""What it costs to weight sixty bodies, with all their errors and covariances, beside plain NumPy on the rows.

`python tests/bench/bench_weights.py [RESPONSES]`: 200,000 responses unless told otherwise, by 60 bodies, 20 regions, 6
ages, 2 sexes and 2 kinds of settlement; 10 questions. From moments in memory: raking, 610 weighted means with
raking-aware errors, and for each question the covariance matrix of the bodies. The other way has the same rows in
arrays, weights each respondent by the same cycles, and makes the linearised scores and their projection row by row,
for one question in ten. CPU seconds, one after the other in the same run.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

BODIES, ITEMS = 60, 10
LEVELS = {"region": 20, "age": 6, "sex": 2, "settlement": 2}
POPULATION = 12_000_000
GOAL = 1.5
"""CPU seconds that it may take."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("responses", nargs="?", type=int, default=200_000)
    given = parser.parse_args()
    import analytics.linearisation  # noqa: F401

    rows = made_up(given.responses)
    sums = by_cell(rows)
    ours, found = measured(lambda: with_moments(sums))
    theirs, expected = measured(lambda: row_by_row(rows))
    np.testing.assert_allclose(found[0], expected, rtol=1e-8)
    print(f"weights, errors and covariances of {BODIES} bodies, {ITEMS} questions  {ours:6.2f} s CPU")
    print(f"row by row, one question, {given.responses:,} rows                  {theirs:6.2f} s CPU")
    print(f"within {GOAL} s: {'yes' if ours <= GOAL else 'no'}")
    print(f"ratio {theirs * ITEMS / ours:.1f}")


def made_up(count: int) -> dict[str, Any]:
    """Rows as arrays, seeded: a body, the levels, an answer from 1 to 5 to each question or 0."""
    random = np.random.default_rng(2026)
    levels = {
        name: random.choice(n, count, p=random.dirichlet(np.full(n, 8.0))) for name, n in LEVELS.items()
    }
    body = random.choice(BODIES, count, p=random.dirichlet(np.full(BODIES, 3.0)))
    answers = np.where(random.random((ITEMS, count)) < 0.06, 0, random.integers(1, 6, (ITEMS, count)))
    targets = {name: POPULATION * random.dirichlet(np.full(n, 20.0)) for name, n in LEVELS.items()}
    return {"levels": levels, "body": body, "answers": answers, "targets": targets}


def by_cell(rows: dict[str, Any]) -> dict[str, Any]:
    """The moments of the rows: what `read_moments` gives, and is measured by another bench."""
    place = np.zeros(len(rows["body"]), int)
    for name, n in LEVELS.items():
        place = place * n + rows["levels"][name]
    known, cell = np.unique(place, return_inverse=True)
    codes = np.stack(np.unravel_index(known, tuple(LEVELS.values())))
    sums = []
    for given in rows["answers"]:
        here = given > 0
        key = rows["body"][here] * len(known) + cell[here]
        values = 25.0 * (given[here] - 1)
        size = BODIES * len(known)
        counted = [np.bincount(key, each, size) for each in (np.ones(len(values)), values, values**2)]
        there = np.flatnonzero(counted[0])
        sums.append((there // len(known), there % len(known), *(each[there] for each in counted)))
    people = np.bincount(cell).astype(float)
    return {"people": people, "codes": codes, "sums": sums, "targets": rows["targets"]}


def with_moments(found: dict[str, Any]) -> list[np.ndarray]:
    from analytics.linearisation import Design, Sums
    from analytics.weighting import Margin, weigh

    margins = [
        Margin(name, tuple(map(str, range(n))), found["codes"][place], found["targets"][name])
        for place, (name, n) in enumerate(LEVELS.items())
    ]
    design = Design(weigh(found["people"], np.ones(len(found["people"])), margins))
    errors = []
    for each in found["sums"]:
        sums = Sums(*each)
        bodies, everybody = design.means(sums, BODIES), sums._replace(group=np.zeros_like(sums.group))
        errors.append(np.sqrt(np.diag(design.covariance(bodies))))
        design.variances(design.means(everybody, 1))
    return errors


def row_by_row(rows: dict[str, Any]) -> np.ndarray:
    """The errors of the bodies in the first question: weights, scores and projection of every respondent."""
    count = len(rows["body"])
    weights = np.full(count, POPULATION / count)
    for _ in range(100):
        for name, level in rows["levels"].items():
            weights *= (rows["targets"][name] / np.bincount(level, weights))[level]
        if all(
            np.abs(np.bincount(level, weights) / rows["targets"][name] - 1).max() < 1e-9
            for name, level in rows["levels"].items()
        ):
            break
    x = np.concatenate([np.eye(n)[rows["levels"][name]] for name, n in LEVELS.items()], axis=1)
    inverse = np.linalg.pinv(x.T @ x)
    given = rows["answers"][0]
    found = []
    for body in range(BODIES):
        here = (rows["body"] == body) & (given > 0)
        w, y = weights[here], 25.0 * (given[here] - 1)
        z = np.zeros(count)
        z[here] = (y - w @ y / w.sum()) / w.sum()
        scores = weights * (z - x @ (inverse @ (x.T @ z)))
        found.append(np.sqrt(count / (count - 1) * ((scores - scores.mean()) ** 2).sum()))
    return np.array(found)


def measured(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    found = act()
    return time.process_time() - begun, found


if __name__ == "__main__":
    main()
