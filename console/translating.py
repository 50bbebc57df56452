"""Decides how the texts of a questionnaire file go out to translators and come back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.questionnaire_files import QuestionnaireFile
from locales import po_files
from locales.po_files import Entry, PoFile
from surveys.item import LABEL_LIMIT
from surveys.reading.translations import Text, texts
from surveys.reading.yaml_nodes import compose
from surveys.wording import placeholders
from surveys.writing.rewording import reworded

SOURCES: Mapping[str, str] = {"ru": "kk"}
"""Which language a translator into another one works from (ADR 0007): Russian, and Kazakh into Russian."""
USUAL_SOURCE = "ru"


@dataclass(frozen=True, slots=True)
class Returned:
    """What a translators' file changes: the text of the questionnaire file, and what goes beside it.

    `beside` is None where the file itself holds all texts of the language. `left_out`: path -> why.
    """

    text: str
    beside: PoFile | None
    replaced: tuple[str, ...]
    left_out: Mapping[str, str]


def sent_out(file: QuestionnaireFile, language: str, *, name: str, made: str) -> PoFile:
    """The file for a translator into `language`. `name`: of the questionnaire file; `made`: 2026-11-24 10:00+0000.

    Raises QuestionnaireError for a text that is no YAML.
    """
    source = SOURCES.get(language, USUAL_SOURCE)
    spoken = [(text, _spoken(text, file)) for text in texts(compose(file.text))]
    entries = [_entry(text, languages, language, source, file) for text, languages in spoken]
    return PoFile(
        language,
        tuple(entry for entry in entries if entry is not None),
        headers=po_files.headers(language, project=name, source=source, made=made),
        title=(
            f"The texts of {name}. Each is named by where it stands; the other languages are shown beside it.",
        ),
    )


def brought_back(file: QuestionnaireFile, found: PoFile, language: str, *, name: str, made: str) -> Returned:
    """Finished translations, where they belong: in the file where it holds the language itself, else beside it.

    What is empty, fuzzy, made of another wording or of no text of the file is left out.
    """
    known = {text.path: text for text in texts(compose(file.text))}
    left_out: dict[str, str] = {}
    inline: dict[str, str] = {}
    for entry in found.entries:
        text = known.get(entry.path)
        own = text.node.value.get(language) if text is not None else None
        if reason := _unfit(entry, text, file, language):
            left_out[entry.path] = reason
        elif own is not None and str(own.value).strip() != entry.text.strip():
            inline[entry.path] = entry.text.strip()
    fresh = sent_out(file, language, name=name, made=made)
    apart = tuple(entry for entry in fresh.entries if language not in known[entry.path].node.value)
    beside = po_files.merged(found, replace(fresh, entries=apart)) if apart else None
    if beside is not None:
        gone = tuple(entry for entry in beside.obsolete if entry.path not in known)
        beside = replace(beside, obsolete=gone)
    return Returned(reworded(file.text, language, inline), beside, tuple(inline), left_out)


def _spoken(text: Text, file: QuestionnaireFile) -> dict[str, str]:
    """The text in each language that it is finished in: of the file, and of the translations beside it."""
    found = {language: str(node.value).strip() for language, node in text.node.value.items() if node.value}
    for language, overlay in file.overlays.items():
        translation = overlay.get(text.path)
        if translation is not None and translation.text.strip() and not translation.fuzzy:
            found.setdefault(language, translation.text.strip())
    return found


def _entry(
    text: Text, spoken: Mapping[str, str], language: str, source: str, file: QuestionnaireFile
) -> Entry | None:
    """One text for the translator; None where there is nothing to translate it from."""
    others = {other: words for other, words in spoken.items() if other != language}
    if not others:
        return None
    taken = source if source in others else next(iter(others))
    old = file.overlays.get(language, {}).get(text.path)
    comments = [f"{other}: {' '.join(words.split())}" for other, words in others.items() if other != taken]
    flags = set()
    if text.path.endswith(".label"):
        flags.add(f"max-length:{LABEL_LIMIT}")
        comments.append(f"On a button: {LABEL_LIMIT} characters at most.")
    if placeholders(others):
        flags.add("python-brace-format")
    return Entry(
        path=text.path,
        source=others[taken],
        text=spoken.get(language) or (old.text if old is not None else ""),
        fuzzy=old is not None and old.fuzzy and language not in spoken,
        comments=tuple(comments),
        flags=frozenset(flags),
    )


def _unfit(entry: Entry, text: Text | None, file: QuestionnaireFile, language: str) -> str:
    if text is None:
        return "there is no such text in the file"
    if not entry.text.strip():
        return "it is empty"
    if entry.fuzzy:
        return "it is marked fuzzy"
    others = {words for other, words in _spoken(text, file).items() if other != language}
    return "" if entry.source.strip() in others else "it was made of another wording"
