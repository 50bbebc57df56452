"""Decides what a moment of an interview looks like: the prompt that waits, and the settled question after it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from surveys.answers import Answer
from surveys.conditions import Value
from surveys.folding import folded
from surveys.interview.prompts import Action, Choice, Outcome, Prompt, Settle
from surveys.interview.scene import Scene
from surveys.interview.script import page_count
from surveys.interview.spoken import language_spoken
from surveys.interview.state import Another, Change, Interview
from surveys.item import Item, Option
from surveys.questionnaire import Questionnaire
from surveys.wording import CAMPAIGN_PLACEHOLDERS, say

LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""Each language in its own words; another one shows its code."""


def present(scene: Scene) -> Prompt:
    """The prompt that the interview waits at."""
    interview = scene.interview
    language = interview.language
    if interview.stage == "language" or language is None:
        return _language(scene)
    if interview.stage == "consent":
        return _consent(scene, language)
    if interview.between is not None:
        return between_questions(scene, language, interview.between)
    item = scene.item
    texts = _piped(scene, language, item.text, item.hint)
    if interview.stage == "specifying":
        return _specifying(item, interview, texts, about=_rated(scene, item, language))
    pages = page_count(item)
    place, total, last = _place(scene, item)
    return Prompt(
        kind="question" if item.asks else "notice",
        turn=interview.turn,
        language=language,
        text=say(item.text, language, texts),
        hint=item.second_line(language, texts),
        choices=_choices(scene, item, language),
        actions=_actions(scene, item, pages),
        expects=item.expects,
        typing_hint=item.typing_hint,
        kept=_reads(item, interview.answers.get(item.id), language),
        place=place,
        total=total,
        last=last,
        pages=(interview.page + 1, pages) if pages > 1 else None,
        about=_rated(scene, item, language) if item.asks else "",
    )


def settled(scene: Scene, *, outcome: Outcome | None = None) -> Settle:
    """The present question and the answer it has got, to stand where the buttons were.

    `outcome`: "left" where it is left without an answer; otherwise what has become of it.
    """
    language, left = scene.interview.language, outcome == "left"
    if scene.interview.stage == "language" or language is None:
        name = "" if left else LANGUAGE_NAMES.get(language or "", language or "")
        return Settle(language=language, text="", answer=name, outcome=outcome or "answered")
    if scene.interview.stage == "consent":
        text = say(scene.questionnaire.title, language)
        return Settle(language=language, text=text, outcome=outcome or "answered")
    between = scene.interview.between
    asked = between.item if isinstance(between, Change) else scene.interview.cursor
    item = scene.questionnaire.by_id[asked or ""]
    text = say(item.text, language, _piped(scene, language, item.text))
    if left:
        return Settle(language=language, text=text, outcome="left")
    answer = scene.interview.answers.get(item.id)
    skipped = answer is not None and answer.skipped
    answer_read = _reads(item, answer, language)
    return Settle(
        language=language, text=text, answer=answer_read, outcome="skipped" if skipped else "answered"
    )


def language_named(questionnaire: Questionnaire, typed: str) -> str | None:
    """The language of the questionnaire that is typed: its name in any language, or its number on the keyboard."""
    languages = questionnaire.languages
    words = folded(typed)
    named = language_spoken(typed) or {
        folded(LANGUAGE_NAMES.get(code, code)): code for code in languages
    }.get(words)
    if named is None and words.isdecimal() and 1 <= int(words) <= len(languages):
        named = languages[int(words) - 1]
    return named if named in languages else None


def _language(scene: Scene) -> Prompt:
    interview = scene.interview
    choices = tuple(
        Choice(code=code, label=LANGUAGE_NAMES.get(code, code), chosen=code == interview.language)
        for code in scene.questionnaire.languages
    )
    return Prompt(kind="language", turn=interview.turn, language=interview.language, choices=choices)


