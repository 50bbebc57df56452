"""Decides whether the catalogues are fit to show: every text of the source, in every language, in good form.

`python -m locales.gate` prints one line for each problem and ends with 1 if there is any. With `--update` it
first takes new texts from the source into messages.pot and the catalogues. An own check, because `pybabel
update --check` complains of catalogues that are the same byte for byte, and knows nothing of buttons.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from locales.catalogs import (
    LOCALES,
    PLACEHOLDER,
    Catalog,
    Message,
    empty,
    kept,
    plural_forms,
    stored,
    template,
)
from locales.extraction import marked_in
from locales.marking import BUTTON

ROOT = Path(__file__).parent.parent
SOURCES = ("bot", "console", "analytics")

LABEL_LIMIT = 36
"""Characters of a button: more is cut off on a narrow phone."""

_UNSEEN = "a text that is put together here cannot be translated; mark a whole sentence with {placeholders}"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def problems(root: Path = ROOT) -> list[str]:
    """What is wrong, one line each, the template first. `root` holds the sources and `locales`."""
    texts = marked_in(root, SOURCES)
    source = template(texts)
    found = [f"{each.where}:{each.line}: {_UNSEEN}" for each in texts if not each.texts]
    found += _against(source, _template(root), "is not in the template; run with --update", root)
    for language in LOCALES:
        path = catalogue(root, language)
        where = path.relative_to(root)
        try:
            catalog = stored(path, language)
        except (OSError, ValueError) as error:
            found.append(f"{where}: cannot be read: {error}")
            continue
        found += _against(source, path, "is missing; run with --update and translate it", root)
        found += [f"{where}: {each}" for each in _faults(catalog, language)]
    return found


def update(root: Path = ROOT) -> list[str]:
    """Writes the template and merges it into each catalogue; says what is new, set aside or taken up again.

    A text that is no longer in the source keeps its translation below in the file, behind `#~`. When it comes
    back, so does the translation.
    """
    texts = marked_in(root, SOURCES)
    kept(_template(root), template(texts))
    # A template for each language: Babel puts the template's own messages into the catalogue that it updates.
    return [line for language in LOCALES for line in _merge(root, template(texts), language)]


def catalogue(root: Path, language: str) -> Path:
    """Where the language's words are."""
    return root / "locales" / language / "LC_MESSAGES" / "messages.po"


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """The exit code: 0 where nothing is wrong, 1 for problems, 2 for arguments that are not known."""
    if arguments not in ([], ["--update"]):
        sys.stderr.write("usage: python -m locales.gate [--update]\n")
        return 2
    if arguments:
        _say(update(root) or ["Nothing new."])
    found = problems(root)
    _say(found or ["The catalogues are complete."])
    return 1 if found else 0


def _say(lines: Sequence[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


# Comparing


def _template(root: Path) -> Path:
    return root / "locales" / "messages.pot"


def _against(source: Catalog, path: Path, advice: str, root: Path) -> Iterator[str]:
    """Texts that only one of the two has."""
    where = path.relative_to(root)
    try:
        catalog = stored(path)
    except (OSError, ValueError) as error:
        yield f"{where}: cannot be read: {error}"
        return
    wanted, present = _by_key(source), _by_key(catalog)
    yield from (f"{where}: {_quoted(wanted[key])} {advice}" for key in wanted if key not in present)
    for key in present:
        if key not in wanted:
            yield f"{where}: {_quoted(present[key])} is obsolete: no source says it; run with --update"


def _by_key(catalog: Catalog) -> dict[tuple[str, ...], Message]:
    return {(message.context or "", *_texts(message.id)): message for message in catalog if message.id}


def _texts(words: object) -> tuple[str, ...]:
    """One text, or the forms of a plural."""
    return (words,) if isinstance(words, str) else tuple(words) if isinstance(words, tuple | list) else ()


def _quoted(message: Message) -> str:
    context = f"{message.context} " if message.context else ""
    return f'{context}"{_texts(message.id)[0]}"'.replace("\n", "\\n")


# One catalogue


def _faults(catalog: Catalog, language: str) -> Iterator[str]:
    forms = plural_forms(language)
    if catalog.num_plurals != forms:
        yield f"has {catalog.num_plurals} plural forms in its header, the language has {forms}"
    for message in catalog:
        if message.id:
            yield from (f"{_quoted(message)} {fault}" for fault in _faults_of(message, forms))


def _faults_of(message: Message, forms: int) -> Iterator[str]:
    translations = _texts(message.string)
    if not any(text.strip() for text in translations):
        yield "is empty: translate it"
        return
    if message.fuzzy:
        yield "is fuzzy: somebody has to confirm the translation"
    expected = forms if message.pluralizable else 1
    filled = [text for text in translations if text.strip()]
    if len(filled) != expected:
        yield f"has {len(filled)} of {expected} plural forms"
    source = _texts(message.id)[-1]
    for text in filled:
        yield from _differences(source, text)
        if message.context == BUTTON and len(text) > LABEL_LIMIT:
            yield f"is {len(text)} characters long on its button, {LABEL_LIMIT} at most"


def _differences(source: str, text: str) -> Iterator[str]:
    wanted, used = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(text))
    if wanted != used:
        yield f"has other placeholders: {_listed(used)} for {_listed(wanted)}"
    if sorted(_TAG.findall(source)) != sorted(_TAG.findall(text)):
        yield "has other HTML tags than its source"


def _listed(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


# Merging


def _merge(root: Path, source: Catalog, language: str) -> Iterator[str]:
    path = catalogue(root, language)
    catalog = stored(path, language) if path.exists() else empty(language)
    before, put_away = set(_by_key(catalog)), dict(catalog.obsolete)
    # Without fuzzy matching: it would take an old text away and give it to a new one.
    catalog.update(source, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalog:
        earlier = put_away.get(_storage_key(message))
        if message.id and earlier and not any(_texts(message.string)):
            message.string, message.user_comments = earlier.string, earlier.user_comments
            del catalog.obsolete[_storage_key(message)]
            yield f"{language}: {_quoted(message)} is taken up again"
        elif message.id and (message.context or "", *_texts(message.id)) not in before:
            yield f"{language}: {_quoted(message)} is new"
    for key, message in catalog.obsolete.items():
        if key not in put_away:
            yield f"{language}: {_quoted(message)} is set aside behind #~"
    kept(path, catalog)


def _storage_key(message: Message) -> str | tuple[str, str]:
    singular = _texts(message.id)[0] if message.id else ""
    return (singular, message.context) if message.context else singular


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
