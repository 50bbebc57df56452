"""`type: time` in an XLSForm: a time, with the first and the last one in the constraint.

ODK sets no two times in order. It says which part of the day has passed (decimal-time); in whole minutes that is exact.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

from surveys.items.time import Time, clock_of, is_clock, minutes
from surveys.xlsform.facts import Order
from surveys.xlsform.types._constraints import Checks
from surveys.xlsform.types._form_type import FormType
from surveys.xlsform.types._order import end_tests, takes_end
from surveys.xlsform.xpath import Call, Figure, Operation, Text, Tree


def _answered(tree: Tree) -> Tree:
    match tree:
        case Call("round", (Operation("*", Call("decimal-time", (inner,)), Figure("1440")),)):
            return inner
    return tree


def _written(tree: Tree) -> str | None:
    match tree:
        case Figure(written) if written.isdecimal():
            return clock_of(int(written))
        case Text(text):
            return text if is_clock(text) else None
    return None


ORDER: Final = Order(
    answer=lambda reference: f"round(decimal-time({reference}) * 1440)",
    constant=lambda clock: str(minutes(clock)),
    answered=_answered,
    written=_written,
)


class TimeForm(FormType[Time]):
    """`round(decimal-time(.) * 1440) >= 540` is its `earliest` of 09:00, `<=` its `latest`."""

    commands: ClassVar[tuple[str, ...]] = ("time",)
    columns: ClassVar[Mapping[str, str]] = dict.fromkeys(("earliest", "latest"), "constraint")
    order: ClassVar[Order | None] = ORDER

    def tests(self, item: Time) -> list[str]:
        return end_tests(ORDER, item.earliest, item.latest)

    def takes(self, test: Tree, checks: Checks) -> bool:
        return takes_end(ORDER, test, checks, lambda clock, beyond: clock_of(minutes(clock) + beyond))
