"""Decides what each option of a questionnaire is worth: the scored options, one row each."""

import pandas as pd

from surveys.questionnaire import Questionnaire

SCORE_COLUMNS = ["item", "type", "measures", "means", "code", "score"]


def scores(questionnaire: Questionnaire) -> pd.DataFrame:
    """One row per option that has a score, in the order of the questionnaire.

    Columns: item, type, measures ("" where the item names no dimension), means ("" where nobody says), code (text),
    score (float). On a Net
    Promoter scale a code without a score is worth its own number (0 to 10). The codes 97, 98 and 99 have no
    score.
    """
    found = [
        (item.id, item.type, item.measures or "", item.meaning or "", option.code, score)
        for item in questionnaire.items
        for option in item.offered
        if (score := item.worth(option)) is not None
    ]
    columns = list(zip(*found, strict=True)) or [()] * len(SCORE_COLUMNS)
    texts = {
        name: pd.Series(list(values), dtype="str")
        for name, values in zip(SCORE_COLUMNS[:-1], columns[:-1], strict=True)
    }
    return pd.DataFrame({**texts, "score": pd.Series(list(columns[-1]), dtype="float64")})
