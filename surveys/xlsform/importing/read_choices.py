"""Decides what the lists on the sheet `choices` hold: codes of ours, and the standard codes among them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from surveys.answers import MISSING_CODES
from surveys.reading.core import Core
from surveys.xlsform.importing.form import Form
from surveys.xlsform.importing.naming import fit_code
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX, Row
from surveys.xlsform.sheets import Cell

_MEANT: Final = {
    "97": re.compile(
        r"қатысы жоқ|қолданбад|пайдаланбад|не относится|не примен|не пользов|appl|n/a|did not use",
        re.IGNORECASE,
    ),
    "98": re.compile(r"білмеймін|қиналамын|не знаю|затрудн|know|unsure", re.IGNORECASE),
    "99": re.compile(
        r"бергім келмейді|бас тарт|не хочу|отказ|не желаю|refus|prefer not|rather not", re.IGNORECASE
    ),
}
"""Words by which a label shows that the form means by a code what the standard means by it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a list. `code`: ours; `standard`: it is one of 97, 98 and 99."""

    row: Row
    name: Cell
    code: str
    standard: bool = False

    @property
    def score(self) -> Fraction | None:
        """What the code stands for on a scale."""
        cell = self.row.get(PREFIX + "score")
        try:
            return Fraction(cell) if cell is not None else None
        except (ValueError, ZeroDivisionError):
            return None


Lists = Mapping[str, Sequence[Choice]]
"""List name -> its choices, in their order."""


def choice_lists(form: Form, *, core: Core, findings: FormFindings) -> Lists:
    """All lists of the form."""
    found: dict[str, list[Row]] = {}
    for row in form.choices.rows:
        name, code = row.get("list_name"), row.get("name")
        if name is None:
            findings.add("choice-without-list", row.at("list_name"))
        elif code is None:
            findings.add("choice-without-name", row.at("name"))
        else:
            found.setdefault(str(name), []).append(row)
    return {name: _choices(rows, form, core, findings) for name, rows in found.items()}


def scale_for(name: str, choices: Sequence[Choice], core: Core) -> str | None:
    """The scale that a list is: the core's whose codes and labels it has, its own if each choice has a score."""
    real = [choice for choice in choices if not choice.standard]
    for scale, options in core.scales.items():
        if len(real) == len(options) and all(map(_is_point, real, options)):
            return scale
    return name if real and all(choice.score is not None for choice in real) else None


def scores_of(choices: Sequence[Choice], scale: str | None, core: Core) -> dict[str, Fraction]:
    """What each code stands for: as the form says, or as the core's scale does."""
    known = {str(option["code"]): option.get("score") for option in core.scales.get(scale or "", ())}
    found = {each.code: each.score for each in choices if not each.standard}
    found = {code: known.get(code) if score is None else score for code, score in found.items()}
    return {code: Fraction(str(score)) for code, score in found.items() if score is not None}


def _is_point(choice: Choice, option: Mapping[str, Any]) -> bool:
    labels = choice.row.texts("label")
    same = all(option["label"].get(language) == label for language, label in labels.items())
    return choice.code == str(option["code"]) and option.get("score") is not None and bool(labels) and same


def _choices(rows: Sequence[Row], form: Form, core: Core, findings: FormFindings) -> list[Choice]:
    found: list[Choice] = []
    fitting = {str(row.get("name")) for row in rows}
    taken: set[str] = set(MISSING_CODES)
    for number, row in enumerate(rows, start=1):
        name = row.get("name")
        if name is None:
            continue
        standard = name in MISSING_CODES and _is_standard(row, name, form, core, findings)
        if standard or str(name) in {choice.name for choice in found}:
            found.append(
                Choice(row, name, str(name), standard)
            )  # a code that stands twice is for the reader to see
            continue
        others = taken | (fitting - {str(name)})
        code = fit_code(str(name), others, f"option_{number}")
        taken.add(code)
        if name in MISSING_CODES:
            label = " / ".join(core.missing[str(name)]["label"].values())
            findings.add("reserved-code", name.place, old=name, new=code, standard=label)
        elif code != name:
            findings.add("renamed-code", name.place, old=name, new=code)
        found.append(Choice(row, name, code))
    return found


def _is_standard(row: Row, name: Cell, form: Form, core: Core, findings: FormFindings) -> bool:
    """True where the form means by 97, 98 or 99 what we mean; the label is ours from now on."""
    labels = row.texts("label")
    ours = core.missing[str(name)]["label"]
    changed = {language: cell for language, cell in labels.items() if cell != ours.get(language, cell)}
    if not changed:
        return True
    if not form.own and not any(_MEANT[str(name)].search(cell) for cell in labels.values()):
        return False
    for language, cell in changed.items():
        findings.add("standard-label", cell.place, code=name, standard=ours[language])
    return True
