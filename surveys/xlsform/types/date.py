"""`type: date` in an XLSForm: a date, with the first and the last day in the constraint."""

import datetime
from collections.abc import Mapping
from typing import ClassVar

from surveys.items.date import Date
from surveys.xlsform.types._constraints import ENDS, Checks
from surveys.xlsform.types._form_type import FormType
from surveys.xlsform.xpath import Call, Operation, Own, Text, Tree


class DateForm(FormType[Date]):
    """`. >= date('2026-01-01')` is its `earliest`, `<=` its `latest`."""

    commands: ClassVar[tuple[str, ...]] = ("date",)
    columns: ClassVar[Mapping[str, str]] = dict.fromkeys(("earliest", "latest"), "constraint")

    def tests(self, item: Date) -> list[str]:
        ends = ((">=", item.earliest), ("<=", item.latest))
        return [f". {sign} date('{day.isoformat()}')" for sign, day in ends if day is not None]

    def takes(self, test: Tree, checks: Checks) -> bool:
        match test:
            case Operation(operator, Own(), Call("date", (Text(written),)) | Text(written)):
                day = _date(written)
            case _:
                return False
        if operator not in ENDS or day is None:
            return False
        end, beyond = ENDS[operator]
        key = "earliest" if end == "min" else "latest"
        checks.given[key] = (day + datetime.timedelta(days=beyond)).isoformat()
        return True


def _date(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None
