"""Decides how new wordings get into the text of a file: in their places, everything around them untouched."""

import json
from collections.abc import Mapping

from surveys.reading.problems import QuestionnaireError
from surveys.reading.translations import texts
from surveys.reading.yaml_nodes import compose

_MARK = "\ufeff"


def reworded(text: str, language: str, wanted: Mapping[str, str]) -> str:
    """The file's text with these wordings, by dotted path, where it already holds one in this language.

    Comments, order and line ends stay. Raises QuestionnaireError for a text that is no YAML.
    """
    mark, text = text[: text.startswith(_MARK)], text.removeprefix(_MARK)
    places = [
        (found.node.value[language].span, wanted[found.path])
        for found in texts(compose(text))
        if found.path in wanted and language in found.node.value
    ]
    for (start, end), words in sorted(places, reverse=True):
        old = text[start:end]
        kept = old[len(old.rstrip()) :]
        gap = "" if old or text[start - 1 : start].isspace() else " "
        text = f"{text[:start]}{gap}{_written(words)}{kept}{text[end:]}"
    return mark + text


def _written(words: str) -> str:
    """The words as YAML: plain where it reads them as they are, else in quotes."""
    if "\n" in words or "\t" in words or "\r" in words:
        return json.dumps(words, ensure_ascii=False)
    return words if _plain(words) else "'" + words.replace("'", "''") + "'"


def _plain(words: str) -> bool:
    try:
        node = compose(f"text: {words}").value["text"]
    except QuestionnaireError:
        return False
    return bool(node.value == words and isinstance(node.value, str) and not node.cut)
