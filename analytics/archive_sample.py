"""Decides what is asked of a campaign's archive: moments by agency or by a group, with what its method needs of them.

Cells finer than a group are asked for where there are weights only, and products of items where an index wants them.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analytics.batteries import batteries
from analytics.beyond_items import Beyond, options_of
from analytics.cells import cell_keys
from analytics.indicators import of_options
from analytics.margins import Margins
from analytics.methods import Method, shipped_margins
from analytics.moments import read_moments
from analytics.weighted_sample import Sample, read_sample
from analytics.weighting import WeightingError
from surveys.questionnaire import Questionnaire


def population(method: Method, given: Margins | None) -> Margins | None:
    """The margins to weight by: those that are given, else those of the method. None: nothing is weighted.

    WeightingError for a method that does not say what the margins are of.
    """
    if given is not None and method.weights is None:
        raise WeightingError(f"the method '{method.name}' does not say how to weight: it has no `weights`")
    return given if given is not None else shipped_margins(method)


class ArchiveSample:
    """One archive, and what a method wants of it.

    `answers`: item -> the column of its codes. `items`: as `scoring.scores` gives them.
    """

    def __init__(
        self,
        file: Path,
        answers: Mapping[str, str],
        questionnaire: Questionnaire,
        items: pd.DataFrame,
        method: Method,
        margins: Margins | None,
    ) -> None:
        self.answers = answers
        self._file, self._margins, self._rules = file, margins, method.weights
        sections = {item.id: item.section for item in questionnaire.items}
        self._batteries = tuple(batteries(items[items["item"].isin(list(self.answers))], method, sections))
        self._options = options_of(questionnaire) if set(of_options()) & set(method.indicators) else {}
        wanted = method.weights.dimensions if method.weights and margins is not None else ()
        dimensions = wanted if self.answers else ()  # nobody answered: there is nobody to weight
        self._keys = cell_keys(dimensions, questionnaire, self.answers)

    def by(self, key: str) -> Sample:
        """The sample whose groups are told by a key."""
        keys = tuple(dict.fromkeys([key, *self._keys.values()]))
        moments = read_moments([self._file], keys, composites=[each.asked for each in self._batteries])
        return read_sample(moments, key, keys=self._keys, rules=self._rules, margins=self._margins)

    def beyond(self, sample: Sample, dispositions: Mapping[str, int] | None = None) -> Beyond:
        """What figures need of it beside counts."""
        return Beyond(sample, self._batteries, self._options, dispositions or {})
