"""Decides what an attacker guesses from copies: who of those that took part said what, and who they were.

Every guess uses all that the tables say of both sides: within a mixing, rows that agree in the columns that
participations and responses share are paired in the order in which they lie. What the truth is only scores it.
"""

import json
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scipy.stats import binomtest

from surveys.coding import WITH_ANSWERS
from tests.faults.linkage import Copies, Person, World

MOST = 1 / 20
"""The promise: a guess is right in no more than one case of a batch."""
ERROR = 0.001
"""How often a test may fail by chance alone."""
PAGE, ITEM = 8192, 24
"""Bytes of a page of PostgreSQL, and of its head, behind which the pointers to its rows begin."""

Row = Mapping[str, Any]
Pair = tuple[Row, Row]


@dataclass(frozen=True, slots=True)
class Score:
    """How often an attack was right. `promised`: whether the promise covers it."""

    attack: str
    hits: int
    tries: int
    promised: bool = True

    @property
    def p(self) -> float:
        """The probability of so many hits, or more, where the promise holds."""
        return (
            float(binomtest(self.hits, self.tries, MOST, alternative="greater").pvalue) if self.tries else 1.0
        )

    def __str__(self) -> str:
        share = self.hits / self.tries if self.tries else 0.0
        told = f"p {self.p:.4f}" if self.promised else "not promised"
        return f"{self.attack:76} {self.hits:5}/{self.tries:<5} {share:6.1%}  (1/20)  {told}"


@dataclass(slots=True)
class Truth:
    """Who is who. `persons`: by the name of a participation; `words`: by what they said."""

    persons: Mapping[str, Person]
    interviews: Mapping[int, Person]
    words: Mapping[str, Person]

    def says(self, response: Row) -> Person | None:
        """Whose response it is."""
        beside = response["beside"]
        told = json.loads(beside) if isinstance(beside, str) else beside
        return self.words.get((told or {}).get("comment", ""))


def truth_of(world: World) -> Truth:
    """All that the script knows."""
    everybody = world.ended
    return Truth(
        {world.hashed(each): each for each in everybody},
        {each.interview: each for each in everybody},
        {each.words: each for each in everybody if each.words},
    )


def new(copies: Copies, table: str, key: str) -> list[Row]:
    """The rows that a mixing has brought, in the order in which they lie."""
    known = {row[key] for row in copies.before[table]}
    return [row for row in copies.after[table] if row[key] not in known]


def of_mixing(copies: Copies) -> tuple[list[Row], list[Row]]:
    """Who took part with answers, and what was answered, by one mixing: two backups tell both."""
    took_part = [row for row in new(copies, "participations", "person") if row["disposition"] in WITH_ANSWERS]
    return took_part, new(copies, "responses", "id")


def paired(left: Sequence[Row], right: Sequence[Row]) -> Iterator[Pair]:
    """Each row of the left with one of the right: of those that agree with it, the one in the same place."""
    shared = (
        sorted(set(left[0]) & set(right[0]) - {"campaign", "disposition", "xmin"}) if left and right else []
    )
    if len({row["disposition"] for row in left}) > 1:
        shared.append("disposition")
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in right:
        groups[tuple(row[name] for name in shared)].append(row)
    places: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in left:
        key = tuple(row[name] for name in shared)
        of = groups.get(key) or list(right)
        yield row, of[places[key] % len(of)]
        places[key] += 1


def by_place(rows: Iterable[Row], key: str, content: bytes) -> list[Row]:
    """Rows in the order in which their names first stand in a log; those that do not are left out."""
    places = {}
    for row in rows:
        name = row[key].encode() if isinstance(row[key], str) else bytes(row[key])
        places[name] = content.find(name), row
    return [row for place, row in sorted(places.values(), key=lambda each: each[0]) if place >= 0]


def order_of_rows(world: World, truth: Truth) -> Score:
    """One copy at the end."""
    last = world.mixings[-1].after
    took_part = [row for row in last["participations"] if row["disposition"] in WITH_ANSWERS]
    return _responses("order of rows, all in one copy", paired(took_part, last["responses"]), truth)


def two_backups(world: World, truth: Truth) -> Score:
    """A copy before and one after each mixing."""
    pairs = [pair for copies in world.mixings for pair in paired(*of_mixing(copies))]
    return _responses("two backups: participation to response", pairs, truth)


def logs(world: World, truth: Truth, whole: bytes | None = None) -> Score:
    """The log of each mixing, or the `whole` log of all: in which order names are first written."""
    pairs: list[Pair] = []
    for copies in world.mixings:
        content = copies.files["log"] if whole is None else whole
        took_part, answered = of_mixing(copies)
        pairs += paired(by_place(took_part, "person", content), by_place(answered, "id", content))
    return _responses("log: participation to response, in the order of writing", pairs, truth)


def transactions(world: World, truth: Truth) -> Score:
    """PostgreSQL: the transaction that wrote a row stands in it; participations come just before their responses."""
    last = world.mixings[-1].after
    batches: dict[int, list[Row]] = defaultdict(list)
    for row in last["responses"]:
        batches[row["xmin"]].append(row)
    pairs: list[Pair] = []
    for number, answered in batches.items():
        before = [row for row in last["participations"] if row["xmin"] < number]
        latest = max(row["xmin"] for row in before)
        took_part = [row for row in before if row["xmin"] == latest and row["disposition"] in WITH_ANSWERS]
        pairs += paired(took_part, answered)
    return _responses("xmin: participation to the batch just after it", pairs, truth)


