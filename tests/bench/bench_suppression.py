"""How long it takes to protect a large table, and to attack it: beside scipy's solver, which starts anew each time.

`python -m tests.bench.bench_suppression`: 60 bodies by 20 regions, eight services of each body, all with their totals.
CPU seconds. The last line is `suppression N s`, the protection and its audit together for the table of few people.
"""

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack

sys.path.insert(0, str(Path(__file__).parents[2]))

from analytics.attacker import exposed
from analytics.complementary import protect
from analytics.linked import Linked, linked

BODIES, REGIONS, SERVICES = 60, 20, 8
LEAST = 10
SAMPLE = 20
"""Programs that scipy solves."""


def main() -> None:
    spent = {people: protected(people) for people in (100_000, 20_000)}
    print(f"suppression {spent[20_000]:.2f} s")


def protected(people: int) -> float:
    tables = made_up(people)
    large = tables.counts[-1] >= LEAST
    total = np.array([name == "*" for name in tables.cells])
    begun = time.process_time()
    published = protect(tables, large, LEAST, fixed=total)
    protecting = time.process_time() - begun
    found = exposed(tables.showing(published), LEAST)
    attacking = time.process_time() - begun - protecting
    alone = exposed(tables.showing(large), LEAST)
    each = cold(tables, ~large)
    print(
        f"{people:,} people, {len(tables.cells)} cells, {len(tables.equations)} equations: {(~large).sum()} of few "
        f"people, {len(alone)} of them exposed if only they are hidden; {(large & ~published).sum()} more hidden, "
        f"{len(found)} exposed. Protection {protecting:.2f} s, attack {attacking:.2f} s; scipy needs "
        f"{1000 * each:.1f} ms for each of {2 * (~large).sum()} programs, {2 * each * (~large).sum():.1f} s for all"
    )
    return protecting + attacking


def made_up(people: int) -> Linked:
    """Bodies and regions of very different size, seeded."""
    random = np.random.default_rng(5)
    sizes = random.pareto(1.1, BODIES) + 0.3
    body = random.choice(BODIES, people, p=sizes / sizes.sum())
    region = random.choice(REGIONS, people, p=random.dirichlet(np.full(REGIONS, 2.0)))
    service = random.integers(0, SERVICES, people)
    counts: Counter[str] = Counter()
    for b, r, s in zip(body.tolist(), region.tolist(), service.tolist(), strict=True):
        counts.update(("*", f"b{b}", f"r{r}", f"b{b} r{r}", f"b{b} s{s}"))

    def there(names: list[str]) -> list[str]:
        return [name for name in names if counts[name]]

    bodies, regions = there([f"b{b}" for b in range(BODIES)]), there([f"r{r}" for r in range(REGIONS)])
    equations = [("*", bodies), ("*", regions)]
    equations += [(b, there([f"{b} {r}" for r in regions])) for b in bodies]
    equations += [(b, there([f"{b} s{s}" for s in range(SERVICES)])) for b in bodies]
    equations += [(r, there([f"{b} {r}" for b in bodies])) for r in regions]
    return linked(equations, [{name: (n, False) for name, n in counts.items()}])


def cold(tables: Linked, few: np.ndarray) -> float:
    """Seconds of one program of the protection, by scipy."""
    cells = len(tables.cells)
    rows = np.zeros((len(tables.equations), cells))
    for place, (total, parts) in enumerate(tables.equations):
        rows[place, list(parts)], rows[place, total] = 1, -1
    matrix = hstack([csr_matrix(rows), -csr_matrix(rows)])
    bounds = [(0, 1e6)] * cells + [(0, int(n)) for n in tables.counts[-1]]
    sample = np.flatnonzero(few)[:SAMPLE]
    begun = time.process_time()
    for cell in sample:
        here = list(bounds)
        here[cell], here[cell + cells] = (LEAST - tables.counts[-1, cell],) * 2, (0, 0)
        linprog(np.ones(2 * cells), A_eq=matrix, b_eq=np.zeros(len(rows)), bounds=here, method="highs")
    return (time.process_time() - begun) / len(sample)


if __name__ == "__main__":
    main()
