"""Decides whether a change between two versions leaves a series comparable: each kind of change once, with the reason.

The table follows what survey practice knows of such changes: wording, scale and order effects (Schuman and Presser,
1981; Tourangeau, Rips and Rasinski, 2000), and OECD's guidelines on trust and on subjective well-being, which keep a
core wording fixed and start a series anew with another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["comparable", "check", "break"]
"""The series goes on; somebody who knows the subject must look; the series ends and another begins."""

ORDER: tuple[Verdict, ...] = ("comparable", "check", "break")
"""From the lightest to the gravest."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a kind of change does to the series of its item, and why."""

    verdict: Verdict
    what: str
    why: str


RULES: Mapping[str, Rule] = {
    # The item as a whole
    "added": Rule("comparable", "is new", "it begins a series of its own"),
    "removed": Rule("break", "is gone", "its series ends"),
    "renamed": Rule("break", "is now called {after}", "figures are kept by id: give it its old one"),
    "moved": Rule("check", "stands at another place", "what is asked before it colours the answer"),
    "section": Rule("comparable", "belongs to another section", "citizens do not see sections"),
    "type": Rule(
        "break", "was of the type {before}, is {after}", "another kind of answer cannot be set beside it"
    ),
    "core-version": Rule("break", "was {before}, is {after}", "a new version of a core item is a new series"),
    # What is read
    "punctuation": Rule(
        "comparable", "{part}, {language}: only signs or capitals differ", "the words are the same"
    ),
    "slip": Rule(
        "check",
        "{part}, {language}: “{before}” is now “{after}”",
        "a corrected slip changes nothing, but one small word can turn the meaning",
    ),
    "wording": Rule(
        "break", "{part}, {language}: “{before}” is now “{after}”", "other words are another question"
    ),
    "language-added": Rule(
        "comparable", "{part} speaks {language} too", "those who read the other languages saw the same"
    ),
    "language-removed": Rule(
        "check", "{part} no longer speaks {language}", "those who read it answer in another language now"
    ),
    # What is answered
    "scale": Rule(
        "break", "was on the scale {before}, is on {after}", "figures on different scales cannot be compared"
    ),
    "option-added": Rule("check", "the option {after} is new", "it draws answers from the others"),
    "option-removed": Rule(
        "break",
        "the option {before} is gone",
        "its answers go elsewhere; give the new one `replaces: {before}`",
    ),
    "option-renamed": Rule(
        "comparable", "the option {before} is now {after}", "`replaces` joins the two codes"
    ),
    "replaces-nothing": Rule(
        "check", "the option {after} replaces {before}, which the version before has not", "nothing is joined"
    ),
    "options-moved": Rule(
        "check", "the options stand in another order", "the first ones are chosen more often"
    ),
    "score": Rule(
        "check",
        "the option {part} scored {before}, now {after}",
        "counts are kept by code: work both versions out with the same scores",
    ),
    "missing-added": Rule("check", "{after} is offered now", "some who gave an answer will take it"),
    "missing-removed": Rule(
        "check", "{before} is no longer offered", "who had no answer must give one or skip"
    ),
    "option-setting": Rule("check", "the option {part} has another {after}", "it may be chosen otherwise"),
    "bounds": Rule("check", "{part} was {before}, is {after}", "answers beyond it were or are cut off"),
    "choose": Rule(
        "break", "{before} could be chosen, now {after}", "shares depend on how many may be chosen"
    ),
    "calculation": Rule("break", "was worked out as {before}, is as {after}", "it is another figure"),
    # Who is asked
    "condition": Rule(
        "break", "was asked when {before}, is when {after}", "other people are asked: another base"
    ),
    "required": Rule(
        "check", "could be skipped: {before}, now {after}", "who skipped it answers now, or the reverse"
    ),
    "validity": Rule(
        "check", "{part} was {before}, is {after}", "answers that were refused are taken now, or the reverse"
    ),
    "means": Rule("check", "meant {before}, now {after}", "other figures are made of the same answers"),
    "measures": Rule("check", "measured {before}, now {after}", "the answers count for another dimension"),
    "setting": Rule("check", "{part} was {before}, is {after}", "nothing is known of what this changes"),
    # The questionnaire
    "introduction": Rule(
        "check", "{part}, {language}: “{before}” is now “{after}”", "it sets the mood of all that follows"
    ),
    "order": Rule("check", "{part} was {before}, is {after}", "what is asked before colours the answer"),
    "module": Rule(
        "comparable", "{part} was {before}, is {after}", "lots decide who is asked: a smaller base, no other"
    ),
    "partial": Rule(
        "check", "partial responses were {before}, are {after}", "other unfinished interviews count"
    ),
    "head": Rule("comparable", "{part} was {before}, is {after}", "no question is touched"),
}
"""Kind of change -> what it means."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `item` is empty for the questionnaire itself; `values` fill the sentence."""

    kind: str
    item: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """What it does to the series of the item."""
        return RULES[self.kind].verdict

    @property
    def why(self) -> str:
        """The reason of the verdict."""
        return RULES[self.kind].why.format_map(self.values)

    def sentence(self) -> str:
        """What changed, what that means, and why, in one line."""
        what = RULES[self.kind].what.format_map(self.values)
        return " ".join(f"{self.item or 'questionnaire'}: {what}: {self.verdict}: {self.why}".split())

    def as_json(self) -> dict[str, Any]:
        """For programs; `item` is null for the questionnaire itself."""
        told = {"item": self.item or None, "change": self.kind, **self.values}
        return {**told, "verdict": self.verdict, "why": self.why}


def gravest(verdicts: list[Verdict]) -> Verdict:
    """The verdict on all of them together."""
    return max(verdicts, key=ORDER.index, default="comparable")