def who_took_part(world: World, truth: Truth) -> Score:
    """Somebody has watched in which order people came to the end, and looks for their participations."""
    hits = tries = 0
    for copies in world.mixings:
        found = new(copies, "participations", "person")
        mine = {row["person"] for row in found}
        came = [person for person in world.ended if world.hashed(person) in mine]
        hits += sum(truth.persons[row["person"]] is person for row, person in zip(found, came, strict=True))
        tries += len(found)
    return Score("who took part: order of the end to order of participations", hits, tries)


def who_said_what(world: World, truth: Truth) -> Score:
    """Somebody has watched in which order people came to the end, and looks for their responses."""
    hits = tries = 0
    for copies in world.mixings:
        _, found = of_mixing(copies)
        mine = {id(person) for row in found if (person := truth.says(row))}
        came = [person for person in world.ended if id(person) in mine]
        hits += sum(truth.says(row) is person for row, person in zip(found, came, strict=True))
        tries += len(found)
    return Score("who said what: order of the end to order of responses", hits, tries)


def dead_rows(world: World, truth: Truth) -> list[Score]:
    """PostgreSQL: the erased row of an interview names the transactions of both its batches."""
    to_person: list[tuple[int, Row]] = []
    to_words: list[tuple[int, Row]] = []
    for copies in world.mixings:
        took_part, answered = of_mixing(copies)
        said = {row["id"] for row in copies.before["interviews"]}
        rows = [row for row in rows_of(copies.files["interviews"]) if row.interview in said]
        first, second = took_part[0]["xmin"], answered[0]["xmin"]
        marked = [row.interview for row in rows if row.xmin == first]
        erased = [row.interview for row in rows if row.xmax == second]
        with_answers = [each for each in marked if truth.interviews[each].answered]  # in his favour
        to_person += zip(with_answers, took_part, strict=False)
        to_words += zip([each for each in erased if truth.interviews[each].answered], answered, strict=False)
    persons = sum(truth.persons[row["person"]] is truth.interviews[name] for name, row in to_person)
    words = sum(truth.says(row) is truth.interviews[name] for name, row in to_words)
    return [
        Score("dead rows: erased interview to participation", persons, len(to_person)),
        Score("dead rows: erased interview to response", words, len(to_words)),
    ]


def lengths(world: World, truth: Truth) -> Score:
    """Sealed values keep their length: of an interview that waits, as of whoever has the key of its person's hash."""
    hits = tries = 0
    for copies in world.mixings:
        _, answered = of_mixing(copies)
        waiting = [row for row in copies.before["interviews"] if truth.interviews[row["id"]].answered]
        waiting = [row for row in waiting if row["slot"]]
        said = sorted(answered, key=lambda row: len(str(row["beside"])))
        for row, response in zip(sorted(waiting, key=lambda row: len(row["sealed"])), said, strict=False):
            hits += truth.says(response) is truth.interviews[row["id"]]
            tries += 1
    return Score("two backups: length of a sealed interview to response", hits, tries, promised=False)


def remains(world: World, truth: Truth) -> Score:
    """SQLite: the erased interviews lie in the file until its log is carried over: does their order tell?"""
    hits = tries = 0
    for copies in world.mixings:
        _, answered = of_mixing(copies)
        waiting = [row for row in copies.before["interviews"] if row["slot"]]
        waiting = [row for row in waiting if truth.interviews[row["id"]].answered]  # in his favour
        lie = by_place(
            [{**row, "sealed": bytes(row["sealed"])[:32]} for row in waiting], "sealed", copies.files["file"]
        )
        hits += sum(
            truth.says(said) is truth.interviews[row["id"]] for row, said in zip(lie, answered, strict=False)
        )
        tries += min(len(lie), len(answered))
    return Score("dead rows: erased interview in the file to response", hits, tries)


def with_the_key(world: World, truth: Truth) -> Score:
    """Two backups and the campaign's key, with which every service can be tried for somebody."""
    pairs: list[Pair] = []
    for copies in world.mixings:
        took_part, answered = of_mixing(copies)
        named = [{**row, "service": truth.persons[row["person"]].service} for row in took_part]
        pairs += paired(named, answered)
    score = _responses("two backups and the key: person and service to response", pairs, truth)
    return replace(score, promised=False)


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A row of the interviews as it lies in the file, alive or dead."""

    xmin: int
    xmax: int
    interview: int


def rows_of(content: bytes) -> Iterator[DeadRow]:
    """PostgreSQL: every row in the pages of a table whose first column is a BIGINT (bufpage.h, htup_details.h)."""
    for base in range(0, len(content), PAGE):
        page = content[base : base + PAGE]
        lower = struct.unpack_from("<H", page, 12)[0]
        for place in range(ITEM, lower, 4):
            pointer = struct.unpack_from("<I", page, place)[0]
            start, flags, length = pointer & 0x7FFF, (pointer >> 15) & 3, pointer >> 17
            if flags == 1 and length:
                row = page[start : start + length]
                xmin, xmax = struct.unpack_from("<II", row, 0)
                yield DeadRow(xmin, xmax, struct.unpack_from("<q", row, row[22])[0])


def _responses(attack: str, pairs: Iterable[Pair], truth: Truth) -> Score:
    judged = [truth.says(response) is truth.persons[row["person"]] for row, response in pairs]
    return Score(attack, sum(judged), len(judged))
