"""Every type of question keeps the whole contract, and a half-made one is told what it lacks."""

import pytest
from pyxform.errors import PyXFormError

from surveys.item import Item
from surveys.items import item_types
from tests import any_questionnaires, made_questionnaires
from tests.item_keys import FILLED_IN
from tests.surveys.items import contract
from tests.surveys.items.contract import CHECKS, it_is_shown
from tests.surveys.items.half_made import (
    Credulous,
    Listless,
    Losing,
    Silent,
    Stub,
    Unlike,
    Unnoticed,
    registered,
)
from tests.surveys.items.test_registry import played

NAMES = [check.__name__ for check in CHECKS]


@pytest.mark.parametrize("kind", sorted(item_types()))
@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_every_type_keeps_the_contract(check, kind):
    check(kind)


def test_the_contract_tries_every_key_that_all_types_have():
    assert {*contract.SHARED, "text", *FILLED_IN} == set(Item.model_fields)


@pytest.mark.parametrize("kind", sorted(item_types()))
def test_every_type_is_shown(kind):
    it_is_shown(kind, played)


@pytest.mark.parametrize(
    ("check", "model", "form", "told"),
    [
        (contract.a_wrong_answer_is_told, Stub, None, "not_a_stub is no NoticeKey"),
        (contract.a_wrong_answer_is_told, Credulous, None, "takes whatever is typed"),
        (contract.it_says_how_to_answer, Stub, None, "there is nothing to tap"),
        (contract.it_says_how_to_answer, Silent, None, "nothing says how"),
        (contract.a_form_keeps_every_key, Stub, None, "no file in surveys/xlsform/types"),
        (contract.a_form_keeps_every_key, Stub, Losing, "became"),
        (contract.a_form_keeps_every_key, Unlike, Losing, "give its field examples"),
        (contract.every_key_is_compared, Stub, None, "another earliest is of no kind"),
        (contract.every_key_is_compared, Unnoticed, None, "nobody notices another earliest"),
        (contract.impossible_values_are_refused, Stub, None, "is taken"),
        (contract.what_is_worth_trying_is_an_answer, Stub, None, "is shown as words that mean"),
        (contract.what_is_ordered_can_be_compared, Stub, None, "say in ordered_as"),
    ],
)
def test_a_half_made_type_is_told_what_it_lacks(check, model, form, told):
    with registered(model, form) as kind, pytest.raises(AssertionError, match=told):
        check(kind)


def test_odk_refuses_a_half_made_type_that_asks_with_a_list_and_has_none():
    with registered(Stub, Listless) as kind, pytest.raises(PyXFormError):
        contract.a_form_keeps_every_key(kind)


def test_a_half_made_type_is_shown_nowhere():
    with registered(Stub) as kind:
        with pytest.raises(AssertionError, match="no conversation"):
            it_is_shown(kind, played)
        with pytest.raises(AssertionError, match=r"items\.md has no stub"):
            it_is_shown(kind, lambda: {kind: {"x"}})


def test_a_new_type_is_drawn_by_the_generators_without_being_listed_there():
    with registered(Stub, Losing) as kind:
        contract.generators_draw_it(kind)


@pytest.mark.parametrize("generator", [any_questionnaires, made_questionnaires])
def test_a_type_that_a_generator_never_draws_is_told(generator, monkeypatch):
    without = [kind for kind in generator.kinds() if kind != "single"]
    monkeypatch.setattr(generator, "kinds", lambda: without)
    with pytest.raises(AssertionError, match="never draws single"):
        contract.generators_draw_it("single")
