"""Decides what the expressions of a form are here: as our export noted them if nobody changed them, else translated."""

from collections.abc import Callable, Sequence
from typing import Final

from surveys.conditions import ConditionError
from surveys.conditions.writing import spelled
from surveys.xlsform.exporting.write_choices import choice_filter
from surveys.xlsform.facts import Facts
from surveys.xlsform.importing.questions import Question
from surveys.xlsform.importing.read_choices import Choice
from surveys.xlsform.importing.simplifying import Test, all_of
from surveys.xlsform.importing.to_condition import Meaning, UntranslatableError
from surveys.xlsform.problems import FormFindings
from surveys.xlsform.rows import PREFIX, Row, Table
from surveys.xlsform.sheets import Cell, told
from surveys.xlsform.to_xpath import xpath_of
from surveys.xlsform.xpath import Tree, XPathError, operands, read

INSTEAD: Final = "Write it with and, or, not(), selected(), comparisons and + - * div of earlier questions."


class Expressions:
    """The expressions of one form. `known`: what may be named; None for what was left out or cannot be worked out.

    `values`: what each calculation works out, by our ids.
    """

    def __init__(self, questions: Sequence[Question], choices: Table, findings: FormFindings) -> None:
        self._findings = findings
        self._columns = {column.written: "" for column in choices.columns}
        self.known: dict[str, Facts | None] = {}
        for each in questions:
            if each.role in {"item", "left-out"}:
                self.known.setdefault(each.name, each.facts if each.role == "item" else None)
        self.values = self._calculations(
            [each for each in questions if each.role == "item" and each.form.calculated]
        )

    @property
    def by_id(self) -> dict[str, Facts]:
        """The questions that were taken over, by our ids."""
        return {facts.id: facts for facts in self.known.values() if facts is not None}

    def condition(self, row: Row) -> Cell | None:
        """What `relevant` says; None where it is always so."""
        cell = row.get("relevant")
        if cell is None:
            return None
        if exact := self._exact(cell, row.get(PREFIX + "ask_when"), self._exported):
            return exact
        meaning = Meaning(self.known)
        try:
            found = meaning.condition(read(cell))
        except (XPathError, UntranslatableError) as error:
            self._findings.add("relevant", cell.place, detail=error, instead=INSTEAD)
            return None
        if found is False:
            self._findings.add("relevant", cell.place, detail="it never holds", instead="Remove the row.")
        self._note(meaning, cell)
        return told(cell, found) if isinstance(found, str) else None

    def offers(self, question: Question) -> list[Cell | bool | None]:
        """The `offer_when` of each choice; False for a choice that is never offered."""
        exact = [choice.row.get(PREFIX + "offer_when") for choice in question.choices]
        cell = question.row.get("choice_filter")
        if not question.selects:
            return list(exact)
        if cell is None:
            return [None for _ in exact]
        texts = [None if each is None else str(each) for each in exact]
        if self._exact(cell, cell, lambda _: choice_filter(texts, self.by_id)):
            return list(exact)
        try:
            tree = read(cell)
            return [self._offer(cell, tree, choice) for choice in question.choices]
        except (XPathError, UntranslatableError) as error:
            self._findings.add("choice-filter", cell.place, detail=error, instead=INSTEAD)
            return [None for _ in exact]

    def parts(self, question: Question, cell: Cell) -> tuple[Sequence[Tree], Cell | None]:
        """What a constraint joins by `and`, without what our export made of a `valid_when`, and that `valid_when`.

        Raises XPathError.
        """
        trees = operands(read(cell), "and")
        exact = question.row.get(PREFIX + "valid_when")
        try:
            made = xpath_of(str(exact), self.by_id, own=question.id) if exact is not None else ""
            ending = operands(read(made), "and") if made else ()
        except (ConditionError, KeyError):
            ending = ()
        if exact is None or not ending or trees[-len(ending) :] != ending:
            return trees, None
        return trees[: -len(ending)], told(cell, str(exact))

    def valid(self, question: Question, cell: Cell, trees: Sequence[Tree]) -> Cell | None:
        """The `valid_when` that parts of a constraint say; those that cannot be said are noted."""
        meaning, tests = Meaning(self.known, own=question.facts), list[Test]()
        for tree in trees:
            try:
                tests.append(meaning.test(tree))
            except UntranslatableError as error:
                self._findings.add("constraint", cell.place, detail=error, instead=INSTEAD)
        self._note(meaning, cell)
        found = all_of(tests)
        if found is False:
            self._findings.add("constraint", cell.place, detail="it never holds", instead="Correct it.")
        return None if isinstance(found, bool) else told(cell, spelled(found))

    def _offer(self, cell: Cell, tree: Tree, choice: Choice) -> Cell | bool | None:
        cells = {each.place.column: str(each) for each in choice.row.cells.values()}
        meaning = Meaning(self.known, columns=self._columns | cells)
        found = meaning.condition(tree)
        self._note(meaning, cell)
        if isinstance(found, str):
            return told(cell, found)
        return None if found else False

    def _calculations(self, questions: Sequence[Question]) -> dict[str, Cell]:
        """A calculation that needs another one that is lost is lost too, so each loss begins the search again."""
        waiting = list(questions)
        found: dict[str, Cell] = {}
        place = 0
        while place < len(waiting):
            question = waiting[place]
            value = self._calculation(question)
            if value is not None:
                found[question.id] = value
                place += 1
            else:
                self.known[question.name] = None
                found.pop(question.id, None)
                waiting.pop(place)
                place = 0
        return found

    def _calculation(self, question: Question) -> Cell | None:
        cell = question.row.get("calculation")
        if cell is None:
            self._findings.add("calculation", question.row.at("calculation"), detail="it is empty")
            return None
        if exact := self._exact(cell, question.row.get(PREFIX + "value"), self._exported):
            return exact
        try:
            return told(cell, Meaning(self.known).number(read(cell)))
        except (XPathError, UntranslatableError) as error:
            self._findings.add("calculation", cell.place, detail=error)
            return None

    def _exported(self, condition: str) -> str:
        return xpath_of(condition, self.by_id)

    def _exact(self, cell: Cell, exact: Cell | None, export: Callable[[str], str]) -> Cell | None:
        """The condition as it was written, where the form still says what our export made of it."""
        if exact is None:
            return None
        try:
            made = export(str(exact))
        except (ConditionError, KeyError):
            return None
        return told(cell, str(exact)) if made.split() == cell.split() else None

    def _note(self, meaning: Meaning, cell: Cell) -> None:
        for note in meaning.notes:
            self._findings.add("nearly", cell.place, detail=note)
