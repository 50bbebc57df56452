"""Decides which words of respondents are shown: where enough people wrote any, without what may point at somebody.

Addresses, links, names of accounts and long numbers are masked. A person's name or a story cannot be found by rule: who
publishes words reads them first.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

MASK = "…"
_POINTS = re.compile(
    r"""[\w.+-]+@[\w-]+(?:\.[\w-]+)+      # an address of mail
    | (?:https?://|www\.|t\.me/)\S+       # a link
    | (?<!\w)@\w{3,}                      # an account
    | \+?\d(?:[\s().-]{0,2}\d){4,}        # five digits and more: a telephone, an IIN, a number of a document""",
    re.VERBOSE | re.IGNORECASE,
)


class Comment(NamedTuple):
    """What somebody wrote to an item, masked."""

    agency: str
    item: str
    words: str


def masked(words: str) -> str:
    """The words without what may point at somebody, on one line."""
    return _POINTS.sub(MASK, " ".join(words.split()))


def shown(comments: Iterable[Comment], privacy: int) -> list[Comment]:
    """Those of agencies and items to which at least `privacy` people wrote, masked, in an order that tells nothing."""
    groups: dict[tuple[str, str], list[str]] = {}
    for comment in comments:
        groups.setdefault((comment.agency, comment.item), []).append(masked(comment.words))
    return [
        Comment(agency, item, words)
        for (agency, item), written in sorted(groups.items())
        if len(written) >= privacy
        for words in sorted(written)
    ]
