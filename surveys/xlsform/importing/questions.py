"""Decides which rows of the sheet `survey` are questions, what each is called, and what expressions may know of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from surveys.answers import MISSING_CODES, Kind
from surveys.item import Item
from surveys.items import item_types
from surveys.reading.core import Core
from surveys.reading.findings import guess
from surveys.writing.author_form import core_members
from surveys.xlsform.facts import Facts
from surveys.xlsform.importing.form import Form
from surveys.xlsform.importing.naming import fit_name
from surveys.xlsform.importing.question_types import (
    BEGIN,
    DROPPED,
    END,
    RECORDED,
    REFUSED,
    QuestionType,
    question_type,
)
from surveys.xlsform.importing.read_choices import Choice, Lists, scale_for, scores_of
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX, Row
from surveys.xlsform.sheets import Cell
from surveys.xlsform.types import FormType, form_types, usual_types

Role = Literal["item", "begin", "end", "introduction", "section", "left-out"]

_NAMELESS: Final = frozenset({"note", END})
"""Types that pyxform lets stand without a name."""
_TRUE: Final = frozenset({"yes", "true", "true()", "1"})


@dataclass(frozen=True, slots=True)
class Question:
    """One row. `id` and `type` are ours; `member` is the core item that it uses, `scale` what a rating is on."""

    row: Row
    role: Role
    asked: QuestionType
    id: str
    type: str = ""
    choices: Sequence[Choice] = ()
    member: Item | None = None
    scale: str | None = None
    scores: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the form calls it."""
        return str(self.row.get("name") or self.id)

    @property
    def facts(self) -> Facts:
        """What expressions may do with it."""
        if self.member is not None:
            return form_types()[self.member.type].facts(self.member, self.name)
        model = item_types().get(self.type)
        kind: Kind = model.kind if model is not None else "text"
        choices = self.choices if self.selects else ()
        return Facts(
            id=self.id,
            name=self.name,
            kind=kind,
            codes={str(each.name): each.code for each in choices},
            scores=self.scores if kind == "number" and self.selects else {},
            missing=MISSING_CODES & {each.code for each in choices if each.standard},
            order=self.form.order,
        )

    @property
    def form(self) -> FormType[Any]:
        """What its type is in a form."""
        return form_types()[self.type]

    @property
    def selects(self) -> bool:
        """True where ODK lets choose from a list."""
        return self.asked.command.startswith("select")


def questions(form: Form, lists: Lists, *, core: Core, findings: FormFindings) -> list[Question]:
    """Every row that means something, in its order."""
    reading = _Reading(form, lists, core, findings)
    return [question for row in form.survey.rows for question in reading.of(row)]


class _Reading:
    def __init__(self, form: Form, lists: Lists, core: Core, findings: FormFindings) -> None:
        self._form = form
        self._lists = lists
        self._core = core
        self._findings = findings
        self._items: set[str] = set()
        self._sections: set[str] = set()
        names = (row.get("name") for row in form.survey.rows)
        self._fitting = {str(name) for name in names if name is not None and fit_name(name, (), "q") == name}

    def of(self, row: Row) -> Iterator[Question]:
        """What the row is; nothing for one that is not taken over, which is noted."""
        written = row.get("type")
        if (row.get("disabled") or "").casefold() in _TRUE:
            return
        if written is None:
            if row.get("name") or row.texts("label"):
                self._findings.add("no-type", row.at("type"))
            return
        asked = question_type(written)
        part = row.get(PREFIX + "part")
        if part == "introduction":
            yield Question(row, "introduction", asked, "")
        elif part == "section":
            yield Question(row, "section", asked, self._name(row, self._sections))
        elif part is None:
            yield from self._question(row, written, asked)

    def _question(self, row: Row, written: Cell, asked: QuestionType) -> Iterator[Question]:
        command = asked.command
        if command == END:
            yield Question(row, "end", asked, "")
        elif command in REFUSED:
            self._findings.add(REFUSED[command], written.place, type=written)
        elif row.get("name") is None and command not in _NAMELESS:
            self._findings.add("no-name", row.at("name"))
        elif command == BEGIN:
            yield Question(row, "begin", asked, self._name(row, self._sections))
        elif command in usual_types():
            yield self._item(row, asked)
        else:
            self._left_out(written, command)
            yield Question(row, "left-out", asked, str(row.get("name")))

    def _left_out(self, written: Cell, command: str) -> None:
        if command in RECORDED:
            self._findings.add("dropped-record", written.place, type=written)
        elif command in DROPPED:
            self._findings.add("dropped-question", written.place, type=written, instead=DROPPED[command])
        else:
            near = guess(command, sorted(usual_types()), "Use a type that the manual names.")
            self._findings.add("unknown-type", written.place, type=written, instead=near)

    def _item(self, row: Row, asked: QuestionType) -> Question:
        own = row.get(PREFIX + "type")
        kind = str(own) if own in form_types() else usual_types()[asked.command]
        if own is not None and own not in form_types():
            near = guess(own, form_types(), f"Types: {', '.join(form_types())}.")
            self._findings.add("unknown-type", own.place, type=own, instead=near)
        if asked.command == "acknowledge":
            self._findings.add("acknowledge", row.at("type"), type=row.get("type"))
        list_name = asked.list_name or row.get(PREFIX + "list")
        choices = self._lists.get(str(list_name), ()) if list_name is not None else ()
        if list_name is not None and not choices:
            self._findings.add("no-list", row.at("type"), list=list_name)
        rated = next(name for name, each in form_types().items() if each.named_scale)
        scale = self._scale(row, asked, choices) if own in {None, rated} else None
        if own is None and scale is not None and not self._form.own and asked.command == "select_one":
            kind = rated
        used = row.get(PREFIX + "use")
        name = self._name(row, self._items)
        member = self._member(used, name) if used is not None else None
        scores = scores_of(choices, scale, self._core)
        return Question(row, "item", asked, name, kind, choices, member, scale, scores)

    def _scale(self, row: Row, asked: QuestionType, choices: Sequence[Choice]) -> str | None:
        """The scale of a rating: the one named, or what its list is where the form is not ours."""
        named = row.get(PREFIX + "scale")
        if named is not None or self._form.own:
            return named or asked.list_name
        found = scale_for(asked.list_name or "", choices, self._core)
        return found or (asked.list_name if row.get(PREFIX + "type") is not None else None)

    def _member(self, used: Cell, name: str) -> Item | None:
        """The core item that the row says it uses."""
        if used not in self._core.items:
            near = guess(used, self._core.items, "Clear saualnama_use to make it an item of your own.")
            self._findings.add("unknown-core", used.place, use=used, guess=near)
            return None
        members = {item.id: item for item in core_members(str(used), self._core)}
        if name not in members:
            expected = ", ".join(members)
            self._findings.add("core-changed", used.place, column="name", use=used, expected=expected)
        return members.get(name)

    def _name(self, row: Row, taken: set[str]) -> str:
        """The id: what our own export says, or the name in the form made to fit."""
        exact = row.get(PREFIX + "id")
        cell = exact if exact is not None else row.get("name")
        otherwise = f"q{row.place.row}"
        if cell is None:
            found = fit_name(otherwise, taken | self._fitting, otherwise)
        elif cell in self._fitting and cell not in taken:
            found = str(cell)
        else:
            found = fit_name(str(cell), taken | self._fitting, otherwise) if exact is None else str(cell)
            if found != cell:
                self._findings.add("renamed", cell.place, old=cell, new=found)
        taken.add(found)
        return found
