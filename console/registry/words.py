"""Decides how what is wrong with a registry file is said: where, what, and what to do, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from console.data_file_words import short
from console.registry.findings import Finding, Key, letters
from console.registry.headers import header
from locales.catalogs import Words
from locales.marking import marked

KEPT: Final = 1_000
"""Mistakes that are told one by one; of files with more of them the rest is counted."""
WARNED: Final = 20
"""Warnings that are told one by one: more would hide the result."""

_MORE = marked("… and {n} more")

FINDINGS: Mapping[Key, str] = {
    "column-missing": marked("There is no column {column}. Add it."),
    "column-twice": marked("This column stands twice. Remove one of them."),
    "column-unknown": marked("There is no such column here. Remove it, or use one of: {known}."),
    "column-unknown-near": marked(
        "There is no such column here. Did you mean {guess}? If not, remove the column."
    ),
    "column-unnamed": marked("This column has no header. Name it, or remove it."),
    "kind-unclear": marked(
        "It cannot be told what stands here. Agencies have the columns code, kind, kk and ru; services have code, "
        "agency, kk and ru; offices have region beside these. Correct the headers, which are the first row."
    ),
    "more-cells": marked(
        "The row has more cells than there are headers. Put a cell that holds a separator in quotes."
    ),
    "no-rows": marked("There are no rows under the headers. Enter at least one."),
    "bad-count": marked("{value} is no whole number of people. Enter digits only, or nothing."),
    "bad-day": marked("{value} is no day. Enter it like this: 2026-01-31 or 31.01.2026."),
    "bad-kind": marked("{value} is no kind of agency. Enter central, local or other."),
    "bad-truth": marked("{value} is neither yes nor no. Enter one of them."),
    "begins-as-formula": marked(
        "A name that begins with {sign} becomes a formula in a spreadsheet. Begin it with a letter."
    ),
    "cell-error": marked("The spreadsheet shows the error {value} here. Mend the formula, or enter a text."),
    "code-cyrillic": marked("The code {value} has Cyrillic letters: {letters}. Type it in Latin letters."),
    "code-form": marked(
        "{value} is no code. Begin with a small Latin letter; small Latin letters, digits and _ may follow."
    ),
    "code-reserved": marked(
        "The code {value} has a meaning of its own in figures or files. Choose another one."
    ),
    "control": marked("The cell holds a character that nobody sees ({sign}). Type the text anew."),
    "empty": marked("The cell is empty. Fill it in."),
    "letters-lost": marked(
        "A letter has become a question mark here, as in files of windows-1251, which have no Kazakh letters. "
        "Type it anew, and save as “CSV UTF-8” or as an Excel workbook."
    ),
    "too-long": marked("The text has {length} characters. Shorten it to {limit} at most."),
    "code-twice": marked("The code {value} stands already in {where}. Give each row its own."),
    "ends-before": marked("The last day {last} is before the first day {first}. Correct one of them."),
    "office-in-use": marked(
        "The office {value} cannot leave the agency {agency} while the campaign {campaign} asks about it. Close the "
        "campaign first, or give the office a new code and name {value} as its predecessor."
    ),
    "service-in-use": marked(
        "The service {value} cannot change its agency while the campaign {campaign} asks about it. Close the campaign "
        "first, or give the service a new code and name {value} as its predecessor."
    ),
    "own-predecessor": marked(
        "{value} is its own predecessor. Empty the cell, or enter the code it had before."
    ),
    "ring": marked("The predecessors go in a circle: {chain}. Empty the cell where it begins."),
    "unknown": marked("There is no {value}. There are: {known}. Correct the code, or add the row."),
    "unknown-near": marked("There is no {value}. Did you mean {guess}? Correct the code."),
    "unknown-region": marked("There is no region {value}. There are: {known}. Correct the code."),
    "mixed-letters": marked(
        "Warning: the word {word} has Latin letters among Cyrillic ones: {letters}. Type it anew if that is not meant."
    ),
    "same-name": marked(
        "Warning: the Kazakh and the Russian name are the same. Check in which language they are."
    ),
    "split": marked(
        "Warning: {n} rows have the predecessor {value}. In the structure of a later day nobody can say whose its "
        "figures are."
    ),
    "stray-spaces": marked("Warning: spaces or line breaks too many. They are taken out."),
    "swapped-names": marked(
        "Warning: the Russian name has Kazakh letters and the Kazakh one has none. Check whether they are exchanged."
    ),
}


def line(finding: Finding, spoken: Words) -> str:
    """One mistake on a line: the file, its sheet, the row and the column as a spreadsheet shows them."""
    where = [finding.file, *filter(None, [finding.sheet]), str(finding.row)]
    if finding.place is None:
        return f"{':'.join(where)}: {sentence(finding, spoken)}"
    named = f"{finding.column}: " if finding.column else ""
    return f"{':'.join(where)}:{letters(finding.place)}: {named}{sentence(finding, spoken)}"


def sentence(finding: Finding, spoken: Words) -> str:
    """What is wrong, and what to do; columns are called as a template of the reader's language calls them."""
    values = {name: short(value) for name, value in finding.values.items()}
    if finding.key in {"column-missing", "column-unknown"}:
        values = {
            name: ", ".join(header(column, spoken.language) for column in value.split(", "))
            for name, value in finding.values.items()
        }
    return spoken.text(FINDINGS[finding.key], **values)


def lines(findings: Sequence[Finding], spoken: Words) -> Iterator[str]:
    """All of them, mistakes before warnings, as many of each as somebody can mend at once."""
    for group in (
        [each for each in findings if not each.is_warning],
        [each for each in findings if each.is_warning],
    ):
        most = WARNED if group and group[0].is_warning else KEPT
        yield from (line(each, spoken) for each in group[:most])
        if len(group) > most:
            yield spoken.text(_MORE, n=spoken.format_number(len(group) - most))


def as_record(finding: Finding, spoken: Words) -> dict[str, object]:
    """The same for programs."""
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": "" if finding.place is None else letters(finding.place),
        "header": finding.column,
        "code": finding.key,
        "warning": finding.is_warning,
        "message": sentence(finding, spoken),
    }
