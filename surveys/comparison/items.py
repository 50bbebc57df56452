"""Decides what changed in one item from one version to another: words, options, scores, conditions, settings."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.answers import MISSING_CODES
from surveys.comparison.rules import Change
from surveys.item import Item, Option

SLIP = 0.9
"""Likeness (Ratcliff and Obershelp, 0 to 1) from which other words may be a corrected slip."""
NONE = "nothing"
"""Stands for what is not there."""

LOOKED_INTO = frozenset({"wording", "options"})
"""Keys of these kinds are compared word by word, option by option."""
_MARKS = re.compile(r"[\W_]+")


def item_changes(before: Item, after: Item) -> Iterator[Change]:
    """What changed in an item that both versions have; its options only where they can be set side by side."""
    if before.type != after.type:
        yield Change("type", after.id, {"before": before.type, "after": after.type})
    texts = before.wordings(), after.wordings()
    for part in dict.fromkeys([*texts[1], *texts[0]]):
        yield from wording_changes(after.id, part, *(each.get(part, {}) for each in texts))
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    kinds = after.comparability()
    for part in new:
        kind = kinds.get(part, "setting")
        if part in old and part not in {"id", "type"} and kind not in LOOKED_INTO:
            yield from value_change(after.id, kind, part, old[part], new[part])
    if before.type == after.type and old.get("scale") == new.get("scale"):
        yield from _options(after.id, before.offered, after.offered)


def value_change(item: str, kind: str, part: str, before: object, after: object) -> Iterator[Change]:
    """One change of this kind, if the values differ."""
    if before != after:
        yield Change(kind, item, _told(part, before, after))


def wording_changes(
    item: str, part: str, before: Mapping[str, str], after: Mapping[str, str], *, heavy: str = "wording"
) -> Iterator[Change]:
    """What changed in a text, language by language. `heavy`: what other words are called here."""
    for language in dict.fromkeys([*after, *before]):
        told = {"part": part, "language": language}
        if language not in before:
            yield Change("language-added", item, told)
        elif language not in after:
            yield Change("language-removed", item, told)
        elif before[language] != after[language]:
            values = {**told, "before": before[language], "after": after[language]}
            yield Change(_how_much(before[language], after[language], heavy), item, values)


def shown(value: object) -> str:
    """A value of the notation, for a sentence."""
    if value is None or value == "" or value == [] or value == ():
        return NONE
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(inside)}" for key, inside in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else f"{value}"


def _options(item: str, before: Sequence[Option], after: Sequence[Option]) -> Iterator[Change]:
    old = {option.code: option for option in before}
    new = {option.code: option for option in after}
    follows = {option.code: option.code for option in after if option.code in old}
    for option in after:
        if option.code in old:
            continue
        if option.replaces in old and option.replaces not in new:
            follows[option.code] = option.replaces
            yield Change("option-renamed", item, {"before": option.replaces, "after": option.code})
            continue
        if option.replaces is not None:
            yield Change("replaces-nothing", item, {"before": option.replaces, "after": option.code})
        kind = "missing-added" if option.code in MISSING_CODES else "option-added"
        yield Change(kind, item, {"after": option.code})
    for code in old:
        if code not in new and code not in follows.values():
            yield Change(
                "missing-removed" if code in MISSING_CODES else "option-removed", item, {"before": code}
            )
    common = [code for code in old if code in follows.values()]
    if [follows[code] for code in new if code in follows] != common:
        yield Change("options-moved", item)
    for code, former in follows.items():
        yield from _option(item, old[former], new[code])


def _option(item: str, before: Option, after: Option) -> Iterator[Change]:
    yield from wording_changes(item, f"label {after.code}", before.label, after.label)
    if before.score != after.score:
        yield Change("score", item, _told(after.code, before.score, after.score))
    settings = ("exclusive", "specify", "offer_when", "replaces")
    changed = [part for part in settings if getattr(before, part) != getattr(after, part)]
    if before.code != after.code and "replaces" in changed:
        changed.remove("replaces")
    if changed:
        yield Change("option-setting", item, {"part": after.code, "after": ", ".join(changed)})


def _how_much(before: str, after: str, heavy: str) -> str:
    if _MARKS.sub(" ", before).split() == _MARKS.sub(" ", after).split():
        return "punctuation"
    if _MARKS.sub(" ", before).casefold().split() == _MARKS.sub(" ", after).casefold().split():
        return "punctuation"
    like = difflib.SequenceMatcher(None, before, after, autojunk=False).ratio()
    return "slip" if heavy == "wording" and like >= SLIP else heavy


def _told(part: str, before: object, after: object) -> dict[str, str]:
    return {"part": part, "before": shown(before), "after": shown(after)}
