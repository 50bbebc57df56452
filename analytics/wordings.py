"""Decides what is said around the figures: notes, statuses and reasons, as English msgids.

The title of a column stands in columns.py, the title and the definition of an indicator in the indicator's own
file. Placeholders: {top_of_five} and {top_of_four} are numbers of points, {confidence} a percentage, {privacy},
{publish} and {flag_below} people.
"""

from collections.abc import Mapping

from locales.marking import marked

FIGURES = marked("Figures")
NOTES = marked("Notes")
ALL_AGENCIES = marked("All agencies")

STATUSES: Mapping[str, str] = {
    "published": marked("published"),
    "flagged": marked("use with care"),
    "unreliable": marked("not published"),
    "hidden": marked("hidden"),
}

HIDDEN_COUNTS: Mapping[str, str] = {
    "": "",
    "few_aside": marked(
        "Counts of people without a valid answer that are left empty here are below {privacy}, or would give such a "
        "count away."
    ),
}
"""Whether counts beside the base are hidden in a row: key -> msgid."""

REASONS: Mapping[str, str] = {
    "few_people": marked(
        "Hidden to protect respondents: fewer than {privacy} people answered, or a figure of so few could be worked "
        "out with this one."
    ),
    "small_base": marked("Not published because it is unreliable: the effective base is below {publish}."),
    "modest_base": marked("Use with care: the effective base is below {flag_below}."),
}
"""Why a figure is missing or flagged: reason key -> msgid."""

CAMPAIGN = marked("Campaign: {campaign}")
PERIOD = marked("Fieldwork: {starts} – {ends}")
RELEASE = marked(
    "Release {number} of {day}, rounded. A figure stays as it was released before until at least {privacy} more people "
    "have answered."
)
METHOD = marked("Method: {method}; edition {edition}; for {first} – {last}")

_ASIDE = marked(
    "A count of people without a valid answer (not applicable, don't know, prefer not to say, skipped) is left "
    "empty, too, where it is below {privacy}, or would give such a count or a hidden base away; "
    "“Hidden counts” says so."
)
_AGENCIES_TOGETHER = marked(
    "The row “All agencies” counts every respondent of every agency once; it is no mean of the agencies."
)
CAVEATS: tuple[str, ...] = (
    marked(
        "Intervals ({confidence}%) show sampling variability only, assuming that people who answered are "
        "like those of the same group who did not. Respondents took part by their own choice, so other "
        "errors are possible and are not in the intervals."
    ),
    marked("The figures are not weighted: each respondent counts once."),
    marked(
        "The base is the number of people who gave a valid answer. The answers “not applicable”, “don't "
        "know” and “prefer not to say”, and skipped questions, are counted apart and are never in the base."
    ),
    marked(
        "Privacy: where fewer than {privacy} people answered, or so few could be told from others by subtracting, in "
        "all tables and releases together, neither the figure nor the base is shown."
    ),
    _ASIDE,
    marked(
        "Reliability: with an effective base below {publish} a figure is not published; below {flag_below} "
        "it is marked “use with care”."
    ),
    _AGENCIES_TOGETHER,
)
"""What every reader has to know, in the order of the notes."""

ITEMS = marked("Answers to each question")
ROW_KINDS: Mapping[str, str] = {
    "answer": marked("answer"),
    "apart": marked("no answer with a value"),
    "statistic": marked("statistic"),
}
STATISTICS: Mapping[str, str] = {
    "mean": marked("Mean"),
    "quartile_1": marked("Lower quartile"),
    "median": marked("Median"),
    "quartile_3": marked("Upper quartile"),
}
GENERAL_CODES: Mapping[str, str] = {
    "97": marked("Not applicable"),
    "98": marked("Don't know"),
    "99": marked("Prefer not to say"),
    "skip": marked("Skipped"),
    "number": marked("A number"),
    "text": marked("In own words"),
}
"""What codes say that no questionnaire can use itself."""

ITEM_CAVEATS: tuple[str, ...] = (
    marked(
        "The base is the number of people who gave an answer with a value; where several answers can be chosen, those "
        "who were offered the answer and chose any, so that percentages may add up to more than 100."
    ),
    marked(
        "Privacy: numbers below {privacy} people are not shown, nor what such a number could be worked out from. "
        "Answers by agency are in the release that is made at the close."
    ),
)
"""What every reader of the answers to each question has to know."""

PEOPLE = marked("People")
STATUS = marked("Status")
GROUPINGS: Mapping[str, str] = {
    "agency": marked("Agency"),
    "service": marked("Service"),
    "office": marked("Office"),
    "route": marked("How people came"),
    "mode": marked("How people answered"),
    "region": marked("Region"),
    "language": marked("Language"),
    "sex": marked("Sex"),
    "age": marked("Age"),
    "settlement": marked("City or village"),
    "disability": marked("Disability"),
    "agency_region": marked("Agency and region"),
    "item": marked("Question"),
}
"""What figures can be told by."""
ROUTES: Mapping[str, str] = {
    "qr": marked("QR code"),
    "link": marked("Link"),
    "token": marked("One-time link"),
    "invitation": marked("Invitation"),
    "trial": marked("Trial"),
}
MODES: Mapping[str, str] = {
    "telegram": marked("Telegram"),
    "web": marked("On a web page"),
    "paper": marked("On paper"),
    "phone": marked("By telephone"),
    "kiosk": marked("At a terminal in an office"),
}
LANGUAGE_NAMES: Mapping[str, str] = {
    "kk": marked("Kazakh"),
    "ru": marked("Russian"),
    "en": marked("English"),
}
GROUP_CAVEATS = tuple(each for each in CAVEATS if each not in {_ASIDE, _AGENCIES_TOGETHER})
"""What every reader of figures by group has to know: of a group only its base is told."""
EVERYBODY = marked("All together")
NOT_STATED = marked("Not stated")
GROUP_INTERVALS = marked("Under a figure stands its {confidence}% interval.")
