"""Decides what each option of a questionnaire is worth: the scored options, one row each."""

import pandas as pd

from surveys.answers import MISSING_CODES
from surveys.item import Option
from surveys.questionnaire import Questionnaire

SCORE_COLUMNS = ["item", "type", "measures", "code", "score"]


def scores(questionnaire: Questionnaire) -> pd.DataFrame:
    """One row per option that has a score, in the order of the questionnaire.

    Columns: item, type, measures ("" where the item names no dimension), code (text), score (float). On a Net
    Promoter scale a code without a score is worth its own number (0 to 10). The codes 97, 98 and 99 have no
    score.
    """
    found = [
        (item.id, item.type, item.measures or "", option.code, score)
        for item in questionnaire.items
        for option in item.offered
        if (score := _score(item.type, option)) is not None
    ]
    columns = list(zip(*found, strict=True)) or [()] * len(SCORE_COLUMNS)
    texts = {
        name: pd.Series(list(values), dtype="str")
        for name, values in zip(SCORE_COLUMNS[:-1], columns[:-1], strict=True)
    }
    return pd.DataFrame({**texts, "score": pd.Series(list(columns[-1]), dtype="float64")})


def _score(item_type: str, option: Option) -> float | None:
    if option.code in MISSING_CODES:
        return None
    if option.score is None and item_type == "nps" and option.code.isdecimal():
        return float(option.code)
    return option.score
