"""Decides what a questionnaire is as an XLSForm: sheets that ODK and Kobo take, and that we read back without loss."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from surveys.item import Item
from surveys.questionnaire import Questionnaire, Section
from surveys.versions import fingerprint
from surveys.writing.author_form import own_condition, shared_condition
from surveys.xlsform.exporting.write_choices import Lists, choice_filter, conditions_of, specified
from surveys.xlsform.exporting.write_questions import YES, survey_row
from surveys.xlsform.facts import Facts, names_of
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.texts import Line, title_of, to_form, wording_cells
from surveys.xlsform.to_xpath import condition_cells, quoted
from surveys.xlsform.types import form_types

FORMAT: Final = "1"
"""Says in `saualnama_form` that the form is ours, and which meaning its columns have."""
PART: Final = PREFIX + "part"
"""Marks rows that only ODK needs: `introduction`, `specify`."""

_RESERVED: Final = "meta"
"""A name that ODK gives to a group of its own."""
_FIRST: Final = (
    *("type", "list_name", "name", "label", "hint", "required", "relevant", "constraint"),
    *("constraint_message", "calculation", "choice_filter"),
)
_SETTINGS: Final = ("form_title", "form_id", "version", "default_language")


def sheets_of(questionnaire: Questionnaire) -> dict[str, list[list[str]]]:
    """The sheets survey, choices (where there is anything to choose) and settings: rows of text under headers."""
    names = _names(questionnaire)
    known = {item.id: form_types()[item.type].facts(item, names[item.id]) for item in questionnaire.items}
    lists = Lists(names)
    survey = list(_survey(questionnaire, known, lists))
    spoken = {title_of(language) for language in questionnaire.languages}
    sheets = {"survey": _sheet(_spoken(survey, spoken), _FIRST)}
    if choices := lists.rows():
        sheets["choices"] = _sheet(_spoken(choices, spoken), _FIRST)
    return {**sheets, "settings": _sheet([_settings(questionnaire)], _SETTINGS)}


def _survey(questionnaire: Questionnaire, known: Mapping[str, Facts], lists: Lists) -> Iterator[Line]:
    taken = {facts.name for facts in known.values()}
    names = names_of(known)
    yield {
        "type": "note",
        "name": _free("introduction", taken),
        **wording_cells("label", questionnaire.introduction, names),
        PART: "introduction",
    }
    waiting = {section.id: section for section in questionnaire.sections}
    language = f"label::{title_of(questionnaire.languages[0])}"
    for name, group in groupby(questionnaire.items, key=lambda item: item.section):
        members = list(group)
        if name is None:
            for item in members:
                yield from _item(item, None, known, lists, taken=taken)
            continue
        yield from _empty(waiting, name, taken, language)
        shared = shared_condition([item.ask_when for item in members])
        group_name = _free(name, taken)
        yield {
            "type": "begin_group",
            "name": group_name,
            **_section_cells(waiting.pop(name, Section(id=name)), group_name, names),
            **condition_cells("relevant", "ask_when", shared, known),
        }
        for item in members:
            yield from _item(item, shared, known, lists, taken=taken)
        yield {"type": "end_group", "name": group_name}
    yield from _empty(waiting, None, taken, language)


def _empty(waiting: dict[str, Section], before: str | None, taken: set[str], language: str) -> Iterator[Line]:
    """Sections without items that stand before another one: ODK wants none, so a note stands for each.

    `language`: the column of a label for one that has no title, which ODK wants too.
    """
    while waiting and before in (None, *waiting) and next(iter(waiting)) != before:
        section = waiting.pop(next(iter(waiting)))
        name = _free(section.id, taken)
        cells = _section_cells(section, name, {})
        label = {language: section.id} if section.title is None else {}
        yield {"type": "note", "name": name, "relevant": "false()", PART: "section", **label, **cells}


def _section_cells(section: Section, name: str, names: Mapping[str, str]) -> Line:
    line = wording_cells("label", section.title or {}, names)
    if name != section.id:
        line[PREFIX + "id"] = section.id
    if section.order != "fixed":
        line[PREFIX + "order"] = section.order
    if section.module:
        line[PREFIX + "module"] = YES
    return line


def _item(
    item: Item, shared: str | None, known: Mapping[str, Facts], lists: Lists, *, taken: set[str]
) -> Iterator[Line]:
    asked = own_condition(item.ask_when, shared)
    line = survey_row(item, known, list_name=lists.name_for(item), asked=asked)
    filtered = choice_filter(conditions_of(item), known)
    if filtered and line["type"].startswith("select"):
        line["choice_filter"] = filtered
    yield line
    if line["type"].startswith("select"):
        for option in specified(item):
            yield {
                "type": "text",
                "name": _free(f"{item.id}_{option.code}".replace("-", "_"), taken),
                "relevant": f"selected(${{{line['name']}}}, {quoted(option.code)})",
                **wording_cells("label", option.label, names_of(known)),
                PART: "specify",
            }


def _settings(questionnaire: Questionnaire) -> Line:
    title = " / ".join(dict.fromkeys(questionnaire.title.values()))
    line = {
        "form_title": to_form(title, {}),
        "form_id": questionnaire.id,
        "version": fingerprint(questionnaire)[:16],
        "default_language": title_of(questionnaire.languages[0]),
        PREFIX + "form": FORMAT,
        PREFIX + "languages": " ".join(questionnaire.languages),
    }
    line |= {
        f"{PREFIX}title::{title_of(each)}": to_form(text, {}) for each, text in questionnaire.title.items()
    }
    extra = {
        "source": questionnaire.source,
        "licence": questionnaire.licence,
        "review": questionnaire.review,
        "partial_when": questionnaire.partial_when or "",
        "modules": "" if questionnaire.modules is None else str(questionnaire.modules),
        **{f"accept::{code}": reason for code, reason in questionnaire.accept.items()},
    }
    return line | {PREFIX + key: to_form(text, {}) for key, text in extra.items() if text}


def _names(questionnaire: Questionnaire) -> dict[str, str]:
    taken = {_RESERVED}
    return {item.id: item.id if item.id not in taken else f"{item.id}_" for item in questionnaire.items}


def _free(wanted: str, taken: set[str]) -> str:
    """The name, or one like it that is not taken yet: groups and questions share their names in a form."""
    name, number = wanted, 2
    while name in taken or name == _RESERVED:
        name, number = f"{wanted}_{number}", number + 1
    taken.add(name)
    return name


def _spoken(lines: Sequence[Line], titles: Collection[str]) -> list[Line]:
    """The cells in the questionnaire's languages: core items and scales may speak more, which stays with the core."""
    return [
        {header: text for header, text in line.items() if header.partition("::")[2] in {"", *titles}}
        for line in lines
    ]


def _sheet(lines: Sequence[Line], first: Sequence[str]) -> list[list[str]]:
    """Rows under headers: the usual columns first, languages side by side, then our own."""
    headers = list(dict.fromkeys(header for line in lines for header in line))
    order = {name: place for place, name in enumerate(first)}
    headers.sort(key=lambda header: order.get(header.partition("::")[0], len(order)))
    return [headers, *([line.get(header, "") for header in headers] for line in lines)]
