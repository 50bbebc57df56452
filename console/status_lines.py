"""Decides how the fieldwork of a campaign stands on a screen of 80 columns, in the reader's language.

What has become of the interviews is said once, under numbers, which then head the columns by route, service and day.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from analytics.wordings import GROUPINGS, ROUTES
from console.text_rows import GAP, WIDTH, laid, wrapped
from locales.catalogs import Words, words
from locales.marking import marked
from storage.counters import FEW, shown_seconds
from storage.fieldwork_status import Status, Tally
from storage.periods import KEPT, LEAST
from storage.question_counts import Question
from surveys.coding import LANGUAGES
from surveys.wording import say

DAYS = 14
"""The last days that have a row of their own."""
QUESTION = 96
"""Characters of a question at most: two or three lines say which one it is."""
NOTHING = "—"
"""Stands where a number is not told."""

COUNTS: Mapping[str, str] = {
    "opened": marked("opened"),
    "consented": marked("agreed to answer"),
    "in_progress": marked("in progress"),
    "complete": marked("complete"),
    "partial": marked("partial"),
    "break_off": marked("broken off"),
    "refused": marked("refused"),
    "unreachable": marked("unreachable"),
}
"""What is counted of interviews, in the order of the columns."""
_OF_QUESTIONS = (
    marked("shown"),
    marked("answered or skipped"),
    marked("stopped there"),
    marked("of those shown"),
    marked("seconds on average"),
)
_STATES: Mapping[str, str] = {
    "draft": marked("Not launched yet."),
    "open": marked("Open since {opens}."),
    "paused": marked("Paused. It was opened on {opens}."),
    "closed": marked("Closed on {closed}. What is counted here is erased on {erased}."),
}


def status_lines(status: Status, language: str, *, today: datetime.date) -> list[str]:
    """The fieldwork in one language (kk, ru, en), in lines of WIDTH characters at most."""
    said = words(language)
    name = f"{status.names[language]} ({status.campaign})"
    lines = [*wrapped(name), *wrapped(" ".join(_when(status, said, today)))]
    if status.erased_on is not None:
        erased = said.text(
            "What was counted of the interviews was erased with the campaign's key on {day}.",
            day=said.format_date(status.erased_on),
        )
        return [*lines, *wrapped(erased), *wrapped(_in_figures(status, said))]
    if status.target:
        lines += wrapped(_target(status, status.target, said))
    lines += ["", *_totals(status, said), ""]
    lines += [line for sentence in _sentences(status, said) for line in wrapped(sentence)]
    routes = {said.text(ROUTES[kind]): tally for kind, tally in status.by_route.items()}
    services = {status.services[code][language]: tally for code, tally in status.by_service.items()}
    lines += ["", *_table(said.text(GROUPINGS["route"]), routes, status, said)]
    lines += ["", *_table(said.text(GROUPINGS["service"]), services, status, said)]
    lines += ["", *_table(said.text("Day"), _days(status, said), status, said, standing=False)]
    return [*lines, "", *_questions(status.questions, said)]


def _when(status: Status, said: Words, today: datetime.date) -> Iterator[str]:
    closed = status.closed_on or today
    yield (
        said.text(
            _STATES[status.state],
            opens=said.format_date(status.opens_on),
            closed=said.format_date(closed),
            erased=said.format_date(closed + datetime.timedelta(days=KEPT)),
        )
        if status.erased_on is None
        else said.text("Closed on {closed}.", closed=said.format_date(closed))
    )
    if status.closes_on is None or status.state == "closed":
        return
    left, last = (status.closes_on - today).days, said.format_date(status.closes_on)
    if left > 0:
        yield said.text("Its last day is {last}; days left: {n}.", last=last, n=said.format_number(left))
    else:
        yield said.text("Its last day is today." if left == 0 else "Its last day was {last}.", last=last)


def _target(status: Status, target: int, said: Words) -> str:
    complete = status.total.complete
    return said.text(
        "Target: {complete} of {target} complete, {percent}.",
        complete=said.format_number(complete),
        target=said.format_number(target),
        percent=said.format_percent(complete * 100 // target / 100),
    )


def _totals(status: Status, said: Words) -> Iterator[str]:
    rows = [
        (f"({place}) {said.text(words)}", said.format_number(_number(status.total, key, status)))
        for place, (key, words) in enumerate(COUNTS.items(), start=1)
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for row in rows:
        yield from laid([[cell] for cell in row], widths, left={0})


def _sentences(status: Status, said: Words) -> Iterator[str]:
    """What the numbers do not say by themselves."""
    if status.total.blocked:
        yield said.text(
            "Of the unreachable, those who can go on once they lift the block: {n}.",
            n=said.format_number(status.total.blocked),
        )
    if status.lost:
        yield said.text(
            "Interviews of which it is not known what became, since their keys are gone or an earlier release did not "
            "count it: {n}.",
            n=said.format_number(status.lost),
        )
    yield _in_figures(status, said)
    if status.waiting and status.state == "closed":
        yield said.text(
            "Waiting for a batch of {batch}: {n}. They are erased too, unless they are released: {command}",
            n=said.format_number(status.waiting),
            batch=LEAST,
            command=f"saualnama campaign close {status.campaign} --release-small",
        )
    elif status.state == "closed":
        yield said.text("None waits for a batch.")
    elif status.needed:
        yield said.text(
            "Waiting for a batch of {batch}: {n}. Still needed: {needed}.",
            n=said.format_number(status.waiting),
            batch=LEAST,
            needed=status.needed,
        )
    else:
        yield said.text(
            "Waiting for a batch of {batch}: {n}. It is taken within minutes while the bot runs.",
            n=said.format_number(status.waiting),
            batch=LEAST,
        )
    answered = status.total.complete + status.total.partial
    if (gone := answered - status.counted - status.waiting) > 0:
        yield said.text("Taken back, or given twice: {n}.", n=said.format_number(gone))


def _in_figures(status: Status, said: Words) -> str:
    told = said.text("Counted in figures: {n}.", n=said.format_number(status.counted))
    if not status.imported:
        return told
    files = said.text("From files besides: {n}.", n=said.format_number(status.imported))
    return f"{told} {files}"


def _days(status: Status, said: Words) -> dict[str, Tally]:
    days = sorted(status.by_day)
    earlier = sum_of([status.by_day[day] for day in days[:-DAYS]])
    told = {said.text("Earlier"): earlier} if len(days) > DAYS else {}
    return told | {said.format_date(day): status.by_day[day] for day in days[-DAYS:]}


def sum_of(tallies: Sequence[Tally]) -> Tally:
    """All of them together."""
    return Tally(**{name: sum(getattr(each, name) for each in tallies) for name in Tally.__slots__})


def _table(
    by: str, rows: Mapping[str, Tally], status: Status, said: Words, *, standing: bool = True
) -> Iterator[str]:
    """A row each, and all together; without `standing` nothing is in progress: it would be of no day."""
    titles = [by, *(f"({place})" for place in range(1, len(COUNTS) + 1))]
    cells = [titles]
    for name, tally in rows.items():
        numbers = {key: said.format_number(_number(tally, key)) for key in COUNTS}
        cells.append([name, *(numbers | ({} if standing else {"in_progress": ""})).values()])
    together = {key: said.format_number(_number(status.total, key, status)) for key in COUNTS}
    cells.append(
        [said.text("All together"), *(together | ({} if standing else {"in_progress": ""})).values()]
    )
    yield from _lines(cells)


def _number(tally: Tally, key: str, status: Status | None = None) -> int:
    if key == "in_progress" and status is not None:
        return status.in_progress
    found: int = getattr(tally, key)
    return found


def _lines(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Names at the left, which have the room that the numbers leave."""
    numbers = [max(map(len, column)) for column in list(zip(*cells, strict=True))[1:]]
    left = WIDTH - sum(numbers) - len(GAP) * len(numbers)
    widths = [min(left, max(len(row[0]) for row in cells)), *numbers]
    for row in cells:
        yield from laid([[cell] for cell in row], widths, left={0})


