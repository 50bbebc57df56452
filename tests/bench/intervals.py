"""Do 95 % intervals cover the truth? Made-up citizens answer through the real interview, over many seeds.

Engine only: no Telegram, no database. Prints, for each indicator with an interval, how often it covered the truth that
made the answers, and fails outside 93-97 %. Run by `make intervals` (ARGS="--seeds 200").
"""

import argparse
import datetime
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pandas as pd

from analytics.assessment import figures
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

LOW, HIGH = 0.93, 0.97
TODAY = datetime.date(2026, 11, 24)
ABOUT = {"agency": {"kk": "-", "ru": "-"}, "service": {"kk": "-", "ru": "-"}}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=200)
    arguments.add_argument("--citizens", type=int, default=400)
    given = arguments.parse_args()
    with ProcessPoolExecutor(2) as pool:
        runs = list(
            pool.map(one_seed, range(1, given.seeds + 1), [given.citizens] * given.seeds, chunksize=4)
        )
    wrong = False
    for indicator in ("share_satisfied", "mean_score", "score_100"):
        found = [inside for run in runs for name, inside in run if name == indicator]
        share = sum(found) / len(found)
        wrong |= not LOW <= share <= HIGH
        print(f"{indicator}: {sum(found)} of {len(found)} intervals cover the truth, {share:.1%}")
    return int(wrong)


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
