"""Complementary suppression and its attacker: nothing of one to nine people follows from what stays published."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from analytics.attacker import exposed
from analytics.complementary import NotProtectedError, protect
from analytics.linked import Linked, linked

TEN = 10


def of_counts(parts: dict[str, int]) -> Linked:
    """One table with its total, at one release."""
    counts = {"*": sum(parts.values()), **parts}
    return linked([("*", list(parts))], [{name: (n, False) for name, n in counts.items()}])


def large(tables: Linked) -> np.ndarray:
    return (tables.counts[-1] >= TEN) & (tables.grown >= TEN)


def total(tables: Linked) -> np.ndarray:
    return np.array([name == "*" for name in tables.cells])


def protected(tables: Linked) -> Linked:
    return tables.showing(protect(tables, large(tables), TEN, fixed=total(tables)))


def shown(tables: Linked) -> set[str]:
    return {name for name, here in zip(tables.cells, tables.shown[-1], strict=True) if here}


def test_a_hidden_body_of_eight_people_follows_from_the_total_until_the_next_smallest_is_hidden() -> None:
    tables = of_counts({"mia": 60, "moh": 45, "maidd": 8})
    found = exposed(tables.showing(large(tables)), TEN)
    assert [(each.cell, each.people, each.from_people, each.to_people) for each in found] == [
        ("maidd", 8, 8, 8)
    ]
    assert shown(protected(tables)) == {"*", "mia"}
    assert exposed(protected(tables), TEN) == []


def test_two_small_bodies_together_are_few_as_well() -> None:
    tables = of_counts({"mia": 60, "moh": 45, "maidd": 4, "mof": 5})
    assert {each.cell for each in exposed(tables.showing(large(tables)), TEN)} == {"maidd", "mof"}
    assert shown(protected(tables)) == {"*", "mia"}


def test_small_bodies_that_hide_each_other_take_nobody_with_them() -> None:
    tables = of_counts({"mia": 60, "moh": 45, "maidd": 8, "mof": 7})
    assert shown(protected(tables)) == {"*", "mia", "moh"}


def test_where_nothing_can_be_hidden_it_is_said() -> None:
    tables = of_counts({"mia": 5, "moh": 4})
    with pytest.raises(NotProtectedError):
        protect(tables, total(tables), TEN, fixed=total(tables))


def test_three_new_people_follow_from_two_releases_unless_another_body_keeps_its_old_figure_too() -> None:
    history = [
        {"*": (120, True), "mia": (60, True), "moh": (60, True)},
        {"*": (143, False), "mia": (80, False), "moh": (63, False)},
    ]
    tables = linked([("*", ["mia", "moh"])], history)
    careless = exposed(tables.showing(large(tables)), TEN)
    assert [(each.cell, each.release, each.people) for each in careless] == [("moh", 2, 3)]
    assert exposed(protected(tables), TEN) == []
    assert shown(protected(tables)) == {"*"}


def test_what_is_kept_at_one_release_does_not_follow_at_the_next() -> None:
    """moh came by 5, then by 6: its figure at the third release says 11, and at the second neither 5 nor 6."""
    history = [
        {"*": (180, True), "mia": (60, True), "moh": (60, True), "mof": (60, True)},
        {"*": (210, True), "mia": (80, True), "moh": (65, False), "mof": (65, False)},
        {"*": (240, False), "mia": (91, False), "moh": (71, False), "mof": (78, False)},
    ]
    tables = linked([("*", ["mia", "moh", "mof"])], history)
    assert exposed(protected(tables), TEN) == []


@st.composite
def crossed(draw: st.DrawFn) -> Linked:
    """A table of bodies by regions with their margins, and services of each body, over some releases."""
    bodies, regions, releases = draw(st.integers(2, 4)), draw(st.integers(2, 4)), draw(st.integers(1, 3))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    came = random.poisson(draw(st.sampled_from([2, 6, 15])), (releases, bodies, regions, 2))
    counts = came.cumsum(axis=0)
    a, r = [f"a{place}" for place in range(bodies)], [f"r{place}" for place in range(regions)]
    equations = [("*", a), ("*", r)]
    equations += [(body, [f"{body} {region}" for region in r]) for body in a]
    equations += [(region, [f"{body} {region}" for body in a]) for region in r]
    equations += [(body, [f"{body} s0", f"{body} s1"]) for body in a]
    history: list[dict[str, tuple[int, bool]]] = []
    tables = None
    for table in counts:
        cells = {"*": int(table.sum())}
        for i, body in enumerate(a):
            cells[body] = int(table[i].sum())
            cells |= {f"{body} s{k}": int(table[i, :, k].sum()) for k in (0, 1)}
            cells |= {f"{body} {region}": int(table[i, j].sum()) for j, region in enumerate(r)}
        cells |= {region: int(table[:, j].sum()) for j, region in enumerate(r)}
        now = {name: (n, False) for name, n in cells.items()}
        tables = linked(equations, [*history, now])
        try:
            tables = protected(tables)
        except NotProtectedError:
            tables = tables.showing(total(tables) & False)
        history.append(
            {
                name: (n, bool(tables.shown[-1][place]))
                for place, (name, n) in enumerate((name, cells[name]) for name in tables.cells)
            }
        )
    assert tables is not None
    return tables


@given(crossed())
def test_after_protection_the_attacker_finds_nothing_in_any_table(tables: Linked) -> None:
    assert exposed(tables, TEN) == []


@given(crossed())
def test_the_attacker_finds_what_another_solver_started_anew_finds(tables: Linked) -> None:
    """With everything large published and nothing protected: bounds by scipy, cold, of each piece."""
    careless = tables.showing(large(tables) & tables.shown[-1] | (tables.counts[-1] >= TEN))
    found = {(each.release, each.cell) for each in exposed(careless, TEN)}
    releases, cells = careless.counts.shape
    rows, sides = [], []
    for t in range(releases):
        for whole, parts in careless.equations:
            row = np.zeros((releases, cells))
            row[t, list(parts)], row[t, whole] = 1, -1
            rows.append(row.ravel())
            sides.append(0)
    for t, cell in np.argwhere(careless.shown):
        row = np.zeros((releases, cells))
        row[: t + 1, cell] = 1
        rows.append(row.ravel())
        sides.append(careless.counts[t, cell])
    floor = careless.least_came.ravel()
    for t, cell in careless.small_pieces(TEN)[:12]:
        cost = np.zeros((releases, cells))
        cost[t, cell] = -1
        solved = linprog(cost.ravel(), A_eq=np.array(rows), b_eq=sides, bounds=[(low, 1e6) for low in floor])
        told = -solved.fun < TEN - 1e-6
        assert told == ((t + 1, careless.cells[cell]) in found)
