"""Decides what is wrong with rows beside each other and what the registry has: codes, references, terms, moves."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from console.registry.findings import Finding
from console.registry.reading import Line
from storage.registry import Entry, Kind
from storage.registry_loading import InUse, Registry, merged
from surveys.coding import LANGUAGES
from surveys.data_file.findings import listed

NEAR = 0.6
"""How much two codes must have in common for one to be meant by the other (difflib's own measure)."""
REGIONS = 20
"""All of them fit into a sentence."""
GUESSED = 50
"""Codes that a guess is looked for: each is compared with every one that is known."""

_NAMES = (*LANGUAGES, *(f"short_{language}" for language in LANGUAGES))


def check(lines: Sequence[Line], known: Registry, in_use: InUse) -> list[Finding]:
    """Everything that is wrong between the rows, and beside what is known, or odd."""
    good = _first_of_each(lines)
    after = _after(good, known)
    found = [*_twice(lines), *_unknown(lines, after), *_terms(good, after), *_moved(good, known, in_use)]
    return [*found, *_rings(good, after), *_splits(good, after)]


def _first_of_each(lines: Sequence[Line]) -> dict[Kind, dict[str, Line]]:
    found: dict[Kind, dict[str, Line]] = defaultdict(dict)
    for line in lines:
        if line.code:
            found[line.kind].setdefault(line.code, line)
    return found


def _after(good: Mapping[Kind, Mapping[str, Line]], known: Registry) -> dict[Kind, dict[str, Entry]]:
    """The registry as it would be."""
    return {
        kind: {
            **entries,
            **{code: _merged(line, entries.get(code)) for code, line in good.get(kind, {}).items()},
        }
        for kind, entries in known.items()
    }


def _merged(line: Line, old: Entry | None) -> Entry:
    """What the row would become; a name that is wrong is as none here."""
    return merged(line.kind, old, {"kk": None, "ru": None, **line.entry} if old is None else line.entry)


def _twice(lines: Sequence[Line]) -> Iterator[Finding]:
    first: dict[tuple[Kind, str], Line] = {}
    for line in lines:
        if line.code and (before := first.setdefault((line.kind, line.code), line)) is not line:
            where = f"{before.sheet.file}:{before.sheet.name}" if before.sheet.name else before.sheet.file
            yield line.finding("code-twice", "code", value=line.code, where=f"{where}:{before.row}")


def _unknown(lines: Sequence[Line], after: Registry) -> Iterator[Finding]:
    """References to what nobody knows. A name in place of its code is understood, so as to be told."""
    guesses: dict[tuple[Kind, str], str | None] = {}
    for line in lines:
        references: tuple[tuple[str, Kind], ...] = (
            ("agency", "agencies"),
            ("region", "regions"),
            ("predecessor", line.kind),
        )
        for column, kind in references:
            value = line.entry.get(column)
            if not value or value in after[kind]:
                continue
            asked = (kind, str(value))
            if asked not in guesses and len(guesses) < GUESSED:
                guesses[asked] = _near(kind, str(value), after[kind])
            if near := guesses.get(asked):
                yield line.finding("unknown-near", column, value=str(value), guess=near)
            elif kind == "regions":
                yield line.finding(
                    "unknown-region", column, value=str(value), known=listed(after[kind], REGIONS)
                )
            else:
                yield line.finding("unknown", column, value=str(value), known=listed(after[kind]) or "—")


def _near(kind: Kind, value: str, entries: Mapping[str, Entry]) -> str | None:
    """The code whose name this is, or one that is much like it; codes of regions are all alike."""
    plain = value.casefold()
    for code, entry in entries.items():
        if plain in {str(entry.get(name)).casefold() for name in _NAMES}:
            return code
    if kind == "regions":
        return None
    codes = {code.casefold(): code for code in entries}
    near = difflib.get_close_matches(plain, codes, n=1, cutoff=NEAR)
    return codes[near[0]] if near else None


def _terms(good: Mapping[Kind, Mapping[str, Line]], after: Registry) -> Iterator[Finding]:
    for kind, lines in good.items():
        for code, line in lines.items():
            entry = after[kind][code]
            begins, ends = entry["valid_from"], entry["valid_to"]
            if begins and ends and ends < begins:  # type: ignore[operator]
                column = "valid_to" if "valid_to" in line.places else "valid_from"
                yield line.finding("ends-before", column, first=str(begins), last=str(ends))


def _moved(good: Mapping[Kind, Mapping[str, Line]], known: Registry, in_use: InUse) -> Iterator[Finding]:
    """Services and offices that would change their agency while a campaign counts them for the old one."""
    for code, line in good.get("services", {}).items():
        if _moves(line, known) and (campaign := in_use.services.get(code)):
            yield line.finding("service-in-use", "agency", value=code, campaign=campaign)
    for code, line in good.get("offices", {}).items():
        before = str(known["offices"].get(code, {}).get("agency"))
        if _moves(line, known) and (campaign := in_use.agencies.get(before)):
            yield line.finding("office-in-use", "agency", value=code, agency=before, campaign=campaign)


def _moves(line: Line, known: Registry) -> bool:
    old = known[line.kind].get(line.code)
    return old is not None and line.entry.get("agency") not in {None, old["agency"]}


def _rings(good: Mapping[Kind, Mapping[str, Line]], after: Registry) -> Iterator[Finding]:
    """Predecessors that lead back to where they begin; a ring is told once."""
    told: set[tuple[Kind, str]] = set()
    for kind, lines in good.items():
        for code, line in lines.items():
            chain, last = {code: True}, code
            while (earlier := after[kind].get(last, {}).get("predecessor")) and earlier not in chain:
                last = str(earlier)
                chain[last] = True
            if earlier != code or (kind, code) in told:
                continue
            told |= {(kind, each) for each in chain}
            if len(chain) == 1:
                yield line.finding("own-predecessor", "predecessor", value=code)
            else:
                yield line.finding("ring", "predecessor", chain=" → ".join([*chain, code]))


def _splits(good: Mapping[Kind, Mapping[str, Line]], after: Registry) -> Iterator[Finding]:
    """Several that follow one: nobody can say whose its answers would be."""
    for kind, lines in good.items():
        followed = Counter(entry.get("predecessor") for entry in after[kind].values())
        for line in lines.values():
            before = line.entry.get("predecessor")
            if before and followed[before] > 1:
                yield line.finding("split", "predecessor", value=str(before), n=str(followed[before]))
