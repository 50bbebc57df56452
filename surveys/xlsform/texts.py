"""Decides how a text for citizens stands in a form: `{visits}` here is `${visits}` there.

A `${` that means nothing to us would mean something to ODK: a word joiner, which nobody sees, is put between the signs.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from surveys.xlsform.languages import title_of

Line = dict[str, str]
"""One row of a sheet: header -> text."""

_JOINER: Final = "\u2060"
_OURS = re.compile(r"\{([a-z][a-z0-9_]*)\}|\$(?=\{([^}]*)\})?(?=\{)")
_THEIRS = re.compile(r"\$\{\s*([^}\s]+)\s*\}|\$" + _JOINER + r"(?=\{)")


def to_form(text: str, names: Mapping[str, str]) -> str:
    """The text with references to items by their `names` in the form; `{agency}` stays as it is."""

    def written(found: re.Match[str]) -> str:
        if found[1] is not None:
            return f"${{{names[found[1]]}}}" if found[1] in names else found[0]
        return "$" if found[2] in names else f"${_JOINER}"

    return _OURS.sub(written, text)


def from_form(text: str, item: Callable[[str], str]) -> str:
    """The text with our placeholders; `item` gives the id for a name of the form."""
    return _THEIRS.sub(lambda found: f"{{{item(found[1])}}}" if found[1] is not None else "$", text)


def unguarded(text: str) -> str:
    """The text of a cell that refers to no question."""
    return text.replace(f"${_JOINER}{{", "${")


def wording_cells(column: str, wording: Mapping[str, str], names: Mapping[str, str]) -> Line:
    """A text in its languages, one column each."""
    return {f"{column}::{title_of(language)}": to_form(text, names) for language, text in wording.items()}
