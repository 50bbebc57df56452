"""Decides which answers the cells of a row give, by item, each taken by itself: not whether they were asked."""

import datetime
from collections.abc import Mapping, Sequence

from surveys.answers import Answer, chosen
from surveys.data_file import cells
from surveys.data_file.cells import BadCell
from surveys.data_file.columns import Column
from surveys.data_file.findings import Finding
from surveys.item import Item
from surveys.questionnaire import Questionnaire

OF_ITEMS = frozenset({"answer", "tick", "words", "missing"})
"""The roles of columns that say something of an answer."""

_CELLS = 4_096
"""Different cells of coded columns that are remembered: most cells of a file are the same few."""


class Given:
    """Reads the answers of the rows of one file. `language`: for what is typed; `today`: for days."""

    def __init__(self, columns: Sequence[Column], language: str, *, today: datetime.date) -> None:
        self._columns = [(place, each) for place, each in enumerate(columns) if each.role in OF_ITEMS]
        self._language = language
        self._today = today
        self._known: dict[tuple[int, str, str], Answer] = {}

    def read(
        self, number: int, texts: Sequence[str], asked: Questionnaire, agency: str
    ) -> tuple[dict[str, Answer], list[Finding]]:
        """The answers, and what is wrong with single cells. Without an agency its own options are not looked at."""
        found: dict[str, Answer] = {}
        ticks: dict[str, dict[str, bool | str]] = {}
        words: list[tuple[Column, str]] = []
        wrong: list[Finding] = []
        for place, column in self._columns:
            text = texts[place].strip() if place < len(texts) else ""
            item = asked.by_id[column.item]
            if not text or (item.brought and not agency):
                continue
            try:
                if column.role == "tick":
                    ticks.setdefault(item.id, {})[column.option] = cells.tick(text)
                elif column.role == "words":
                    words.append((column, cells.words(text)))
                elif item.id in found:
                    wrong.append(Finding(number, column.name, "missing-and-answer", {"item": item.id}))
                elif column.role == "missing":
                    found[item.id] = cells.missing(text)
                else:
                    found[item.id] = self._answer(place, item, text, agency)
            except BadCell as bad:
                wrong.append(Finding(number, column.name, bad.key, bad.values))
        wrong += self._ticked(number, ticks, found)
        wrong += self._worded(number, words, found, {each.column for each in wrong})
        return found, wrong

    def _answer(self, place: int, item: Item, text: str, agency: str) -> Answer:
        """Of coded items: one cell is read once."""
        if item.expects == "typed":
            return cells.answer(item, text, self._language, self._today)
        key = (place, text, agency if item.brought else "")
        found = self._known.get(key)
        if found is None:
            found = cells.answer(item, text, self._language, self._today)
            if len(self._known) < _CELLS:
                self._known[key] = found
        return found

    def _ticked(
        self, number: int, ticks: Mapping[str, Mapping[str, bool | str]], found: dict[str, Answer]
    ) -> list[Finding]:
        """Multiple choices of which each option has a column: none ticked is no answer."""
        wrong = []
        for item, options in ticks.items():
            codes = [each for each in options.values() if isinstance(each, str)]
            ticked = [option for option, each in options.items() if each is True]
            if codes and (ticked or len(set(codes)) > 1):
                name = next(
                    column.name
                    for _, column in self._columns
                    if column.item == item and column.role == "tick"
                )
                wrong.append(Finding(number, name, "missing-and-answer", {"item": item}))
            elif codes or ticked:
                found[item] = chosen(*(ticked or codes[:1]))
        return wrong

    def _worded(
        self,
        number: int,
        words: Sequence[tuple[Column, str]],
        found: dict[str, Answer],
        bad: set[str],
    ) -> list[Finding]:
        """Words belong to the option that asks for them. Where the answer itself is wrong, nothing is said of them."""
        wrong = []
        for column, said in words:
            whole = found.get(column.item)
            if whole is not None and column.option in whole.codes:
                found[column.item] = Answer(codes=whole.codes, text=said)
            elif not any(each.item == column.item and each.name in bad for _, each in self._columns):
                wrong.append(Finding(number, column.name, "words-alone", {"option": column.option}))
        return wrong
