"""What an interview has become is decided by what was answered and by how it ended, the same wherever it ends."""

import pytest
from msgspec.structs import replace

from surveys.answers import SKIPPED, Answer, chosen
from surveys.interview.endings import disposition
from surveys.interview.state import Interview
from tests.short_surveys import survey

ASKED = survey(
    "hello: notice", "visited: yes_no", "staff: rating", "more: text", partial_when="answered(staff)"
)

ANSWERED = {
    "no consent": Interview(stage="consent"),
    "nothing": Interview(stage="asking", cursor="hello"),
    "only a notice read": Interview(stage="asking", cursor="visited", answers={"hello": Answer()}),
    "only skipped": Interview(stage="asking", cursor="staff", answers={"visited": SKIPPED}),
    "don't know": Interview(stage="asking", cursor="more", answers={"staff": chosen("98")}),
    "something": Interview(stage="asking", cursor="staff", answers={"visited": chosen("yes")}),
    "enough": Interview(stage="asking", cursor="more", answers={"staff": chosen("5")}),
}
"""How far somebody has come; `partial_when` asks for `staff`."""

TABLE = [
    ("no consent", "refused", "refused"),
    ("nothing", "refused", "refused"),
    ("only a notice read", "refused", "refused"),
    ("only skipped", "refused", "refused"),
    ("don't know", "break_off", "break_off"),
    ("something", "break_off", "break_off"),
    ("enough", "break_off", "partial"),
]
"""What was answered, what it is after a refusal or /stop, and what after the close."""


@pytest.mark.parametrize(("answered", "stopped", "closed"), TABLE)
def test_what_was_answered_and_how_it_ended_make_the_disposition(answered, stopped, closed):
    interview = ANSWERED[answered]
    assert disposition(ASKED, replace(interview, stage="refused", cursor=None), "stopped") == stopped
    assert disposition(ASKED, interview, "closed") == closed
    assert disposition(ASKED, interview, "unreachable") == {"refused": "unreachable"}.get(closed, closed)


@pytest.mark.parametrize("answered", ANSWERED)
def test_who_has_reached_the_end_has_completed_whatever_was_skipped(answered):
    assert disposition(ASKED, ANSWERED[answered], "completed") == "complete"


def test_a_condition_that_asks_for_nothing_makes_no_partial_response_of_nothing():
    asked = survey("visited: yes_no", "more: text", partial_when="not answered(more)")
    assert disposition(asked, Interview(stage="asking", cursor="visited"), "closed") == "refused"
    begun = Interview(stage="asking", cursor="more", answers={"visited": chosen("yes")})
    assert disposition(asked, begun, "closed") == "partial"


def test_without_partial_when_what_was_begun_is_broken_off():
    asked = survey("visited: yes_no", "more: text")
    begun = Interview(stage="asking", cursor="more", answers={"visited": chosen("yes")})
    assert disposition(asked, begun, "closed") == "break_off"


def test_an_answer_in_a_branch_that_has_closed_counts_for_nothing():
    asked = survey(
        "visited: yes_no", {"id": "why", "type": "text", "ask_when": "visited == no"}, "more: text"
    )
    left = Interview(stage="asking", cursor="more", answers={"visited": SKIPPED, "why": Answer(text="Кезек")})
    assert disposition(asked, left, "closed") == "refused"
