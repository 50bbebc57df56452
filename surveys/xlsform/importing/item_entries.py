"""Decides what a question of a form is as an item of a questionnaire file."""

import re
from typing import Final

from surveys.reading.core import Core
from surveys.writing.own_options import Plain
from surveys.xlsform.importing.expressions import INSTEAD, Expressions
from surveys.xlsform.importing.form import Form
from surveys.xlsform.importing.option_entries import YES, option_of, with_core_scale, with_other
from surveys.xlsform.importing.questions import Question
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX, Row
from surveys.xlsform.sheets import Cell, Place, told
from surveys.xlsform.texts import from_form
from surveys.xlsform.types import Checks, Given, form_types
from surveys.xlsform.xpath import XPathError

CHECK_AGAIN: Final = {
    "kk": "Жауабыңызды тексеріп, қайта жазыңыз.",
    "ru": "Проверьте ответ и напишите ещё раз.",
    "en": "Please check your answer and try again.",
}
"""What is said where a constraint has no message of its own."""
_NO: Final = frozenset({"no", "false", "false()", "0"})
_PARAMETER = re.compile(r"([A-Za-z_-]+)\s*=\s*([^\s;,]+)")
_SILENT: Final = frozenset({"rows", "value", "label", "quality", "max-pixels"})


class Items:
    """Makes the items of one form."""

    def __init__(self, form: Form, expressions: Expressions, core: Core, findings: FormFindings) -> None:
        self._form = form
        self._expressions = expressions
        self._core = core
        self._findings = findings

    def texts(self, row: Row, key: str) -> dict[str, Cell]:
        """A text of a row, with our placeholders, the questionnaire's languages first: a scale may speak more."""
        found = {language: self._text(cell) for language, cell in row.texts(key).items()}
        ordered = dict.fromkeys([*self._form.languages, *found])
        return {language: found[language] for language in ordered if language in found}

    def of(self, question: Question) -> Plain:
        """The item, with its options complete as after reading, and without its `ask_when`."""
        row = question.row
        item: Plain = {
            "id": told(row.get("name") or Cell(question.id, row.place), question.id),
            "type": told(row.get("type") or Cell("", row.place), question.type),
            "text": self.texts(row, "label"),
            "hint": self.texts(row, "hint"),
            "required": self.required(row),
        }
        measures = row.get(PREFIX + "measures")
        if measures is not None:
            item["measures"] = measures
        item |= question.form.keys(self._given(question))
        if question.choices or question.asked.other:
            self._options(question, item)
        self._checks(question, item)
        cell = row.get("calculation")
        if cell is not None and not question.form.calculated:
            self._drop(cell.place, "calculation", "There are no answers given beforehand.")
        return item

    def required(self, row: Row) -> bool:
        """True where there is no Skip button."""
        cell = row.get("required") or row.get(PREFIX + "required")
        if cell is None or cell.casefold() in _NO:
            return False
        if cell.casefold() not in YES:
            self._findings.add("required", cell.place)
            return False
        return True

    def _text(self, cell: Cell) -> Cell:
        def item(name: str) -> str:
            facts = self._expressions.known.get(name)
            if facts is None:
                self._findings.add("label-reference", cell.place, name=name)
            return facts.id if facts is not None else name

        return told(cell, from_form(str(cell), item))

    def _options(self, question: Question, item: Plain) -> None:
        """Those of the list, and after them the standard codes."""
        offers = self._expressions.offers(question)
        real: list[Plain] = []
        for choice, offer in zip(question.choices, offers, strict=True):
            if offer is False:
                self._findings.add("never-offered", choice.name.place, code=choice.name, name=question.name)
            elif not choice.standard:
                real.append(option_of(choice, self.texts(choice.row, "label"), offer))
        real = with_core_scale(item, real, self._core)
        if question.asked.other:
            real = with_other(real, self._spoken(), question.row.at("type"))
        standard = [choice.code for choice in question.choices if choice.standard]
        item["options"] = [*real, *(self._core.missing[code] for code in standard)]
        item["missing"] = standard

    def _spoken(self) -> list[str]:
        """The languages that the form has texts in."""
        return [language for language in self._form.languages if language not in self._form.absent]

    def _given(self, question: Question) -> Given:
        """The row, for the type to read its own keys from; what belongs to other types is noted."""
        row, form = question.row, question.form
        cell = row.get("parameters")
        parameters = {key.casefold(): value for key, value in _PARAMETER.findall(cell or "")}
        for key, value in parameters.items():
            if key not in _SILENT and key not in form.parameters:
                instead = (
                    "Options keep one order; put questions into a section with order: random."
                    if key in {"randomize", "seed"}
                    else "Nothing here depends on it."
                )
                self._drop(row.at("parameters"), f"{key}={value}", instead)
        others = frozenset[str]().union(*(each.own_columns for each in form_types().values()))
        for (key, _), cell in row.cells.items():
            if key in others - form.own_columns:
                self._drop(cell.place, cell.place.column, f"It says nothing of the type {question.type}.")
        return Given(
            row=row,
            command=question.asked.command,
            texts=lambda key: self.texts(row, key),
            parameters=parameters,
            scale=question.scale,
            value=self._expressions.values.get(question.id),
            drop=lambda parameter, instead: self._drop(row.at("parameters"), parameter, instead),
        )

    def _drop(self, place: Place, parameter: str, instead: str) -> None:
        self._findings.add("parameter", place, parameter=parameter, instead=instead)

    def _checks(self, question: Question, item: Plain) -> None:
        """The constraint: what the type checks by itself, and a `valid_when` for the rest."""
        row = question.row
        cell, message = row.get("constraint"), self.texts(row, "constraint_message")
        exact = row.get(PREFIX + "valid_when")
        if cell is None:
            if exact is not None and not question.asked.command.startswith("select"):
                item["valid_when"] = exact
                item["valid_message"] = message
            return
        try:
            trees, valid = self._expressions.parts(question, cell)
        except XPathError as error:
            self._findings.add("constraint", cell.place, detail=error, instead=INSTEAD)
            return
        worded = message and not self._form.own and question.form.own_message
        codes = {str(choice.name): choice.code for choice in question.choices}
        checks = Checks(question.asked.command, codes)
        checks.rest += [tree for tree in trees if worded or not question.form.takes(tree, checks)]
        self._bounds(checks, item)
        for option in item.get("options", ()):
            if str(option["code"]) in checks.standing_alone:
                option["exclusive"] = True
        if checks.rest:
            valid = self._expressions.valid(question, cell, checks.rest) or valid
        if valid is not None:
            item["valid_when"] = valid
            item["valid_message"] = message or self._standard_message(cell)
        elif message and not checks.rest:
            place = next(iter(message.values())).place
            self._findings.add("dropped-message", place)

    def _bounds(self, checks: Checks, item: Plain) -> None:
        for key, given in checks.given.items():
            item[key] = {**item.get(key, {}), **given} if isinstance(given, dict) else given

    def _standard_message(self, cell: Cell) -> dict[str, Cell]:
        self._findings.add("standard-message", cell.place)
        return {each: told(cell, CHECK_AGAIN[each]) for each in self._spoken() if each in CHECK_AGAIN}
