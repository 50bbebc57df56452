"""Decides which codes, ticks and numbers are worth trying: one for every case that some condition tells apart."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb

from surveys.answers import MISSING_CODES, Answer, Trials
from surveys.conditions import Condition
from surveys.conditions.grammar import read
from surveys.conditions.tree import Answered, Choice, Constant, Figure, Item, Minus, Node, Ordering, parts
from surveys.item import SOME, Option

TICKED = 4
"""Options of a multiple choice that are ticked together where all the ways of ticking would be too many."""
SETS = 512
"""Ways of ticking that are tried of one multiple choice."""
WHOLE = 1_000
"""Whole numbers of a range that are simply all tried."""


def named_codes(item: str, conditions: Iterable[Condition]) -> set[str]:
    """What the item is compared with, as it is written."""
    return {use.code for condition in conditions for use in condition.codes if use.item == item}


def trial_codes(
    options: Sequence[Option], named: set[str], *, brought: bool = False, every: bool = False
) -> list[str]:
    """The codes that are named, and one that stands for the rest. `every`: all of them, of a scale.

    `brought`: a campaign brings the options, so codes that are not there may be.
    """
    codes = [option.code for option in options if option.code not in MISSING_CODES]
    if brought:
        codes += sorted(named.difference(codes)) or ([] if codes else [SOME])
    if every:
        return codes
    dependent = {option.code for option in options if option.offer_when}
    rest = [code for code in codes if code not in named]
    others = {code for code in rest if code in dependent} | set(
        [code for code in rest if code not in dependent][:1]
    )
    return [code for code in codes if code in named or code in others]


def trial_ticks(options: Sequence[Option], named: set[str], least: int, most: int) -> Trials:
    """Every set of the named codes with as many others as make it large enough, and each code that stands alone."""
    codes = [option.code for option in options if option.code not in MISSING_CODES]
    alone = {option.code for option in options if option.exclusive}
    together = [code for code in codes if code not in alone]
    told = [code for code in together if code in named]
    least = max(1, min(least, len(together)))
    rest = [code for code in together if code not in named][:least]
    most = min(most, len(told) + len(rest))
    complete = sum(comb(len(told) + len(rest), size) for size in range(least, most + 1)) <= SETS
    sizes = range(least, most + 1 if complete else min(most, least + TICKED) + 1)
    sets = [each for size in sizes for each in combinations([*told, *rest], size)]
    single = [(code,) for code in codes if code in alone]
    return Trials(tuple(Answer(codes=each) for each in [*sets, *single]), complete)


def trial_numbers(
    item: str, ends: tuple[float | None, float | None], decimals: int, conditions: Sequence[Condition]
) -> Trials:
    """Every number of a short range; else the ends, and what lies around each number that is compared with."""
    low, high = (None if end is None else Decimal(str(end)) for end in ends)
    if decimals == 0 and low is not None and high is not None and high - low <= WHOLE:
        first = int(low.to_integral_value(rounding="ROUND_CEILING"))
        return Trials(tuple(Answer(number=Decimal(number)) for number in range(first, int(high) + 1)))
    step = Decimal(1).scaleb(-decimals)
    limits, complete = set[Decimal](), True
    for condition in conditions:
        mentions = list(_compared(read(condition.text), item))
        complete &= None not in mentions
        limits |= {limit for limit in mentions if limit is not None}
    wanted = {near for limit in limits for near in (limit - step, limit, limit + step)}
    wanted |= {end for end in (low, high) if end is not None} | {(low or Decimal(0)) + step}
    kept = sorted(
        number
        for number in {each.quantize(step) for each in wanted}
        if (low is None or number >= low) and (high is None or number <= high)
    )
    return Trials(tuple(Answer(number=number) for number in kept), complete)


def trial_places(
    item: str,
    conditions: Sequence[Condition],
    near: Callable[[str], Iterable[str]],
    *,
    ends: tuple[str | None, str | None],
    usual: tuple[str, str],
) -> Trials:
    """Of texts that stand in an order: the ends, and what lies around each that is compared with.

    `near`: a text with its neighbours, nothing for one that no answer can be. `usual`: what stands for ends that are
    not there. Where two items are set in order with each other, others could make a difference.
    """
    low, high = ends
    named = named_codes(item, conditions)
    wanted = {each for written in named for each in near(written)}
    wanted |= {end or other for end, other in zip(ends, usual, strict=True)}
    kept = sorted(each for each in wanted if (low is None or each >= low) and (high is None or each <= high))
    complete = not any(item in pair[:2] for condition in conditions for pair in condition.pairs)
    return Trials(tuple(Answer(text=each) for each in kept), complete)


def _compared(tree: Node, name: str) -> Iterator[Decimal | None]:
    """The numbers that the item is compared with; None for a use that is no comparison with a number."""
    plain: set[int] = set()
    for part in parts(tree):
        match part:
            case (
                Ordering(left=Item() as mention, right=limit) | Ordering(left=limit, right=Item() as mention)
            ):
                if (number := _figure(limit)) is not None:
                    plain.add(id(mention))
                    yield from [number] if mention.name == name else []
            case Choice(left=Item() as mention, constants=constants):
                plain.add(id(mention))
                yield from _decimals(constants) if mention.name == name else []
            case Answered(item=mention):
                plain.add(id(mention))
    if any(isinstance(part, Item) and part.name == name and id(part) not in plain for part in parts(tree)):
        yield None


def _decimals(constants: Iterable[Constant]) -> Iterator[Decimal]:
    return (_decimal(constant.number) for constant in constants if constant.number is not None)


def _figure(node: Node) -> Decimal | None:
    sign = 1
    while isinstance(node, Minus):
        node, sign = node.operand, -sign
    return sign * _decimal(node.number) if isinstance(node, Figure) else None


def _decimal(number: int | Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
