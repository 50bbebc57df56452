"""Decides what a questionnaire file means: a Questionnaire, or every problem at once, each at its line and column."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from surveys.checking import check_items, check_texts
from surveys.core_items import Core
from surveys.entries import Entries
from surveys.findings import Findings
from surveys.item import Item
from surveys.linting import lint
from surveys.overlays import Overlay, lay_over
from surveys.problems import Problem, QuestionnaireError
from surveys.questionnaire import Questionnaire, Section
from surveys.refusals import note_refusals
from surveys.resolving import own_scales, resolve
from surveys.wording import REQUIRED_LANGUAGES
from surveys.yaml_text import Node, compose

TOP_KEYS = (
    "questionnaire",
    "languages",
    "title",
    "introduction",
    "source",
    "licence",
    "review",
    "accept",
    "partial_when",
    "modules",
    "scales",
    "items",
)


def read(text: str, *, core: Core, overlays: Mapping[str, Overlay] | None = None) -> Questionnaire:
    """The questionnaire in a file's text. Raises QuestionnaireError with every error in it.

    `overlays`: texts from translators, by language.
    """
    questionnaire, problems = check(text, core=core, overlays=overlays)
    if questionnaire is None:
        raise QuestionnaireError(tuple(each for each in problems if each.level == "error"))
    return questionnaire


def check(
    text: str, *, core: Core, overlays: Mapping[str, Overlay] | None = None
) -> tuple[Questionnaire | None, tuple[Problem, ...]]:
    """The questionnaire, None if there is an error, and all problems in the order of the file."""
    findings = Findings()
    try:
        root = compose(text)
    except QuestionnaireError as error:
        return None, error.problems
    if not isinstance(root.value, dict):
        findings.add("not-a-mapping", (root.line, root.column), example="questionnaire: my_survey")
        return None, findings.in_order()
    for language, overlay in (overlays or {}).items():
        lay_over(root, language, overlay, findings)
    questionnaire = _questionnaire(root, core, findings)
    return (None if findings.errors else questionnaire), findings.in_order()


def _questionnaire(root: Node, core: Core, findings: Findings) -> Questionnaire | None:
    findings.unknown_keys(root, TOP_KEYS)
    scales = {**core.scales, **own_scales(root, findings)}
    entries = Entries(core, findings)
    sources = entries.sources(root)
    resolved = [(resolve(source, scales, core=core, findings=findings), source) for source in sources]
    items = [(item, source) for item, source in resolved if item is not None]
    questionnaire = _head(root, [item for item, _ in items], entries.sections, core, findings=findings)
    if questionnaire is None:
        return None
    check_texts(questionnaire, root, sources, findings)
    check_items(questionnaire, items, root, findings)
    if not findings.errors:
        advice = Findings()
        lint(questionnaire, items, root, advice)
        findings.take(advice, accepted=questionnaire.accept)
    return questionnaire


def _head(
    root: Node, items: Sequence[Item], sections: Sequence[Section], core: Core, *, findings: Findings
) -> Questionnaire | None:
    """The questionnaire as a whole, once its parts are known."""
    plain = {
        key: root.value[key].plain()
        for key in TOP_KEYS
        if key in root.value and key not in {"items", "scales"}
    }
    languages = plain.get("languages")
    listed = languages if isinstance(languages, list) else []
    for language in REQUIRED_LANGUAGES:
        if language not in listed:
            findings.add("required-language", root.place(("languages",)), language=language)
    for language in listed:
        if language not in core.languages:
            known = ", ".join(core.languages)
            findings.add("no-catalogue", root.place(("languages",)), language=language, known=known)
    if not items and not findings.errors:
        findings.add("no-items", root.place(("items",)))
    plain["id"] = plain.pop("questionnaire", None)
    try:
        return Questionnaire.model_validate({**plain, "sections": tuple(sections), "items": tuple(items)})
    except ValidationError as error:
        note_refusals(error, root, findings, renamed={"id": "questionnaire"})
        return None
