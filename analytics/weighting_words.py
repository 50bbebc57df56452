"""Decides how it is said that and how figures are weighted: notes for readers in one language."""

from collections.abc import Iterator, Mapping

from analytics.cells import Weighting
from analytics.weight_rules import Variable
from analytics.wordings import GROUPINGS
from locales.catalogs import Words, words
from locales.marking import marked
from surveys.coding import LANGUAGES

RAKED = marked(
    "The figures are weighted by raking: respondents count so that together they are like the population by "
    "{variables}. Bases are people and are not weighted."
)
POSTSTRATIFIED = marked(
    "The figures are weighted by post-stratification: respondents count so that together they are like the population "
    "by {variables}. Bases are people and are not weighted."
)
HELD_TO = "1 : 1 000 000 000"
"""The largest error of a level, which `weighting.HELD` demands, as a share in everybody's words."""
OUTCOME = marked(
    "Weights: from {least} to {most} times their mean, coefficient of variation {cv}; each level of the population is "
    "held to {error} after {iterations} iterations."
)
COST = marked(
    "The weights cost precision: design effect {deff} (Kish); {respondents} respondents tell as much as {effective} "
    "with equal weights would. The effective base of each figure is Kish's."
)
TRIMMED = marked(
    "Weights are kept between {least} and {most} times their mean and raked again; those of {percent}% of respondents "
    "were cut."
)
AWARE = marked("Standard errors and intervals know of the weighting (linearisation over the whole sample).")
FIXED = marked(
    "Standard errors and intervals take the weights as fixed, which makes most of them a little too wide."
)
SAID: Mapping[str, str] = {
    "collapsed": marked("Nobody answered from the level {level} of {variable}: it was joined to {into}."),
    "dropped": marked(
        "Nobody answered from the level {level} of {variable}, and no neighbour is named: the figures are not "
        "weighted by {variable}."
    ),
    "unknown_own": marked(
        "Who did not state {variable} is a group of its own there, as large as it is among the respondents."
    ),
    "unknown_left_out": marked(
        "To who did not state {variable} the population by {variable} was not applied."
    ),
    "other_total": marked(
        "The population by {variable} is {people}, not {total}: its levels were used as shares of the latter."
    ),
}
HEAVY = marked(
    "Warning: the design effect of the weights, {deff}, is above {limit}: a few respondents decide the figures."
)
UNEVEN = marked("Warning: the largest weight is {times} times the median one, above {limit}.")
BEYOND = marked(
    "Warning: the weights of {percent}% of respondents stayed out of their bounds, as the population asks for."
)


def told_of_weighting(weighting: Weighting | None) -> dict[str, list[str]]:
    """How figures are weighted, in sentences by language; nothing where they are not."""
    if weighting is None:
        return {}
    return {language: list(weighting_notes(weighting, words(language))) for language in LANGUAGES}


def weighting_notes(weighting: Weighting, said: Words) -> Iterator[str]:
    """What a reader has to know of the weights, in sentences."""
    weights, rules = weighting.weights, weighting.rules
    people = float(weights.people.sum())
    names = {variable.name: _named(variable, said) for variable in rules.variables}
    held = ", ".join(names[margin.name] for margin in weights.margins)
    yield said.text(RAKED if len(weights.margins) > 1 else POSTSTRATIFIED, variables=held)
    yield said.text(
        OUTCOME,
        least=_number(weights.weights.min() / weights.mean, said),
        most=_number(weights.weights.max() / weights.mean, said),
        cv=_number(weights.cv, said),
        error=HELD_TO,
        iterations=weights.iterations,
    )
    yield said.text(
        COST,
        deff=_number(weights.deff, said),
        respondents=said.format_number(round(people)),
        effective=said.format_number(round(weights.effective)),
    )
    if rules.trim:
        yield said.text(
            TRIMMED,
            least=said.format_number(rules.trim.least),
            most=said.format_number(rules.trim.most),
            percent=_percent(weights.trimmed / people, said),
        )
    yield said.text(FIXED if rules.taken_as_fixed else AWARE)
    for each in weighting.said:
        yield said.text(SAID[each.key], **{**each.values, "variable": names[each.values["variable"]]})
    yield from _warnings(weighting, said)


def _named(variable: Variable, said: Words) -> str:
    """What respondents are weighted by, as a reader calls it."""
    found = [said.text(GROUPINGS[each]) if each in GROUPINGS else each for each in variable.source]
    return " × ".join(found)


def _warnings(weighting: Weighting, said: Words) -> Iterator[str]:
    weights, rules = weighting.weights, weighting.rules
    if weights.deff > rules.warn.deff:
        yield said.text(HEAVY, deff=_number(weights.deff, said), limit=said.format_number(rules.warn.deff))
    times = float(weights.weights.max() / weights.median)
    if times > rules.warn.most_to_median:
        limit = said.format_number(rules.warn.most_to_median)
        yield said.text(UNEVEN, times=_number(times, said), limit=limit)
    if weights.beyond:
        yield said.text(BEYOND, percent=_percent(weights.beyond / float(weights.people.sum()), said))


def _number(value: float, said: Words) -> str:
    return said.format_number(float(value), digits=2)


def _percent(share: float, said: Words) -> str:
    return said.format_number(100 * share, digits=1)
