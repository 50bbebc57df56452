"""Decides what a button carries on the wire: interview, turn and code, or what the picker leads to.

    q:<interview>:<turn>:<code>     an option, or an action after a dot; "-" stands for no interview
    s:<route>                       a service that is offered to somebody who came without a link
    a:<page>:<agency>               a page of an agency's services, or of the whole list where no agency is named
    f:<page>:<words>                a page of what words have found
    w:<secret>, W:<secret>          a receipt: to withdraw the answers, and the same once more by who is sure

A client may send any callback_data (Bot API, CallbackQuery), so reading is total: what we did not write is None.
"""

import re
from functools import lru_cache

from surveys.interview.arrival import Heard, Started, Withdrew
from surveys.interview.events import Browsed, Tapped
from surveys.interview.prompts import Action

DATA_LIMIT = 64
"""Bytes of callback_data that Telegram accepts."""
INTERVIEW_LIMIT = 11
"""Characters of an interview's id: 8 bytes in base64url."""
ROUTE_LIMIT = DATA_LIMIT - len("s:")
"""Characters of a route that can be offered; a deep link could carry two more."""

NO_INTERVIEW = "-"

_INTERVIEW = (
    rf"-|[A-Za-z0-9_][A-Za-z0-9_-]{{0,{INTERVIEW_LIMIT - 1}}}|-[A-Za-z0-9_-]{{1,{INTERVIEW_LIMIT - 1}}}"
)
_TURN = r"0|[1-9][0-9]{0,8}"
"""No interview comes near nine digits: an answer a second would take thirty years."""
_CODE = r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}"
_OPTION = re.compile(_CODE)
_QUESTION = re.compile(rf"(?:{_INTERVIEW}):(?:{_TURN})")
_TAP = re.compile(rf"q:(?P<interview>{_INTERVIEW}):(?P<turn>{_TURN}):(?P<code>\.?{_CODE})")
_RECEIPT = re.compile(r"(?P<sure>[wW]):(?P<secret>[0-9a-f]{32})")
_SERVICE = re.compile(rf"s:(?P<route>[A-Za-z0-9_-]{{1,{ROUTE_LIMIT}}})")

_PAGE = r"0|[1-9][0-9]{0,3}"
_BROWSED = re.compile(rf"a:(?P<page>{_PAGE}):(?P<agency>[A-Za-z0-9_-]{{0,20}})")
_FOUND = re.compile(rf"f:(?P<page>{_PAGE}):(?P<words>[^\W_]+(?: [^\W_]+)*)")

QUESTIONS_KEPT, CODES_KEPT = 64, 4_096
"""Questions and codes, the latest used, that are known to fit a button."""


def option(interview: str, turn: int, code: str) -> str:
    """The data of a button for an option. Raises ValueError for what `read` would not take back."""
    return _question(interview, turn) + _code(code)


def action(interview: str, turn: int, name: Action) -> str:
    """The data of a button beside the options. Raises ValueError for what `read` would not take back."""
    return f"{_question(interview, turn)}.{_code(name)}"


def service(route: str) -> str:
    """The data of a button for a service. ValueError for a route longer than 62 or of other characters."""
    return _fitting(_SERVICE, f"s:{route}")


def browsed(to: Browsed) -> str:
    """The data of a button that leads on in the picker. ValueError for words that are too long to be carried."""
    if to.words:
        return _fitting(_FOUND, f"f:{to.page}:{to.words}")
    return _fitting(_BROWSED, f"a:{to.page}:{to.agency}")


def receipt(secret: str, *, sure: bool) -> str:
    """The data of a receipt's button; `sure`: of the one that asks no more. ValueError for what is no secret."""
    return _fitting(_RECEIPT, f"{'W' if sure else 'w'}:{secret}")


def read(data: str) -> tuple[str | None, Heard] | None:
    """The interview, if the button belongs to one, and what its press means; None for anything else."""
    if found := _TAP.fullmatch(data):
        interview = None if found["interview"] == NO_INTERVIEW else found["interview"]
        return interview, Tapped(int(found["turn"]), found["code"])
    if found := _SERVICE.fullmatch(data):
        return None, Started(found["route"], picked=True)
    if found := _BROWSED.fullmatch(data):
        return None, Browsed(int(found["page"]), agency=found["agency"])
    if (found := _FOUND.fullmatch(data)) and _fits(data):
        return None, Browsed(int(found["page"]), words=found["words"])
    if found := _RECEIPT.fullmatch(data):
        return None, Withdrew(found["secret"], sure=found["sure"] == "W")
    return None


@lru_cache(QUESTIONS_KEPT)
def _question(interview: str, turn: int) -> str:
    return f"q:{_fitting(_QUESTION, f'{interview}:{turn}')}:"


@lru_cache(CODES_KEPT)
def _code(code: str) -> str:
    return _fitting(_OPTION, code)


def _fitting(pattern: re.Pattern[str], data: str) -> str:
    if pattern.fullmatch(data) is None or not _fits(data):
        raise ValueError(f"no button can carry {data!r}")
    return data


def _fits(data: str) -> bool:
    return len(data.encode("utf-8", "surrogatepass")) <= DATA_LIMIT
