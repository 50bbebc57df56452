"""Do 95 % intervals cover the truth? Of made-up samples of every shape, and of citizens who go through the interview.

First the tables: means of ordinary shapes, at the ceiling, of ones and fives only, composites, Net Promoter Scores and
differences, without and with weights, from 20 to 2,000 answers; beside the widths those of Student's t, which was
published before. Then made-up citizens answer through the real interview, over many seeds; no Telegram, no database.
Fails where less is covered than is promised. Run by `make intervals` (ARGS="--seeds 200 --times 10000").
"""

import argparse
import datetime
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

from analytics.measuring import figures
from analytics.methods import read_method
from analytics.scoring import scores
from console import shipped
from console.demo.citizens import Citizen, citizens
from console.demo.truth import TRUTHS
from surveys.answers import Answer
from surveys.interview import advance, begin, results
from surveys.interview.events import Tapped, Typed
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from tests.coverage import (
    COMPOSITES,
    FIVE_POINTS,
    PROMOTERS,
    TILTS,
    TWO_POINTS,
    Truth,
    around,
    covered,
    difference,
    ours,
    sample,
    students,
)
from tests.weighted_coverage import weighted_coverage

LOW, HIGH = 0.93, 0.985
"""Of the citizens' intervals: shares by Wilson, means by ours, which rather covers too much in small groups."""
TODAY = datetime.date(2026, 11, 24)
ABOUT = {"agency": {"kk": "-", "ru": "-"}, "service": {"kk": "-", "ru": "-"}}

SIZES = tuple(np.unique(np.round(20 * 1.08 ** np.arange(61)).astype(int)).tolist())
SHOWN = (30, 60, 200, 2000)
"""Answers for which widths are printed."""
MANY = 200


class Promise(NamedTuple):
    """The least coverage: on the mean of sizes near each other, of a single size, on that mean from MANY answers."""

    near: float
    single: float
    many: float


PROMISED = Promise(0.94, 0.92, 0.94)
ON_TWO_POINTS = Promise(0.90, 0.86, 0.915)
NOISE = 1.5
"""Standard errors of a simulated coverage that may be missing: dozens of sizes are looked at for the least one."""
MEANS: Mapping[str, Truth] = {**FIVE_POINTS, **COMPOSITES, **PROMOTERS, **TWO_POINTS}
POST_STRATIFIED = tuple(product(("ceiling 4.75", "ceiling 4.88", "ceiling 4.97", "skewed"), (75, 150, 500)))
"""Truths and sizes of samples whose weights are made anew, from counts to published bounds."""
DIFFERENCES = (("ceiling 4.88", "ceiling 4.75"), ("ceiling 4.97", "skewed"), ("ones 5.0%", "ceiling 4.88"))


