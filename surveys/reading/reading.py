"""Decides what a questionnaire file means: a Questionnaire, or every problem at once, each at its line and column."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from surveys.item import Item
from surveys.questionnaire import Questionnaire, Section
from surveys.reading.checks import ITEM_LIMIT, check_items, check_scales, check_texts, check_values
from surveys.reading.core import Core
from surveys.reading.entries import Entries
from surveys.reading.findings import Findings, Source
from surveys.reading.lint import lint
from surveys.reading.problems import ADVICE, Problem, QuestionnaireError
from surveys.reading.pydantic_errors import note_refusals
from surveys.reading.resolving import Scales, own_meanings, own_scales, resolve
from surveys.reading.translations import Overlay, lay_over
from surveys.reading.yaml_nodes import Node, compose
from surveys.wording import REQUIRED_LANGUAGES

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
    noted: list[Problem] = []
    try:
        root = compose(text, noted)
    except QuestionnaireError as error:
        return None, error.problems
    for each in noted:
        findings.add(each.code, (each.line, each.column), **each.values)
    if not isinstance(root.value, dict):
        findings.add("not-a-mapping", (root.line, root.column), example="questionnaire: my_survey")
        return None, findings.in_order()
    lay_over(root, _listed(root, overlays or {}, findings), findings)
    questionnaire = _questionnaire(root, core, findings)
    return (None if findings.errors else questionnaire), findings.in_order()


def _questionnaire(root: Node, core: Core, findings: Findings) -> Questionnaire | None:
    findings.unknown_keys(root, TOP_KEYS)
    check_values(root, findings)
    accepted = root.value.get("accept")
    if accepted is not None and isinstance(accepted.value, dict):
        findings.unknown_keys(accepted, ADVICE)
    languages = _languages(root, core, findings)
    own, means = own_scales(root, findings), {**core.means, **own_meanings(root, findings)}
    entries = Entries(core, findings)
    sources = entries.sources(root)
    if len(sources) > ITEM_LIMIT:
        findings.add("too-many-items", root.place(("items",)), count=len(sources), limit=ITEM_LIMIT)
        return None
    check_texts(root, sources, languages, findings)
    check_scales(root, own, findings)
    resolved = [
        (
            resolve(
                each,
                _scales(each, core, own),
                core=core,
                findings=findings,
                means=core.means if each.data.get("core") else means,
            ),
            each,
        )
        for each in sources
    ]
    items = [(item, source) for item, source in resolved if item is not None]
    if not sources and not findings.errors:
        findings.add("no-items", root.place(("items",)))
    questionnaire = _head(root, [item for item, _ in items], entries.sections, findings)
    if questionnaire is None:
        return None
    check_items(questionnaire, items, root, findings)
    if not findings.errors:
        advice = Findings()
        lint(questionnaire, items, root, advice)
        findings.take(advice, accepted=questionnaire.accept)
    return questionnaire


def _listed(root: Node, overlays: Mapping[str, Overlay], findings: Findings) -> dict[str, Overlay]:
    """The translations into languages of the questionnaire; of another one it is enough to say so once."""
    found = root.value["languages"].plain() if "languages" in root.value else []
    languages = found if isinstance(found, list) else []
    for language in overlays:
        if language not in languages:
            findings.add("unlisted-language", root.place(("languages",)), language=language)
    return {language: overlay for language, overlay in overlays.items() if language in languages}


def _scales(source: Source, core: Core, own: Scales) -> Scales:
    """The scales that an item may name. A core item's are the core's: its options are part of its wording."""
    return core.scales if source.data.get("core") else {**core.scales, **own}


def _languages(root: Node, core: Core, findings: Findings) -> list[str]:
    """The languages that every text must have."""
    listed = root.value["languages"].plain() if "languages" in root.value else []
    if not isinstance(listed, list) or not listed:
        return list(REQUIRED_LANGUAGES)
    for language in REQUIRED_LANGUAGES:
        if language not in listed:
            findings.add("required-language", root.place(("languages",)), language=language)
    known = ", ".join(core.languages)
    for place, language in enumerate(listed):
        where = root.place(("languages", place))
        if language not in core.languages:
            findings.add("no-catalogue", where, language=language, known=known)
        elif language in listed[:place]:
            findings.add("duplicate-language", where, language=language)
    return [*REQUIRED_LANGUAGES, *(each for each in listed if each in core.languages)]


def _head(
    root: Node, items: Sequence[Item], sections: Sequence[Section], findings: Findings
) -> Questionnaire | None:
    """The questionnaire as a whole, once its parts are known."""
    found = {key: root.value[key].plain() for key in TOP_KEYS if key in root.value}
    plain = {key: value for key, value in found.items() if key not in {"items", "scales", "questionnaire"}}
    if "questionnaire" in found:
        plain["id"] = found["questionnaire"]
    try:
        return Questionnaire.model_validate({**plain, "sections": tuple(sections), "items": tuple(items)})
    except ValidationError as error:
        note_refusals(error, root, findings, renamed={"id": "questionnaire"})
        return None
