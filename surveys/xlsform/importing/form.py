"""Decides what a form consists of before it means anything: its tables, its languages, whether we wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from surveys.reading.core import Core
from surveys.wording import REQUIRED_LANGUAGES
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import MEDIA, PREFIX, Row, Table
from surveys.xlsform.sheets import Place, Sheets
from surveys.xlsform.tables import sheet_of, table_of
from surveys.xlsform.texts import language_of, title_of

ROW_LIMITS: Final[Mapping[str, int]] = {"settings": 10, "survey": 1_000, "choices": 5_000}
"""Rows of a sheet: five times the items that a questionnaire may have, and the districts of a country."""

_OTHER_SHEETS: Final = {
    "external_choices": "Put its choices on the sheet choices.",
    "entities": "Entities have no place in an interview.",
    "osm": "Ask with the type region or district.",
    "cascades": "Use choice_filter.",
}
_KEPT: Final[Mapping[str, frozenset[str]]] = {
    "settings": frozenset(
        {"form_title", "form_id", "version", "default_language", "style", "instance_name", "name"}
        | {"allow_choice_duplicates", "namespaces"}
    ),
    "survey": frozenset(
        {"type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"}
        | {"calculation", "choice_filter", "appearance", "parameters", "disabled", "repeat_count"}
    ),
    "choices": frozenset({"list_name", "name", "label"}),
}
"""Columns that are taken over, or that say nothing to a citizen in a chat."""
_INSTEAD: Final = {
    "default": "There are no answers given beforehand.",
    "required_message": "The bot says itself that an answer is required.",
    "guidance_hint": "Put what citizens must know into hint.",
    "read_only": "Use a note.",
    "trigger": "A calculation follows its answers at once.",
    **dict.fromkeys(MEDIA, "A text must do without it."),
}


@dataclass(frozen=True, slots=True)
class Form:
    """The sheets of a form. `own`: it was written by our export. `absent`: required languages without any text."""

    survey: Table
    choices: Table
    settings: Row
    languages: tuple[str, ...]
    absent: frozenset[str]
    own: bool


def form_of(sheets: Sheets, *, core: Core, findings: FormFindings) -> Form | None:
    """The form in the sheets; None, with the reason noted, where there are no questions to look at."""
    survey = sheet_of(sheets, "survey")
    if survey is None and len(sheets) == 1:
        survey = next(iter(sheets.values()))
    if survey is None:
        findings.add("no-sheet", Place("survey", 1), sheet="survey")
        return None
    for name, limit in ROW_LIMITS.items():
        count = len(sheet_of(sheets, name) or () if name != "survey" else survey)
        if count > limit:
            findings.add("too-many-rows", Place(name, limit + 1), sheet=name, count=count, limit=limit)
            return None
    for name, instead in _OTHER_SHEETS.items():
        if len(sheet_of(sheets, name) or ()) > 1:
            findings.add("dropped-sheet", Place(name, 1), sheet=name, instead=instead)
    settings = table_of(
        "settings", sheet_of(sheets, "settings") or (), default=None, spoken=core.languages, findings=findings
    )
    first = settings.rows[0] if settings.rows else Row(Place("settings", 2))
    default = language_of(first.get("default_language") or "")
    tables = [
        table_of(name, rows, default=default, spoken=core.languages, findings=findings)
        for name, rows in (("survey", survey), ("choices", sheet_of(sheets, "choices") or ()))
    ]
    for column in ("type", "name"):
        if not tables[0].has(column):
            findings.add("no-column", Place("survey", 1, column), column=column)
    own = first.get(PREFIX + "form") is not None
    for table in (settings, *tables):
        _dropped(table, findings)
    languages, absent = _languages(first, tables, findings)
    return Form(tables[0], tables[1], first, languages, absent, own)


def _languages(
    settings: Row, tables: Iterable[Table], findings: FormFindings
) -> tuple[tuple[str, ...], frozenset[str]]:
    """The languages of the questionnaire, and those of them that the form has nothing in."""
    found = list(dict.fromkeys(language for table in tables for language in table.languages()))
    listed = settings.get(PREFIX + "languages")
    if listed is not None:
        found = listed.split()
    absent = [language for language in REQUIRED_LANGUAGES if language not in found]
    for language in () if findings.refused and not found else absent:
        findings.add("no-language", Place("survey", 1, "label"), title=title_of(language))
    ordered = [*REQUIRED_LANGUAGES, *(each for each in found if each not in REQUIRED_LANGUAGES)]
    return tuple(listed.split() if listed is not None and not absent else ordered), frozenset(absent)


def _dropped(table: Table, findings: FormFindings) -> None:
    """A column of ODK's is named at each of its cells, any other once."""
    for row in table.rows:
        for (key, _), cell in row.cells.items():
            if key in _KEPT[table.name] or key.startswith(PREFIX) or not _unfiltered(table, key):
                continue
            whole = Place(table.name, 1, cell.place.column)
            instead = _INSTEAD.get(key, "Nothing here depends on it.")
            place = cell.place if key in _INSTEAD else whole
            findings.add("dropped-column", place, column=cell.place.column, instead=instead)


def _unfiltered(table: Table, key: str) -> bool:
    """Other columns of the sheet choices are there for choice_filter."""
    return table.name != "choices" or key in MEDIA
