"""Decides how a linear program is solved again and again, each time from where the last one ended (HiGHS, simplex).

Equations are kept; what changes from one question to the next are a variable's bounds, or what is sought.
"""

from collections.abc import Sequence
from typing import Any

import highspy
import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


class _Silent(highspy.Highs):
    """HiGHS without its banner: it is printed when callbacks are switched on, before anybody else can say not to."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's own name
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Program:
    """Variables between bounds, under equations; the least cost is sought."""

    def __init__(
        self,
        equations: Sequence[tuple[Sequence[tuple[int, float]], float]],
        *,
        lower: Vector,
        upper: Vector,
        cost: Vector,
    ) -> None:
        """`equations`: variables with their factors, and what they come to."""
        self._lower, self._upper = lower, upper
        self._solver: Any = _Silent()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("threads", 1)
        program: Any = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(lower), len(equations)
        program.col_cost_, program.col_lower_, program.col_upper_ = cost, lower, upper
        program.row_lower_ = program.row_upper_ = np.array([side for _, side in equations], dtype=float)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _ in equations)])
        program.a_matrix_.index_ = np.array([variable for terms, _ in equations for variable, _ in terms])
        program.a_matrix_.value_ = np.array([factor for terms, _ in equations for _, factor in terms])
        self._solver.passModel(program)

    def with_value(self, variable: int, value: float) -> Vector | None:
        """The cheapest solution in which a variable has this value; None where there is none."""
        self._solver.changeColBounds(variable, value, value)
        found = self._solved()
        self._solver.changeColBounds(variable, self._lower[variable], self._upper[variable])
        return found

    def extreme(self, variable: int, sign: float) -> Vector | None:
        """A solution with the greatest (`sign` 1) or least (-1) value of a variable, where nothing else costs."""
        self._solver.changeColCost(variable, -sign)
        found = self._solved()
        self._solver.changeColCost(variable, 0.0)
        return found

    def make_free(self, variable: int) -> None:
        """From now on it costs nothing."""
        self._solver.changeColCost(variable, 0.0)

    def _solved(self) -> Vector | None:
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().col_value)