class Row(NamedTuple):
    """What a table says of one truth in one kind of sample."""

    name: str
    kind: str
    promise: Promise
    coverage: Sequence[float]
    widths: Mapping[int, tuple[float, float]]
    """At the sizes SHOWN: ours, and Student's; in percent of the scale."""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=200)
    arguments.add_argument("--citizens", type=int, default=400)
    arguments.add_argument("--times", type=int, default=10_000, help="samples of each truth and size")
    given = arguments.parse_args()
    with ProcessPoolExecutor(2) as pool:
        asked = [*product(MEANS, TILTS), *product(DIFFERENCES, TILTS)]
        rows = pool.map(row, *zip(*asked, strict=True), [given.times] * len(asked))
        wrong = [found.name for found in rows if not told(found, given.times)]
        for (name, size), tilt in product(POST_STRATIFIED, ("weighted", "heavy unhappy", "heavy happy")):
            if not post_stratified(name, size, tilt, max(100, given.times // 10)):
                wrong.append(f"{name}, post-stratified")
        runs = list(
            pool.map(one_seed, range(1, given.seeds + 1), [given.citizens] * given.seeds, chunksize=4)
        )
    for indicator in ("share_satisfied", "mean_score", "score_100"):
        found = [inside for run in runs for name, inside in run if name == indicator]
        share = sum(found) / len(found)
        if not LOW <= share <= HIGH:
            wrong.append(indicator)
        print(f"{indicator}: {sum(found)} of {len(found)} intervals cover the truth, {share:.1%}")
    print(f"covered less than promised: {', '.join(wrong) or 'nothing'}")
    return int(bool(wrong))


def row(asked: str | tuple[str, str], kind: str, times: int) -> Row:
    """The coverage at every size, of a mean or of the difference of two."""
    if isinstance(asked, tuple):
        return _of_difference(*asked, kind, times)
    truth = MEANS[asked]
    coverage, widths = [], {}
    for size in SIZES:
        found = sample(truth, TILTS[kind], size, times, seed=2026)
        share, width = covered(ours, truth, found)
        coverage.append(share)
        if size in _nearest():
            widths[_nearest()[size]] = (
                _percent(truth, width),
                _percent(truth, covered(students, truth, found)[1]),
            )
    return Row(asked, kind, ON_TWO_POINTS if truth.two else PROMISED, coverage, widths)


def _of_difference(better: str, worse: str, kind: str, times: int) -> Row:
    truths = MEANS[better], MEANS[worse]
    apart = truths[0].mean - truths[1].mean
    coverage = []
    for size in SIZES:
        drawn = [sample(truth, TILTS[kind], size, times, seed) for seed, truth in enumerate(truths, start=1)]
        found = difference(*((each, ours(each, truth)) for each, truth in zip(drawn, truths, strict=True)))
        coverage.append(float(((found.lower <= apart) & (apart <= found.upper)).mean()))
    promise = ON_TWO_POINTS if any(truth.two for truth in truths) else PROMISED
    return Row(f"{better} - {worse}", kind, promise, coverage, {})


def told(found: Row, times: int) -> bool:
    """Prints the row; whether it covers what is promised."""
    near = around(SIZES, found.coverage)
    many = near[np.array(SIZES) >= MANY]
    least = Promise(near.min(), min(found.coverage), many.min())
    slack = NOISE * np.sqrt(0.95 * 0.05 / times)
    good = all(one >= promised - slack for one, promised in zip(least, found.promise, strict=True))
    widths = "  ".join(f"{size}: {new:5.2f} ({old:5.2f})" for size, (new, old) in found.widths.items())
    print(
        f"{'  ' if good else '! '}{found.name:28} {found.kind:13} near {least.near:.3f}  single {least.single:.3f}"
        f"  from {MANY} {least.many:.3f}  width {widths}",
        flush=True,
    )
    return good


def post_stratified(name: str, size: int, tilt: str, times: int) -> bool:
    """Prints what is covered of two agencies in weighted samples; whether it is what is promised."""
    found = weighted_coverage(MEANS[name], TILTS[tilt] or 0.0, size, times, seed=2026)
    good = min(found) >= PROMISED.near - NOISE * np.sqrt(0.95 * 0.05 / times)
    print(
        f"{'  ' if good else '! '}{name:28} {tilt:13} post-stratified, {size}: mean {found.mean:.3f}"
        f"  share {found.share:.3f}  difference {found.difference:.3f}",
        flush=True,
    )
    return bool(good)


def _nearest() -> Mapping[int, int]:
    return {min(SIZES, key=lambda size: abs(size - shown)): shown for shown in SHOWN}


def _percent(truth: Truth, width: float) -> float:
    return 100 * width / (truth.points[-1] - truth.points[0])


def one_seed(seed: int, count: int) -> list[tuple[str, bool]]:
    """Which intervals of one made-up survey cover the truth."""
    questionnaire = read(shipped.questionnaire_text(shipped.FULL), core=shipped.core())
    cells: Counter[tuple[str, str, str]] = Counter()
    for citizen in citizens(count, seed):
        for item, answer in answered(questionnaire, citizen).items():
            cells.update((citizen.truth.agency, item, code) for code in answer.codes or ("skip",))
    rows = [("c", agency, "s", "link", "-", "-", item, code, n) for (agency, item, code), n in cells.items()]
    names = ["campaign", "agency", "service", "route", "region", "stratum", "item", "code", "n"]
    found = figures(pd.DataFrame(rows, columns=names), scores(questionnaire), read_method("2026"))
    overall = found[(found["dimension"] == "overall") & found["estimate"].notna()].set_index(
        ["agency", "indicator"]
    )
    verdicts = []
    for truth in TRUTHS:
        true = {
            "share_satisfied": 100 * truth.satisfied,
            "mean_score": truth.mean,
            "score_100": 25 * (truth.mean - 1),
        }
        for indicator, value in true.items():
            if (truth.agency, indicator) in overall.index:
                row = overall.loc[(truth.agency, indicator)]
                verdicts.append((indicator, bool(row["lower"] <= value <= row["upper"])))
    return verdicts


def answered(questionnaire: Questionnaire, citizen: Citizen) -> dict[str, Answer]:
    """The results of one citizen's interview; none for those who refuse or give up."""
    habits = citizen.habits
    interview = begin(questionnaire, language=citizen.language, seed=0, about=ABOUT).interview
    if habits.refuses:
        return {}
    interview = advance(
        questionnaire, interview, Tapped(interview.turn, ".go"), about=ABOUT, today=TODAY
    ).interview
    question = 0
    while interview.stage == "asking":
        question += 1
        if question == habits.stops_at:
            return {}
        item = questionnaire.by_id[interview.cursor]
        code = citizen.answer(item)
        comment = citizen.comment(item, citizen.language) if item.type == "text" else None
        heard = Typed(comment) if comment else Tapped(interview.turn, code or ".skip")
        interview = advance(questionnaire, interview, heard, about=ABOUT, today=TODAY).interview
    return results(questionnaire, interview)


if __name__ == "__main__":
    sys.exit(main())