def _questions(questions: Sequence[Question], said: Words) -> Iterator[str]:
    yield said.text("Where people stop")
    if not questions:
        yield from wrapped(
            said.text(
                "Nothing yet: questions are told once {batch} people have begun to answer, by the hour.",
                batch=LEAST,
            )
        )
        return
    yield from _legend([f"({place}) {said.text(each)}" for place, each in enumerate(_OF_QUESTIONS, 1)])
    cells = [["", *(f"({place})" for place in range(1, len(_OF_QUESTIONS) + 1))]]
    for each in questions:
        if each.shown is None:
            cells.append([_short(each, said), f"<{FEW}", *[NOTHING] * 4])
            continue
        counts = (each.shown, each.answered or 0, each.stopped or 0)
        cells.append(
            [
                _short(each, said),
                *map(said.format_number, counts),
                said.format_percent(each.share_stopped or 0.0),
                shown_seconds(each.timed, each.active),
            ]
        )
    yield from _lines(cells)
    yield from wrapped(
        said.text(
            "Told in blocks of at least {batch} people who have begun to answer; <{few}: fewer people.",
            batch=LEAST,
            few=FEW,
        )
    )


def _legend(parts: Sequence[str]) -> Iterator[str]:
    """The parts in as few lines as they need, each in one piece."""
    line = parts[0]
    for part in parts[1:]:
        if len(line) + len(GAP) + len(part) > WIDTH:
            yield line
            line = part
        else:
            line += GAP + part
    yield line


def _short(question: Question, said: Words) -> str:
    """The beginning of the question, in the reader's language where it is asked in it."""
    text = question.item.text
    language = next(each for each in (said.language, *LANGUAGES) if each in text)
    whole = " ".join(say(text, language).split())
    return whole if len(whole) <= QUESTION else f"{whole[: QUESTION - 1].rstrip()}…"
