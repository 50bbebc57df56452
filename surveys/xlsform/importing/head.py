"""Decides what stands above the items of an imported questionnaire: its name, its title, what the settings say."""

from typing import Final

from surveys.writing.own_options import Plain
from surveys.xlsform.importing.form import Form
from surveys.xlsform.importing.naming import fit_name
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX
from surveys.xlsform.sheets import Cell, Place, told
from surveys.xlsform.texts import unguarded

INTRODUCTION: Final = {
    "kk": "Сауалнамаға қатысқаныңыз үшін рақмет.",
    "ru": "Спасибо, что принимаете участие в опросе.",
    "en": "Thank you for taking part in this survey.",
}
"""What is said before the first question where a form says nothing."""


def head_of(form: Form, introduction: dict[str, Cell], *, name: str, findings: FormFindings) -> Plain:
    """Everything but the scales and the items. `name`: of a form that has no form_id."""
    settings = form.settings
    given = settings.get("form_id")
    wanted = given if given is not None else Cell(name, Place("settings", 2, "form_id"))
    found: Plain = {
        "questionnaire": told(wanted, fit_name(str(wanted), (), "imported_form")),
        "languages": list(form.languages),
        "title": _title(form, wanted, findings),
        "introduction": introduction or _introduction(form, findings),
    }
    for key in ("source", "licence", "review", "partial_when"):
        cell = settings.get(PREFIX + key)
        if cell is not None:
            found[key] = told(cell, unguarded(cell))
    if not form.own:
        found["source"] = f"Imported from the XLSForm {wanted}."
    accepted = {
        key.removeprefix(f"{PREFIX}accept::"): told(cell, unguarded(cell))
        for (key, _), cell in settings.cells.items()
        if key.startswith(f"{PREFIX}accept::")
    }
    if accepted:
        found["accept"] = accepted
    modules = settings.get(PREFIX + "modules")
    if modules is not None:
        found["modules"] = int(modules) if modules.isdecimal() else modules
    return found


def _title(form: Form, wanted: Cell, findings: FormFindings) -> dict[str, Cell]:
    own = form.settings.texts(PREFIX + "title")
    if own:
        return {each: told(own[each], unguarded(own[each])) for each in form.languages if each in own}
    title = form.settings.get("form_title")
    if title is None:
        title = told(wanted, str(wanted))
    findings.add("one-title", title.place)
    return dict.fromkeys(_spoken(form), title)


def _introduction(form: Form, findings: FormFindings) -> dict[str, str]:
    if not form.own:
        findings.add("no-introduction", Place("settings", 1))
    return {language: INTRODUCTION[language] for language in _spoken(form) if language in INTRODUCTION}


def _spoken(form: Form) -> list[str]:
    return [language for language in form.languages if language not in form.absent]
