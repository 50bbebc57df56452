"""Figures that borrow from other agencies are those of R's sae, and of the likelihood looked at point by point."""

import doctest
import json
from pathlib import Path

import numpy as np
import pytest

from analytics import small_area
from analytics.small_area import fay_herriot

MILK = json.loads((Path(__file__).parent / "reference_numbers" / "milk.json").read_text())


def by_major_area():
    area = np.array(MILK["major_area"])
    return np.column_stack([np.ones(len(area)), *(area == each for each in (2, 3, 4))])


def test_the_worked_example_holds():
    assert doctest.testmod(small_area).failed == 0


def test_milk_expenditure_is_that_of_r():
    found = fay_herriot(MILK["estimate"], MILK["error"], by_major_area())
    np.testing.assert_allclose(found.coefficients, MILK["coefficients"], rtol=1e-5)
    np.testing.assert_allclose(found.estimate, MILK["eblup"], rtol=2e-6)
    np.testing.assert_allclose(found.mse, MILK["mse"], rtol=2e-5)
    assert found.between == pytest.approx(0.0185503, rel=1e-5)


def test_the_spread_between_agencies_is_where_the_restricted_likelihood_is_highest():
    y, psi, x = np.array(MILK["estimate"]), np.array(MILK["error"]) ** 2, by_major_area()

    def likelihood(between):
        weights = 1 / (between + psi)
        inner = x.T @ (x * weights[:, None])
        rest = y - x @ np.linalg.solve(inner, x.T @ (weights * y))
        return (np.log(weights).sum() - np.linalg.slogdet(inner)[1] - (weights * rest**2).sum()) / 2

    grid = np.linspace(0, 0.05, 5001)
    highest = grid[np.argmax([likelihood(each) for each in grid])]
    assert fay_herriot(y, np.sqrt(psi), x).between == pytest.approx(highest, abs=1e-5)


def test_agencies_that_differ_by_chance_only_have_one_figure():
    found = fay_herriot([70.0, 70.1, 69.9, 70.05], [3.0, 3, 3, 3])
    assert found.between == 0
    np.testing.assert_allclose(found.estimate, 70.0125)


def test_a_large_agency_keeps_its_figure_and_a_small_one_is_drawn_in():
    found = fay_herriot([90.0, 60, 75, 70, 80, 95], [0.5, 0.5, 0.5, 0.5, 0.5, 12])
    assert abs(found.estimate[0] - 90) < 0.1
    assert 75 < found.estimate[5] < 90
    assert found.mse[5] < 12**2


@pytest.mark.parametrize("errors", [[1.0, 0.0, 1.0], [1.0]])
def test_what_cannot_be_modelled_is_refused(errors):
    with pytest.raises(ValueError, match="more agencies than covariates"):
        fay_herriot([70.0] * len(errors), errors)
