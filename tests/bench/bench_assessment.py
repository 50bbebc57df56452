"""How long the figures of a large assessment take, beside a plain groupby-sum of the same cube.

`python -m tests.bench.bench_assessment`: 60 agencies, 10 items, 20 regions, 24 strata. The last line is
`ratio N`, where the cube holds texts, as storage gives it.
"""

import itertools
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from analytics.measuring import figures
from analytics.methods import read_method

ROUNDS = 5
CODES = ["1", "2", "3", "4", "5", "98", "skip"]
AGENCIES, ITEMS, REGIONS, STRATA = 60, 10, 20, 24


def main() -> None:
    cube, items, method = made_up_cube(), made_up_items(), read_method("2026")
    print(f"cube: {len(cube):,} rows, {cube['n'].sum():,} answers")
    keys = ["agency", "item", "code"]
    categories = cube.astype(dict.fromkeys(cube.columns[:-1], "category"))
    for kind, ready in {"texts": cube, "categories": categories}.items():
        plain = seconds(lambda cube=ready: cube.groupby(keys, observed=True)["n"].sum())
        ours = seconds(lambda cube=ready: figures(cube, items, method))
        print(f"{kind}: groupby-sum {plain:.3f} s, figures {ours:.3f} s, ratio {ours / plain:.2f}")
        if kind == "texts":
            ratio = ours / plain
    print(f"rows of figures: {len(figures(cube, items, method)):,}")
    print(f"ratio {ratio:.2f}")


def made_up_cube() -> pd.DataFrame:
    """A full cube with random counts, seeded."""
    shape = (AGENCIES, REGIONS, STRATA, ITEMS, len(CODES))
    agency, region, stratum, item, code = (axis.ravel() for axis in np.indices(shape))
    n = np.random.default_rng(2026).poisson(5, size=len(code))

    def named(pattern: str, places: np.ndarray) -> np.ndarray:
        return np.array([pattern.format(place) for place in range(places.max() + 1)], dtype=object)[places]

    return pd.DataFrame(
        {
            "campaign": "2026",
            "agency": named("agency-{:02}", agency),
            "service": "",
            "route": "qr",
            "region": named("KZ-{:02}", region),
            "stratum": named("stratum-{:02}", stratum),
            "item": named("item_{:02}", item),
            "code": np.array(CODES, dtype=object)[code],
            "n": n,
        }
    ).sample(frac=1.0, random_state=1, ignore_index=True)


def made_up_items() -> pd.DataFrame:
    rows = [
        (
            f"item_{place:02}",
            "rating",
            f"driver_{place}" if place else "overall",
            "satisfaction",
            str(point),
            float(point),
        )
        for place, point in itertools.product(range(ITEMS), range(1, 6))
    ]
    return pd.DataFrame(rows, columns=["item", "type", "measures", "means", "code", "score"])


def seconds(act: Callable[[], object]) -> float:
    """The middle of ROUNDS times, after one to warm up."""
    act()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
