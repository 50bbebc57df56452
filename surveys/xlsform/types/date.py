"""`type: date` in an XLSForm: a date, with the first and the last day in the constraint."""

import datetime
from collections.abc import Mapping
from typing import ClassVar, Final

from surveys.items.date import Date
from surveys.xlsform.facts import Order
from surveys.xlsform.types._constraints import Checks
from surveys.xlsform.types._form_type import FormType
from surveys.xlsform.types._order import end_tests, takes_end
from surveys.xlsform.xpath import Call, Text, Tree


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


class DateForm(FormType[Date]):
    """`. >= date('2026-01-01')` is its `earliest`, `<=` its `latest`."""

    commands: ClassVar[tuple[str, ...]] = ("date",)
    columns: ClassVar[Mapping[str, str]] = dict.fromkeys(("earliest", "latest"), "constraint")
    order: ClassVar[Order | None] = ORDER

    def tests(self, item: Date) -> list[str]:
        return end_tests(
            ORDER,
            item.earliest.isoformat() if item.earliest else None,
            item.latest.isoformat() if item.latest else None,
        )

    def takes(self, test: Tree, checks: Checks) -> bool:
        return takes_end(ORDER, test, checks, _beside)


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
