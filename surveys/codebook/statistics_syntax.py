"""Decides how a codebook is said to SPSS and to Stata: labels, values, what is missing, over data that is open there.

Text codes stay texts in SPSS; Stata labels whole numbers only, so there they become numbers in the codebook's order.
Stata holds the labels of all languages at once (`label language ru`), SPSS those of one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveys.variable import Value, Variable

SPSS_LABEL = 255
SPSS_VALUE = 120
"""Bytes of UTF-8 that SPSS keeps of a variable's and of a value's label."""
SPSS_PIECE = 180
"""Bytes of a quoted piece: older versions cut lines at 256."""
STATA_NAME = 32
STATA_LABEL = 80
"""Characters that Stata keeps of a name and of a variable's label."""

EXTENDED: Mapping[str, str] = {"97": ".a", "98": ".b", "99": ".c"}
"""Stata's missing values that keep the reason."""

_SPSS_WORDS = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
_STATA_WORDS = frozenset(
    re.findall(
        r"\w+",
        """aggregate array boolean break byte case catch class colvector complex const continue default delegate delete
        do double else eltypedef end enum explicit export external float for friend function global goto if in inline
        int local long mata matrix namespace new numeric null operator orgtypedef pointer polymorphic pragma private
        protected public quad real return rowvector scalar short signed static strl string struct super switch template
        this throw transmorphic try typedef typename union unsigned using vector version virtual void volatile while
        with""",
    )
)
"""Words that cannot be names."""
_SPSS_LEVELS = {"nominal": "NOMINAL", "ordinal": "ORDINAL", "scale": "SCALE", "text": "NOMINAL"}


def spss(found: Sequence[Variable], language: str) -> str:
    """SPSS syntax for an open data set: variable and value labels in one language, missing values, levels."""
    names = _names([variable.name for variable in found], _SPSS_WORDS, 64)
    named = list(zip(names, found, strict=True))
    lines = ["* Encoding: UTF-8.", f"* Labels of the questionnaire's variables, language {language}.", ""]
    lines += _spss_command(
        "VARIABLE LABELS",
        [
            f"{name} {_spss_text(variable.label[language], SPSS_LABEL)}"
            for name, variable in named
            if variable.label
        ],
    )
    for name, variable in named:
        if variable.values:
            pairs = [
                f"{_spss_code(value, variable)} {_spss_text(value.label.get(language, ''), SPSS_VALUE)}"
                for value in variable.values
            ]
            lines += _spss_command(f"VALUE LABELS {name}", pairs, between="")
    missing = [
        f"{name} ({', '.join(_spss_code(value, variable) for value in variable.values if value.missing)})"
        for name, variable in named
        if any(value.missing for value in variable.values)
    ]
    lines += _spss_command("MISSING VALUES", missing)
    levels = [f"{name} ({_SPSS_LEVELS[variable.level]})" for name, variable in named]
    lines += _spss_command("VARIABLE LEVEL", levels)
    lines += ["EXECUTE."]
    return "\n".join(lines) + "\n"


def stata(found: Sequence[Variable], languages: Sequence[str]) -> str:
    """A Stata do-file (14 or later, UTF-8) for open data: labels in every language, missing values .a, .b and .c."""
    names = _names([variable.name for variable in found], _STATA_WORDS, STATA_NAME)
    named = list(zip(names, found, strict=True))
    lines = [
        "version 14",
        "* Labels of the questionnaire's variables; `label language` changes the language.",
    ]
    for name, variable in named:
        lines += _stata_numbers(name, variable)
    for place, language in enumerate(languages):
        lines += ["", f"label language {language}, {'new' if place else 'rename'}"]
        for name, variable in named:
            if language in variable.label:
                lines += _stata_label(name, variable.label[language], language)
            if variable.values:
                lines += _stata_values(name, variable, place, language)
    if len(languages) > 1:
        lines += ["", f"label language {languages[0]}"]
    return "\n".join(lines) + "\n"


def _names(wanted: Iterable[str], reserved: frozenset[str], longest: int) -> list[str]:
    """Names that the package takes, each once."""
    found: list[str] = []
    for name in wanted:
        short = name[:longest] if name.lower() not in reserved else f"{name}_item"
        number = 2
        while short in found:
            short = f"{name[: longest - len(str(number)) - 1]}_{number}"
            number += 1
        found.append(short)
    return found


# SPSS


def _spss_command(command: str, parts: Sequence[str], between: str = "/") -> list[str]:
    if not parts:
        return []
    first, *rest = parts
    return [command, f"  {first}", *(f"  {between}{each}" for each in rest), "  .", ""]


def _spss_code(value: Value, variable: Variable) -> str:
    return value.code if variable.numeric else f"'{value.code}'"


def _spss_text(text: str, longest: int) -> str:
    """A literal, in pieces joined by + where it is long. A quote inside is written twice."""
    pieces = [piece.replace('"', '""') for piece in _pieces(_cut(_line(text), longest))]
    return " +\n    ".join(f'"{piece}"' for piece in pieces)


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for letter in text:
        if len((piece + letter).encode()) > SPSS_PIECE:
            yield piece
            piece = ""
        piece += letter
    yield piece


def _cut(text: str, longest: int) -> str:
    """At most `longest` bytes of UTF-8."""
    if len(text.encode()) <= longest:
        return text
    kept = text.encode()[: longest - len("…".encode())]
    return kept.decode(errors="ignore") + "…"


# Stata


def _stata_numbers(name: str, variable: Variable) -> list[str]:
    """Text codes become numbers, and missing codes Stata's own missing values."""
    if not variable.values:
        return []
    if variable.numeric:
        codes = [value.code for value in variable.values if value.missing]
        recoded = " \\ ".join(f"{code}={EXTENDED[code]}" for code in codes)
        return [f"mvdecode {name}, mv({recoded})"] if codes else []
    new = f"{name[: STATA_NAME - 2]}_n"
    lines = ["", f"generate int {new} = ."]
    for value, number in _numbered(variable):
        lines.append(f'replace {new} = {number} if {name} == "{value.code}"')
    return [*lines, f"drop {name}", f"rename {new} {name}"]


def _stata_label(name: str, text: str, language: str) -> list[str]:
    """The label; what is too long for one stands whole in a note."""
    label = f"label variable {name} {_stata_text(text, STATA_LABEL)}"
    return (
        [label]
        if len(_line(text)) <= STATA_LABEL
        else [label, f"notes {name}: {language}: {_stata_safe(_line(text))}"]
    )


def _stata_values(name: str, variable: Variable, place: int, language: str) -> list[str]:
    label = f"{name[: STATA_NAME - 3]}_{language}"[:STATA_NAME]
    pairs = [
        f"{number} {_stata_text(value.label.get(language, ''))}" for value, number in _numbered(variable)
    ]
    return [f"label define {label} {' '.join(pairs)}", f"label values {name} {label}"]


def _numbered(variable: Variable) -> Iterator[tuple[Value, str]]:
    for number, value in enumerate(variable.values, start=1):
        plain = value.code if variable.numeric else str(number)
        yield value, EXTENDED[value.code] if value.missing else plain


def _stata_text(text: str, longest: int = 32_000) -> str:
    """A literal in which no macro is expanded."""
    short = _line(text) if len(_line(text)) <= longest else _line(text)[: longest - 1] + "…"
    safe = _stata_safe(short)
    return f'`"{safe}"\'' if '"' in safe else f'"{safe}"'


def _stata_safe(text: str) -> str:
    return re.sub(r"([`$])", r"\\\1", text)


def _line(text: str) -> str:
    return " ".join(text.split())
