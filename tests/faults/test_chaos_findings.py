"""What counts as lost, doubled, misunderstood or left standing, on made-up evidence: an oracle must see faults."""

from types import SimpleNamespace

import pytest

from bot.simulator.state.calls import Call
from console import shipped
from surveys.reading import read
from tests.faults.chaos_crowd import LeftOver
from tests.faults.chaos_findings import Findings, _compare, _keyboards

ASKED = read(shipped.questionnaire_text("service-experience-short"), core=shipped.core())
MEANT = {"ease": "1", "time": "2", "staff": "3", "outcome": "4", "overall_satisfaction": "5", "comment": "x"}
CHAT = 7


def person(**known):
    about = {"mark": "person 1", "meant": MEANT, "typed": [], "finished": True, "asked": ASKED}
    return SimpleNamespace(**{**about, "pressed": {}, "left_over": [], "live": list, **known})


def compared(kept, **known):
    found = Findings(1)
    _compare(person(**known), kept, found)
    return {name for name in Findings.WRONGS if getattr(found, name)}


def call(method, at, *, message, fault=None):
    is_sent = method == "sendMessage"
    result = {"message_id": message} if fault != "lose request" else None
    code = 429 if fault == "refuse" else 0
    return Call(
        1,
        at,
        1,
        method,
        CHAT,
        {} if is_sent else {"message_id": message},
        result,
        error_code=code,
        fault=fault,
    )


def test_what_everybody_meant_is_no_fault():
    assert compared([MEANT]) == set()


def test_somebody_who_was_thanked_and_has_no_whole_interview_has_lost_it():
    assert compared([]) == {"lost"}
    assert compared([{name: MEANT[name] for name in ("ease", "time")}]) == {"lost"}


def test_two_interviews_of_one_person_are_doubled():
    assert compared([MEANT, MEANT]) == {"doubled"}


def test_an_answer_other_than_meant_is_told_and_whether_it_was_typed_for_another_question():
    assert compared([{**MEANT, "time": "4"}]) == {"other"}
    assert compared([{**MEANT, "time": "4"}], typed=[("ease", "4")]) == {"other", "typed_unseen"}
    assert compared([{**MEANT, "comment": "4"}], typed=[("staff", "4")]) == {"other", "typed_unseen"}


@pytest.mark.parametrize(
    ("calls", "known", "is_fault"),
    [
        ([call("sendMessage", 1, message=5)], {}, True),
        ([call("sendMessage", 1, message=5, fault="lose reply")], {}, False),
        ([call("sendMessage", 1, message=5, fault="lose reply")], {"pressed": {5: 2.0}}, True),
        (
            [call("sendMessage", 1, message=5, fault="lose reply"), call("editMessageText", 4, message=5)],
            {"pressed": {5: 2.0}},
            False,
        ),
        ([call("editMessageText", 9, message=5)], {}, True),
        ([call("editMessageText", 2, message=5)], {}, False),
        ([call("editMessageText", 2, message=5, fault="refuse")], {}, True),
        ([call("editMessageText", at, message=5, fault="lose request") for at in (2, 4)], {}, False),
    ],
    ids=[
        "never touched",
        "nobody can know of it",
        "a press has told of it",
        "a press that was under way told of it",
        "settled too late",
        "settled while the question came",
        "tried once",
        "tried twice in vain",
    ],
)
def test_a_keyboard_that_stands_too_long_is_a_fault_unless_telegram_alone_is_to_blame(calls, known, is_fault):
    found = list(_keyboards(person(left_over=[LeftOver(5, 3.0)], **known), calls))
    assert bool(found) is is_fault


def test_nobody_can_know_of_a_keyboard_whose_message_was_never_confirmed_until_it_is_pressed():
    sent = [call("sendMessage", 1, message=5, fault="lose reply")]
    stands = {"live": lambda: [SimpleNamespace(message_id=5)]}
    assert not list(_keyboards(person(**stands), sent))
    assert list(_keyboards(person(**stands, pressed={5: 2.0}), sent))
