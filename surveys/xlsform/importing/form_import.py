"""Decides what questionnaire a form of ODK or KoboToolbox is, and lists all that it could not become."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys import reading
from surveys.reading.core import Core
from surveys.reading.problems import QuestionnaireError
from surveys.reading.translations import KEYS
from surveys.reading.yaml_nodes import compose
from surveys.writing.author_form import scaled
from surveys.writing.own_options import Plain
from surveys.writing.questionnaire_file import write_plain
from surveys.xlsform.importing.entries import entries_of
from surveys.xlsform.importing.expressions import Expressions
from surveys.xlsform.importing.form import Form, form_of
from surveys.xlsform.importing.head import head_of
from surveys.xlsform.importing.item_entries import Items
from surveys.xlsform.importing.origins import Origins
from surveys.xlsform.importing.questions import questions
from surveys.xlsform.importing.read_choices import choice_lists
from surveys.xlsform.problems import FormFindings, FormProblem
from surveys.xlsform.sheets import Place, Sheets


@dataclass(frozen=True, slots=True)
class Imported:
    """The questionnaire's text, None where the form is refused; and every problem, at its cell.

    A text may still have errors: what `survey check` would say of it is among the problems.
    """

    text: str | None
    problems: tuple[FormProblem, ...]

    @property
    def publishable(self) -> bool:
        """True where nothing forbids publishing the questionnaire as it is."""
        return self.text is not None and not any(each.level == "error" for each in self.problems)


def import_form(sheets: Sheets, *, core: Core, name: str = "imported_form") -> Imported:
    """The questionnaire that the sheets of a form are. `name`: its id, if the form has no form_id."""
    findings = FormFindings()
    form = form_of(sheets, core=core, findings=findings)
    if form is None or findings.refused:
        return Imported(None, findings.in_order())
    lists = choice_lists(form, core=core, findings=findings)
    asked = questions(form, lists, core=core, findings=findings)
    expressions = Expressions(asked, form.choices, findings)
    items = Items(form, expressions, core, findings)
    entries = entries_of(form, asked, expressions, items, findings)
    head = head_of(form, entries.introduction, name=name, findings=findings)
    refused = findings.refused
    scales = scaled(entries.own, core)
    data = {**head, **({"scales": scales} if scales else {}), "items": entries.listed}
    _check(data, form, core, findings)
    return Imported(None if refused else write_plain(data), findings.in_order())


def _check(data: Plain, form: Form, core: Core, findings: FormFindings) -> None:
    """What the reader says of the questionnaire, at the cells of the form.

    A language without any text is one problem, told before: its texts are filled from another language meanwhile.
    """
    whole, refused = _filled(data, form), findings.refused
    text = write_plain(whole)
    problems = reading.check(text, core=core)[1]
    try:
        origins = Origins(whole, compose(text, []), (form.survey, form.choices))
    except QuestionnaireError:
        origins = None
    heard = []
    for each in problems:
        language = each.values.get("language")
        if language in form.absent:
            continue
        place = origins.place(each.line, each.column, language) if origins is not None else Place("survey", 1)
        if not findings.refused_at(place) and not (refused and each.code == "no-items"):
            heard.append(FormProblem(each.code, each.level, place, each.sentence()))
    for problem in heard:  # only now: what the reader says of a row hides nothing else that it says of it
        findings.note(problem)


def _filled(data: Any, form: Form, key: str = "") -> Any:
    if isinstance(data, Mapping):
        if key in KEYS and data and all(isinstance(text, str) for text in data.values()):
            first = next(iter(data.values()))
            return {**{each: first for each in form.languages if each in form.absent}, **data}
        return {each: _filled(inside, form, str(each)) for each, inside in data.items()}
    return [_filled(inside, form) for inside in data] if isinstance(data, list) else data
