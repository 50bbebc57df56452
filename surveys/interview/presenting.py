"""Decides what a moment of an interview looks like: the prompt that waits, and the settled question after it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from surveys.answers import Answer
from surveys.conditions import Value
from surveys.interview.duration import minutes
from surveys.interview.path import asked, item_at, open_ended, sequence, values
from surveys.interview.prompts import Action, Choice, Prompt, Settle
from surveys.interview.state import Interview
from surveys.item import Item, Option
from surveys.items._choices import numbered
from surveys.questionnaire import Questionnaire
from surveys.wording import say

CampaignWordings = Mapping[str, Mapping[str, str]]
"""Wordings that a campaign brings to a questionnaire's texts: `agency`, `service`."""

PAGE = 8
"""Options on one screen: more do not fit a phone beside Skip and Back."""

LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language in its own words; another one shows its code."""


def present(questionnaire: Questionnaire, interview: Interview, *, about: CampaignWordings) -> Prompt:
    """The prompt that the interview waits at."""
    if interview.stage == "language" or interview.language is None:
        return _language(questionnaire, interview)
    if interview.stage == "consent":
        return _consent(questionnaire, interview, about)
    item = item_at(questionnaire, interview.answers, interview.seed, interview.cursor or "")
    texts = _piped(questionnaire, interview, about, (item.text, item.hint))
    if interview.stage == "specifying":
        return _specifying(item, interview, texts)
    return Prompt(
        kind="question" if item.asks else "notice",
        turn=interview.turn,
        language=interview.language,
        text=say(item.text, interview.language, texts),
        hint=item.second_line(interview.language, texts),
        choices=_choices(item, interview),
        actions=_actions(questionnaire, interview, item),
        expects=item.expects,
        typing_hint=item.typing_hint,
        kept=_reads(item, interview.answers.get(item.id), interview.language),
        pages=(interview.page + 1, page_count(item)) if page_count(item) > 1 else None,
        **_place(questionnaire, interview, item),
    )


def settled(questionnaire: Questionnaire, interview: Interview, *, about: CampaignWordings) -> Settle:
    """The present question and the answer it has got, to stand where the buttons were."""
    language = interview.language
    if interview.stage == "language" or language is None:
        return Settle(language=language, text="", answer=LANGUAGE_NAMES.get(language or "", language or ""))
    if interview.stage == "consent":
        return Settle(language=language, text=say(questionnaire.title, language))
    item = questionnaire.by_id[interview.cursor or ""]
    answer = interview.answers.get(item.id)
    text = say(item.text, language, _piped(questionnaire, interview, about, (item.text,)))
    outcome = "skipped" if answer and answer.skipped else "answered"
    return Settle(language=language, text=text, answer=_reads(item, answer, language), outcome=outcome)


def language_named(questionnaire: Questionnaire, typed: str) -> str | None:
    """The language of the questionnaire whose own name this is."""
    name = typed.casefold().rstrip(".")
    known = (code for code in questionnaire.languages if LANGUAGE_NAMES.get(code, code).casefold() == name)
    return next(known, None)


def page_count(item: Item) -> int:
    """How many screens the item's options take; a few more than a page still stay on one."""
    count = len(item.offered)
    return 1 if count <= PAGE + 4 else -(-count // PAGE)


def _language(questionnaire: Questionnaire, interview: Interview) -> Prompt:
    choices = tuple(
        Choice(code=code, label=LANGUAGE_NAMES.get(code, code), chosen=code == interview.language)
        for code in questionnaire.languages
    )
    return Prompt(kind="language", turn=interview.turn, language=interview.language, choices=choices)


def _consent(questionnaire: Questionnaire, interview: Interview, about: CampaignWordings) -> Prompt:
    language = interview.language or ""
    items = [item for item in sequence(questionnaire, interview.seed) if item.asks and item.has_choices]
    always = [item for item in items if item.id not in questionnaire.dependent]
    texts = {name: say(wording, language) for name, wording in about.items()}
    facts = {
        **texts,
        "title": say(questionnaire.title, language, texts),
        "questions": str(len(always)),
        "at_most": str(len(items)),
        "minutes": str(minutes(always, language)),
    }
    return Prompt(
        kind="consent",
        turn=interview.turn,
        language=language,
        text=say(questionnaire.introduction, language, texts),
        actions=("go", "refuse"),
        facts=facts,
    )


def _specifying(item: Item, interview: Interview, texts: Mapping[str, str]) -> Prompt:
    """The second step of "other, specify": a few typed words for the option just chosen."""
    language = interview.language or ""
    return Prompt(
        kind="question",
        turn=interview.turn,
        language=language,
        text=say(item.text, language, texts),
        hint=_labels([option for option in item.offered if option.specify], interview.draft, language),
        actions=("skip", "back"),
        expects="typed",
        typing_hint="text",
    )


def _choices(item: Item, interview: Interview) -> tuple[Choice, ...]:
    options = numbered(item.offered)
    if page_count(item) > 1:
        options = options[interview.page * PAGE : (interview.page + 1) * PAGE]
    language = interview.language or ""
    return tuple(
        Choice(
            code=option.code,
            label=option.label[language],
            number=number,
            chosen=option.code in interview.draft,
        )
        for number, option in options
    )


def _actions(questionnaire: Questionnaire, interview: Interview, item: Item) -> tuple[Action, ...]:
    found: list[Action] = []
    if page_count(item) > 1:
        found.append("more")
    if not item.asks:
        found.append("go")
    if item.several:
        found.append("done")
    given = interview.answers.get(item.id)
    if item.asks and given is not None and not given.skipped and not item.several:
        found.append("keep")  # ticks that stand are kept by "done"
    if item.asks and not item.required:
        found.append("skip")  # also for one answered before: an answer may be taken back
    if asked(questionnaire, interview.answers, interview.seed)[0].id != item.id:
        found.append("back")
    return tuple(found)


def _place(questionnaire: Questionnaire, interview: Interview, item: Item) -> dict[str, int | bool | None]:
    path = [each.id for each in asked(questionnaire, interview.answers, interview.seed) if each.asks]
    if item.id not in path:
        return {}
    place = path.index(item.id) + 1
    total = None if questionnaire.branches else len(path)
    last = place == len(path) and not open_ended(questionnaire, interview.answers, item.id, interview.seed)
    return {"place": place, "total": total, "last": last}


def _piped(
    questionnaire: Questionnaire,
    interview: Interview,
    about: CampaignWordings,
    wordings: Iterable[Mapping[str, str] | None],
) -> dict[str, str]:
    """What the placeholders in these texts become; nothing is worked out for texts without any."""
    language = interview.language or ""
    if not any("{" in wording[language] for wording in wordings if wording):
        return {}
    texts = {name: say(wording, language) for name, wording in about.items()}
    for name, value in values(questionnaire, interview.answers, interview.seed).items():
        item = questionnaire.by_id[name]
        answer = interview.answers.get(name)
        texts[name] = _reads(item, answer, language) if answer else _worked_out(value)
    return texts


def _worked_out(value: Value) -> str:
    """A calculation for reading: at most two digits after the comma."""
    if not isinstance(value, Decimal):
        return f"{value}"
    return f"{round(value, 2).normalize():f}".replace(".", ",")


def _reads(item: Item, answer: Answer | None, language: str) -> str:
    return "" if answer is None or answer.skipped else item.reads(answer, language)


def _labels(options: Sequence[Option], codes: Sequence[str], language: str) -> str:
    return ", ".join(option.label[language] for option in options if option.code in codes)
