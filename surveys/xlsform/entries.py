"""Decides how the rows of a form become the entries of a questionnaire: groups are sections, one level deep."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.authoring import core_entry
from surveys.scale_use import Plain
from surveys.xlsform.core_rows import check_core, used_once
from surveys.xlsform.expressions import Expressions
from surveys.xlsform.form import Form, told
from surveys.xlsform.item_entries import Items, yes
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.questions import Question
from surveys.xlsform.sheets import Cell
from surveys.xlsform.tables import PREFIX, Row


@dataclass(slots=True)
class _Group:
    """An open group. `asked`: the condition that a group within a section puts on each of its items."""

    row: Row
    asked: Cell | None = None


@dataclass(slots=True)
class Entries:
    """What a form amounts to: `listed` for `items:`, `own` the items among them that are no core items."""

    listed: list[Plain] = field(default_factory=list)
    own: list[Plain] = field(default_factory=list)
    introduction: dict[str, Cell] = field(default_factory=dict)


def entries_of(
    form: Form, questions: Sequence[Question], expressions: Expressions, items: Items, findings: FormFindings
) -> Entries:
    """Every question in its place."""
    found = Entries()
    groups: list[_Group] = []
    for question in questions:
        match question.role:
            case "introduction":
                found.introduction = items.texts(question.row, "label")
            case "begin":
                groups.append(_begin(question, len(groups), form, (found, expressions, items, findings)))
            case "end" if groups:
                groups.pop()
            case "end":
                findings.add("stray-end", question.row.at("type"))
            case "section":
                found.listed.append({**_section(question, items), "items": []})
            case "item" if question.type == "calculate" and question.id not in expressions.values:
                pass
            case "item":
                entry = _entry(question, groups, form, (expressions, items, findings))
                (found.listed[-1]["items"] if groups else found.listed).append(entry)
                if "use" not in entry:
                    found.own.append(entry)
    for group in groups:
        findings.add("open-group", group.row.at("type"), name=group.row.get("name") or "")
    for entry in found.listed:
        if "section" in entry:
            entry["items"] = used_once(entry["items"])
    found.listed = used_once(found.listed)
    return found


def _begin(
    question: Question,
    depth: int,
    form: Form,
    tools: tuple[Entries, Expressions, Items, FormFindings],
) -> _Group:
    found, expressions, items, findings = tools
    asked = expressions.condition(question.row)
    if depth:
        findings.add("nested-group", question.row.at("type"), name=question.name)
        return _Group(question.row, asked)
    section = _section(question, items)
    if asked is not None:
        section["ask_when"] = asked
    if section.get("title") and not form.own:
        findings.add("group-label", next(iter(section["title"].values())).place)
    found.listed.append({**section, "items": []})
    return _Group(question.row)


def _section(question: Question, items: Items) -> Plain:
    row = question.row
    section: Plain = {"section": told(row.get("name") or Cell(question.id, row.place), question.id)}
    title = items.texts(row, "label")
    if title and not _only_a_name(title, question):
        section["title"] = title
    order = row.get(PREFIX + "order")
    if order is not None:
        section["order"] = order
    if yes(row, "module"):
        section["module"] = True
    return section


def _only_a_name(title: dict[str, Cell], question: Question) -> bool:
    """True for the label that our export gave a section without a title, because ODK wants one."""
    return question.role == "section" and set(title.values()) == {question.id}


def _entry(
    question: Question, groups: Sequence[_Group], form: Form, tools: tuple[Expressions, Items, FormFindings]
) -> Plain:
    expressions, items, findings = tools
    asked: Any = expressions.condition(question.row)
    for group in reversed(groups[1:]):
        asked = _both(group.asked, asked)
    if question.member is None:
        entry = items.of(question)
        if asked is not None:
            entry["ask_when"] = asked
        return entry
    check_core(question, question.member, expressions.by_id, (form.survey, form.choices), findings)
    required = items.required(question.row)
    ask_when = None if asked is None else str(asked)
    entry = core_entry(str(question.member.core), question.member, required=required, ask_when=ask_when)
    if "ask_when" in entry and asked is not None:
        entry["ask_when"] = asked
    entry["use"] = told(question.row.get(PREFIX + "use") or Cell("", question.row.place), entry["use"])
    return entry


def _both(outer: Cell | None, inner: Cell | None) -> Cell | None:
    if outer is None or inner is None:
        return inner if outer is None else outer
    return told(inner, f"({outer}) and ({inner})")