def _consent(scene: Scene, language: str) -> Prompt:
    questionnaire = scene.questionnaire
    extent = scene.script.extent(scene.order, language, without=scene.answers.known)
    texts = {name: say(wording, language) for name, wording in scene.about.items()}
    facts = {
        **texts,
        "title": say(questionnaire.title, language, texts),
        "questions": str(extent.always),
        "at_most": str(extent.at_most),
        "minutes": str(extent.minutes),
    }
    return Prompt(
        kind="consent",
        turn=scene.interview.turn,
        language=language,
        text=say(questionnaire.introduction, language, texts),
        actions=("go", "refuse"),
        facts=facts,
    )


def between_questions(scene: Scene, language: str, between: Change | Another) -> Prompt:
    """What is asked between two questions, by the name of what it is about."""
    interview = scene.interview
    if isinstance(between, Change):
        item = scene.questionnaire.by_id[between.item]
        facts = {
            "before": _reads(item, interview.answers.get(item.id), language),
            "after": _labels(item.offered, (between.code,), language),
        }
        text = say(item.text, language, _piped(scene, language, item.text))
        actions: tuple[Action, ...] = ("change", "leave")
        return Prompt(
            kind="change", turn=interview.turn, language=language, text=text, actions=actions, facts=facts
        )
    place, total, _ = _place(scene, scene.item)
    facts = {
        "service": say(scene.about["service"], language),
        "wanted": between.name[language],
        "place": str(place or ""),
        "total": str(total or ""),
    }
    return Prompt(
        kind="another", turn=interview.turn, language=language, actions=("stay", "switch"), facts=facts
    )


def _rated(scene: Scene, item: Item, language: str) -> str:
    """The service that is rated, where the question does not name it itself."""
    service = scene.about.get("service")
    return "" if service is None or "{service}" in item.text[language] else say(service, language)


def _specifying(item: Item, interview: Interview, texts: Mapping[str, str], *, about: str) -> Prompt:
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
        about=about,
    )


def _choices(scene: Scene, item: Item, language: str) -> tuple[Choice, ...]:
    choices, ticked = scene.script.choices(item, language, scene.interview.page), scene.interview.draft
    if not ticked:
        return choices
    return tuple(replace(choice, chosen=True) if choice.code in ticked else choice for choice in choices)


def _actions(scene: Scene, item: Item, pages: int) -> tuple[Action, ...]:
    found: list[Action] = []
    if pages > 1:
        found.append("more")
    if not item.asks:
        found.append("go")
    if item.several:
        found.append("done")
    given = scene.interview.answers.get(item.id)
    if item.asks and given is not None and not given.skipped and not item.several:
        found.append("keep")  # ticks that stand are kept by "done"
    if item.asks and not item.required:
        found.append("skip")  # also for one answered before: an answer may be taken back
    if next(iter(scene.route.items)) != item.id:
        found.append("back")
    return tuple(found)


def _place(scene: Scene, item: Item) -> tuple[int | None, int | None, bool]:
    """Which question this is, of how many where answers do not decide it, and whether it is the last for sure."""
    items, notices = scene.route.items, scene.script.notices
    if item.id not in items or not item.asks:
        return None, None, False
    path = [name for name in items if name not in notices]
    place = path.index(item.id) + 1
    total = None if scene.questionnaire.branches else len(path)
    return place, total, place == len(path) and not scene.route.open_behind(item.id)


def _piped(
    scene: Scene, language: str, text: Mapping[str, str], hint: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What the placeholders in these texts become; nothing is worked out for texts without any."""
    if "{" not in text[language] and not (hint and "{" in hint[language]):
        return {}
    about = scene.about
    texts = {name: say(about[name], language) for name in CAMPAIGN_PLACEHOLDERS if name in about}
    for name, value in scene.route.values.items():
        answer = scene.interview.answers.get(name) or scene.route.known.get(name)
        item = scene.questionnaire.by_id[name]
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
