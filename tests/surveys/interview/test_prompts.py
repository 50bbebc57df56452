"""What is to be shown survives being written and read, also by the version that comes after."""

import json

import msgspec
import pytest

from surveys.interview.prompts import (
    Ask,
    Choice,
    Prompt,
    Refresh,
    Retire,
    Say,
    Settle,
    show_as_json,
    show_from_json,
)

QUESTION = Prompt(
    kind="question",
    turn=3,
    language="ru",
    text="Сколько?",
    choices=(Choice("98", "Не знаю", chosen=True),),
    actions=("skip",),
    place=1,
    pages=(1, 2),
    expects="typed",
    typing_hint="number",
    facts={"title": "x"},
)
SHOWS = [
    Ask(QUESTION),
    Refresh(QUESTION),
    Settle(language=None, text="", outcome="left"),
    Say(language="kk", notice="stale", facts={"max": "3"}),
]


@pytest.mark.parametrize("show", SHOWS, ids=lambda show: type(show).__name__)
def test_a_show_comes_back_as_it_was_written(show):
    assert show_from_json(json.loads(json.dumps(show_as_json(show)))) == show


def test_what_is_as_usual_is_not_written():
    prompt = Prompt(kind="notice", turn=1, language=None)
    assert show_as_json(Ask(prompt)) == {
        "show": "ask",
        "prompt": {"kind": "notice", "turn": 1, "language": None},
    }


@pytest.mark.parametrize("hint", ["text", "number", "date"])
def test_a_typed_question_that_the_version_before_left_in_the_outbox_says_how_to_type(hint):
    left = {"show": "ask", "prompt": {"kind": "question", "turn": 2, "language": "kk", "expects": hint}}
    prompt = show_from_json(left).prompt
    assert (prompt.expects, prompt.typing_hint) == ("typed", hint)


SETTLED = {"show": "settle", "language": "kk", "text": "x"}


@pytest.mark.parametrize(
    ("left", "meant"),
    [
        ({"show": "retire"}, Retire(where="pressed")),
        ({"show": "retire", "present": True}, Retire(where="present")),
        (SETTLED, Settle(language="kk", text="x", where="present")),
        ({**SETTLED, "former": True}, Settle(language="kk", text="x", where="former")),
        ({**SETTLED, "pressed": True}, Settle(language="kk", text="x", where="pressed")),
    ],
)
def test_what_the_version_before_left_to_be_changed_is_still_that_message(left, meant):
    assert show_from_json(left) == meant


@pytest.mark.parametrize("found", [{}, {"show": "sing"}, {"show": "say", "language": "kk", "notice": "oh"}])
def test_what_nobody_wrote_is_refused(found):
    with pytest.raises(msgspec.ValidationError):
        show_from_json(found)
