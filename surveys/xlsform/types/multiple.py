"""`type: multiple` in an XLSForm: select_multiple, with how many may be chosen, and what alone, in the constraint."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from surveys.answers import MISSING_CODES
from surveys.items.multiple import Choose, Multiple
from surveys.xlsform.to_xpath import quoted
from surveys.xlsform.types._constraints import ENDS, Checks, compared
from surveys.xlsform.types._form_type import FormType
from surveys.xlsform.xpath import Call, Figure, Operation, Own, Text, Tree, operands


class MultipleForm(FormType[Multiple]):
    """`count-selected(.)` gives `choose`; `not(selected(., 'x') and count-selected(.) > 1)` makes x exclusive."""

    commands: ClassVar[tuple[str, ...]] = ("select_multiple",)
    columns: ClassVar[Mapping[str, str]] = {"choose": "constraint"}

    def tests(self, item: Multiple) -> list[str]:
        alone = [o.code for o in item.options if o.exclusive or o.code in MISSING_CODES]
        lone = [f"not(selected(., {quoted(code)}) and count-selected(.) > 1)" for code in alone]
        return [*_count(item.choose, alone), *lone]

    def takes(self, test: Tree, checks: Checks) -> bool:
        code = _lone(test)
        if code is not None:
            checks.lone.add(checks.codes.get(code, code))
            return True
        first, *others = operands(test, "or")
        found = compared(first)
        if found is None or found[0] != Call("count-selected", (Own(),)):
            return False
        _, operator, number = found
        alone = [_chosen(each) for each in others]
        if operator not in ENDS or number.denominator != 1 or None in alone:
            return False
        end, beyond = ENDS[operator]
        if alone and end != "min":
            return False
        return checks.bound("choose", end, int(number) + beyond)


def _count(choose: Choose, alone: Sequence[str]) -> list[str]:
    """The least and the most choices; one that stands alone is enough."""
    found = []
    if choose.min != Choose().min:
        tests = [f"count-selected(.) >= {choose.min}", *(f"selected(., {quoted(code)})" for code in alone)]
        found.append(tests[0] if len(tests) == 1 else f"({' or '.join(tests)})")
    if choose.max != Choose().max:
        found.append(f"count-selected(.) <= {choose.max}")
    return found


def _chosen(tree: Tree) -> str | None:
    """The code of `selected(., 'code')`."""
    match tree:
        case Call("selected", (Own(), Text(code))):
            return code
    return None


def _lone(tree: Tree) -> str | None:
    """The code of `not(selected(., 'code') and count-selected(.) > 1)`."""
    match tree:
        case Call("not", (Operation("and", chosen, Operation(operator, counted, Figure(written))),)):
            more = (operator, written) in {(">", "1"), (">=", "2")}
            return _chosen(chosen) if more and counted == Call("count-selected", (Own(),)) else None
    return None
