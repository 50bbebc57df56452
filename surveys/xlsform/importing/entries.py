"""Decides how the rows of a form become the entries of a questionnaire: groups are sections, one level deep."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from surveys.item import Item
from surveys.writing.author_form import core_entry
from surveys.writing.own_options import Plain
from surveys.xlsform.importing.core_rows import check_core, used_once
from surveys.xlsform.importing.expressions import Expressions
from surveys.xlsform.importing.form import Form
from surveys.xlsform.importing.item_entries import Items
from surveys.xlsform.importing.option_entries import says_yes
from surveys.xlsform.importing.questions import Question
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX, Row
from surveys.xlsform.sheets import Cell, told


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
    placing = _Placing(form, expressions, items, findings)
    for question in questions:
        placing.take(question)
    return placing.finished()


class _Placing:
    """The entries so far, and the groups that are open."""

    def __init__(self, form: Form, expressions: Expressions, items: Items, findings: FormFindings) -> None:
        self._form = form
        self._expressions = expressions
        self._items = items
        self._findings = findings
        self._found = Entries()
        self._groups: list[_Group] = []

    def take(self, question: Question) -> None:
        """The next row."""
        match question.role:
            case "introduction":
                self._found.introduction = self._items.texts(question.row, "label")
            case "begin":
                self._groups.append(self._begin(question))
            case "end":
                self._end(question)
            case "section":
                self._found.listed.append({**_section(question, self._items), "items": []})
            case "item" if not question.form.calculated or question.id in self._expressions.values:
                self._item(question)

    def finished(self) -> Entries:
        """All of them; a group that is still open is noted."""
        for group in self._groups:
            self._findings.add("open-group", group.row.at("type"), name=group.row.get("name") or "")
        for entry in self._found.listed:
            if "section" in entry:
                entry["items"] = used_once(entry["items"])
        self._found.listed = used_once(self._found.listed)
        return self._found

    def _begin(self, question: Question) -> _Group:
        asked = self._expressions.condition(question.row)
        if self._groups:
            self._findings.add("nested-group", question.row.at("type"), name=question.name)
            return _Group(question.row, asked)
        section = _section(question, self._items)
        if asked is not None:
            section["ask_when"] = asked
        if section.get("title") and not self._form.own:
            self._findings.add("group-label", next(iter(section["title"].values())).place)
        self._found.listed.append({**section, "items": []})
        return _Group(question.row)

    def _end(self, question: Question) -> None:
        if self._groups:
            self._groups.pop()
        else:
            self._findings.add("stray-end", question.row.at("type"))

    def _item(self, question: Question) -> None:
        asked = self._expressions.condition(question.row)
        for group in reversed(self._groups[1:]):
            asked = _both(group.asked, asked)
        if question.member is None:
            entry = self._items.of(question)
            if asked is not None:
                entry["ask_when"] = asked
            self._found.own.append(entry)
        else:
            entry = self._core(question, question.member, asked)
        (self._found.listed[-1]["items"] if self._groups else self._found.listed).append(entry)

    def _core(self, question: Question, member: Item, asked: Cell | None) -> Plain:
        """A reference to the core, if the wording is still the core's."""
        tables = (self._form.survey, self._form.choices)
        check_core(question, member, self._expressions.by_id, tables, self._findings)
        required = self._items.required(question.row)
        ask_when = None if asked is None else str(asked)
        entry = core_entry(str(member.core), member, required=required, ask_when=ask_when)
        if entry.get("ask_when") is not None:
            entry["ask_when"] = asked
        used = question.row.get(PREFIX + "use") or Cell("", question.row.place)
        return {**entry, "use": told(used, entry["use"])}


def _section(question: Question, items: Items) -> Plain:
    row = question.row
    section: Plain = {"section": told(row.get("name") or Cell(question.id, row.place), question.id)}
    title = items.texts(row, "label")
    if title and not _only_a_name(title, question):
        section["title"] = title
    order = row.get(PREFIX + "order")
    if order is not None:
        section["order"] = order
    if says_yes(row, "module"):
        section["module"] = True
    return section


def _only_a_name(title: dict[str, Cell], question: Question) -> bool:
    """True for the label that our export gave a section without a title, because ODK wants one."""
    return question.role == "section" and set(title.values()) == {question.id}


def _both(outer: Cell | None, inner: Cell | None) -> Cell | None:
    if outer is None or inner is None:
        return inner if outer is None else outer
    return told(inner, f"({outer}) and ({inner})")
