"""`type: date` in an XLSForm: a date, with the first and the last day, or today, in the constraint."""

import datetime
from collections.abc import Mapping
from typing import ClassVar, Final

from surveys.items._day_bounds import fixed
from surveys.items.date import Date
from surveys.xlsform.constant_values import MIRRORED
from surveys.xlsform.facts import Order
from surveys.xlsform.types._constraints import Checks
from surveys.xlsform.types._form_type import FormType
from surveys.xlsform.types._order import MOVING, end_tests, takes_end
from surveys.xlsform.xpath import Call, Operation, Own, Text, Tree


def _written(tree: Tree) -> str | None:
    match tree:
        case Call("date", (Text(text),)) | Text(text):
            return text if _day(text) is not None else None
    return None


ORDER: Final = Order(
    answer=lambda reference: reference,
    constant=lambda day: f"date('{day}')",
    answered=lambda tree: tree,
    written=_written,
)


_TODAY = Call("today", ())
_TODAYS = {">=": "earliest", "<=": "latest"}


class DateForm(FormType[Date]):
    """`. >= date('2026-01-01')` is its `earliest`, `<=` its `latest`; so is `today()`."""

    commands: ClassVar[tuple[str, ...]] = ("date",)
    columns: ClassVar[Mapping[str, str]] = dict.fromkeys(("earliest", "latest"), "constraint")
    order: ClassVar[Order | None] = ORDER

    def tests(self, item: Date) -> list[str]:
        moving = [
            f". {sign} today()" for sign, end in ((">=", item.earliest), ("<=", item.latest)) if end == MOVING
        ]
        return [*end_tests(ORDER, fixed(item.earliest), fixed(item.latest)), *moving]

    def takes(self, test: Tree, checks: Checks) -> bool:
        return _takes_today(test, checks) or takes_end(ORDER, test, checks, _beside)


def _takes_today(test: Tree, checks: Checks) -> bool:
    """`. <= today()` and its like, where no other day is that end already."""
    if not isinstance(test, Operation):
        return False
    left, operator, right = test.left, test.operator, test.right
    if left == _TODAY:
        left, operator, right = right, MIRRORED.get(operator, operator), left
    key = _TODAYS.get(operator)
    if left != Own() or right != _TODAY or key is None or checks.given.get(key, MOVING) != MOVING:
        return False
    checks.given[key] = MOVING
    return True


def _beside(written: str, days: int) -> str | None:
    day = _day(written)
    try:
        return None if day is None else (day + datetime.timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _day(written: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.isoformat() == written else None
