"""Decides how a codebook is read by people and by tables: as Markdown, and as CSV with one row for each value."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from surveys.questionnaire import Questionnaire
from surveys.variable import Variable
from surveys.versions import fingerprint

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Beginnings that a spreadsheet takes for a formula (OWASP, CSV injection)."""

_LEVELS = {
    "nominal": "codes without an order",
    "ordinal": "codes from worst to best",
    "scale": "a number",
    "text": "a text",
}


def markdown(questionnaire: Questionnaire, found: Sequence[Variable]) -> str:
    """The codebook to read: the questionnaire, then each variable with its codes."""
    languages = questionnaire.languages
    lines = [f"# {' · '.join(questionnaire.title[language] for language in languages)}", ""]
    lines += [f"- questionnaire: `{questionnaire.id}`, version `{fingerprint(questionnaire)}`"]
    lines += [f"- languages: {', '.join(languages)}"]
    lines += [f"- source: {_cell(questionnaire.source)}"] if questionnaire.source else []
    lines += [f"- licence: {_cell(questionnaire.licence)}"] if questionnaire.licence else []
    lines += [f"- variables: {len(found)}; an empty cell means not asked, or skipped", ""]
    for variable in found:
        lines += [f"## {variable.name}", ""]
        lines += [
            f"- {language}: {_cell(variable.label.get(language, ''))}"
            for language in languages
            if variable.label
        ]
        lines += [f"- {name}: {value}" for name, value in _facts(variable)]
        if variable.values:
            lines += ["", *_values(variable, languages)]
        lines.append("")
    return "\n".join(lines)


def table(questionnaire: Questionnaire, found: Iterable[Variable]) -> str:
    """The codebook as CSV (RFC 4180): a row for each value, one row for a variable without codes."""
    languages = questionnaire.languages
    columns = ["variable", "item", "option", "type", "level", "measures", "means", "base", "required", "core"]
    columns += [f"text_{language}" for language in languages]
    columns += ["code", "score", "missing", *(f"label_{language}" for language in languages)]
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    for variable in found:
        row = [
            variable.name,
            variable.item,
            variable.option,
            variable.type,
            variable.level,
            variable.measures,
            variable.means,
        ]
        row += [variable.base, _yes(variable.required), variable.core]
        row += [variable.label.get(language, "") for language in languages]
        nothing = [["", "", "", *("" for _ in languages)]]
        values = [
            [
                value.code,
                _number(value.score),
                _yes(value.missing),
                *(value.label.get(each, "") for each in languages),
            ]
            for value in variable.values
        ]
        for value in values or nothing:
            writer.writerow([_harmless(cell) for cell in [*row, *value]])
    return written.getvalue()


def _facts(variable: Variable) -> Iterable[tuple[str, str]]:
    option = f", option `{variable.option}`" if variable.option else ""
    yield "item", f"`{variable.item}` ({variable.type}{option})"
    yield "values", _LEVELS[variable.level]
    if variable.unit:
        yield "unit", " · ".join(variable.unit.values())
    if variable.measures:
        yield "measures", f"`{variable.measures}`"
    if variable.means:
        yield "scores speak of", f"`{variable.means}`"
    if variable.core:
        yield "core item", f"`{variable.core}`"
    yield "asked of", f"`{variable.base}`" if " " in variable.base else variable.base
    yield "may be skipped", "no" if variable.required else "yes"


def _values(variable: Variable, languages: Sequence[str]) -> list[str]:
    scored = any(value.score is not None for value in variable.values)
    head = ["code", *(["score"] if scored else []), *languages, "counts as"]
    rows = [
        [
            f"`{value.code}`",
            *([_number(value.score)] if scored else []),
            *(value.label.get(language, "") for language in languages),
            "missing" if value.missing else "an answer",
        ]
        for value in variable.values
    ]
    return [_row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """One line, in which nothing ends the cell or begins a tag."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _number(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


FORMATS: Mapping[str, str] = {"md": "Markdown", "csv": "CSV"}
