"""Decides how what is wrong with a file of responses is said: where, what, and what to do, in the reader's language."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.telegram.notices import noticed
from console.data_file_words import short
from console.importing import Outcome
from locales.catalogs import Words
from locales.marking import marked, marked_plural
from surveys.data_file.findings import Finding, Key

NAMED = 12
"""Digits of a file's sum that name it in a sentence."""

FINDINGS: Mapping[Key, str] = {
    "column-twice": marked("This column stands twice. Remove one of them."),
    "column-unnamed": marked("Column {number} has no header. Name it, or remove it."),
    "both-forms": marked(
        "The answers stand both in one column and in a column for each option. Remove one of the two."
    ),
    "no-items": marked("No column is a question of this questionnaire. The template has all their names."),
    "no-rows": marked("There are no rows under the headers. Enter at least one response."),
    "no-unit": marked("There is neither a column service nor a column agency. Add one of them."),
    "unknown-column": marked(
        "This questionnaire has no such column. Remove it, or give it a name of the template."
    ),
    "unknown-column-near": marked(
        "This questionnaire has no such column. Did you mean {guess}? If not, remove the column."
    ),
    "more-cells": marked(
        "The row has more cells than there are headers. Put a cell that holds a separator in quotes."
    ),
    "no-answer": marked("The row has no answer. Remove it: whoever answered nothing has refused."),
    "no-service": marked("The row names neither a service nor an agency. Enter the code of one."),
    "other-agency": marked(
        "The service {service} belongs to the agency {agency}, not to {value}. Correct one of the codes."
    ),
    "several-services": marked(
        "The campaign has several services of the agency {value}. Enter one of them in a column service: {known}."
    ),
    "too-little": marked(
        "Too little was answered for a partial response, which needs: {condition}. Remove the row, or add what lacks."
    ),
    "unknown-agency": marked("The campaign has no agency {value}. It has: {known}."),
    "unknown-disposition": marked("{value} is no disposition. Enter complete or partial, or nothing."),
    "unknown-language": marked("{value} is no language of this questionnaire. It has: {known}."),
    "unknown-office": marked("The agency has no office {value}. It has: {known}."),
    "unknown-service": marked("The campaign has no service {value}. It has: {known}."),
    "week-not-read": marked("{value} is no week. Enter year and week like this: 2026-W14."),
    "week-to-come": marked("The week {value} is still to come. Correct it, or leave the cell empty."),
    "choose-alone": marked(
        "An option that excludes the others stands with others. Keep it alone, or remove it."
    ),
    "choose-more": marked(
        "Fewer options were chosen than the {min} that are needed. Add the others, or empty the cell."
    ),
    "missing-and-answer": marked(
        "{item} has an answer and a code for no answer, or two of these. Keep one of them."
    ),
    "not-a-tick": marked("{value} is no tick. Enter 1 where the option was chosen and 0 where it was not."),
    "not-asked": marked(
        "The answers of this row do not lead to this question, which is asked when: {condition}. Empty the cell, "
        "or correct the other answers."
    ),
    "not-offered": marked(
        "After the other answers of this row the option {value} is not offered. Correct it, or them."
    ),
    "unknown-code": marked(
        "This question has no code {value}. It has: {known}; 97, 98 and 99 mean no answer."
    ),
    "unknown-missing": marked("{value} is no code for a missing number. Enter 97, 98 or 99, or nothing."),
    "words-alone": marked(
        "These words belong to the option {option}, which was not chosen. Choose it, or empty the cell."
    ),
}

_BEFORE = marked(
    "This file was imported on {day} into the campaign {campaign} ({n}). To import it again, first take it out: "
    "{command}"
)
_UNFINISHED = marked(
    "The import of this file is under way, or was interrupted; nothing of it counts. Wait for it, or take out what it "
    "left: {command}"
)
_RESPONSES = marked_plural("{n} response", "{n} responses")
_IN = marked("Imported into the campaign {campaign}: {n}; complete: {complete}, partial: {partial}.")
_NAMED = marked("The file is known as {sha256}.")
_OUT = marked("Rows left out: {left_out} of {rows}.")
_NOTHING = marked("Nothing was imported. Mistakes: {wrong}; rows with mistakes: {left_out} of {rows}.")
_MORE = marked("Only the first {shown} mistakes are shown, of {wrong}.")

_OWN: Mapping[str, Key] = {"choose_alone": "choose-alone", "choose_more": "choose-more"}
"""What the bot says of buttons, said of cells."""


def line(file: Path, finding: Finding, spoken: Words) -> str:
    """One mistake on a line: the file, the row, the column, what is wrong, and what to do."""
    where = f"{file}:{finding.row}: {finding.column}" if finding.column else f"{file}:{finding.row}"
    return f"{where}: {sentence(finding, spoken)}"


def sentence(finding: Finding, spoken: Words) -> str:
    """What is wrong, and what to do."""
    values = {name: short(value) for name, value in finding.values.items()}
    if finding.key != "refused":
        return spoken.text(FINDINGS[finding.key], **values)
    reason = values.pop("reason")
    if reason in _OWN:
        return spoken.text(FINDINGS[_OWN[reason]], **values)
    return noticed(reason, values, spoken)  # type: ignore[arg-type]


def result(file: Path, found: Outcome, spoken: Words) -> Iterator[str]:
    """What became of the file, a sentence a line."""
    counts = {
        name: spoken.format_number(getattr(found, name))
        for name in ("rows", "complete", "partial", "left_out", "wrong")
    }
    if found.before is not None:
        before = found.before
        command = f"saualnama responses forget {before.sha256[:NAMED]}"
        if not before.complete:
            yield f"{file}: {spoken.text(_UNFINISHED, command=command)}"
            return
        yield f"{file}: " + spoken.text(
            _BEFORE,
            day=spoken.format_date(before.day),
            campaign=before.campaign,
            n=spoken.plural(*_RESPONSES, before.rows),
            command=command,
        )
        return
    if found.wrong > len(found.findings):
        yield spoken.text(_MORE, shown=spoken.format_number(len(found.findings)), wrong=counts["wrong"])
    if found.done is None:
        yield spoken.text(_NOTHING, **counts)
        return
    if found.left_out:
        yield spoken.text(_OUT, **counts)
    n = spoken.plural(*_RESPONSES, found.done.rows)
    yield spoken.text(_IN, campaign=found.done.campaign, n=n, **counts)
    yield spoken.text(_NAMED, sha256=found.sha256)
