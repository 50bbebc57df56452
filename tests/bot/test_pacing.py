"""How fast messages go out and how much of one chat is heard: by a made clock, without any network."""

import pytest

from bot.flood import BURST, CHATS, SAME, TOLD, Gate
from bot.pacing import (
    CHAT_BURST,
    CHAT_RATE,
    KEPT_FOR_QUESTIONS,
    LONGEST_SILENCE,
    Brake,
    Bucket,
    Window,
)
from storage.turn import Address, Turn
from surveys.interview.arrival import Helped, Started
from surveys.interview.events import Commanded, Tapped, Typed

ANA, BEK = Address("telegram", "5000000001"), Address("telegram", "5000000002")


class Updates:
    """Updates of people, numbered as they come."""

    def __init__(self):
        self.gate = Gate()
        self.number = 0

    def of(self, heard, *, who=ANA, **more):
        self.number += 1
        press = f"press {self.number}" if isinstance(heard, Tapped) else None
        return Turn(1, self.number, who, heard, press=press, **more)

    def comes(self, heard, at, *, who=ANA, busy=False, **more):
        return self.gate.judge(self.of(heard, who=who, **more), at, busy=busy)


def tapped(turn):
    return Tapped(turn, "a")


# What goes out


def sent(bucket, wanted, *, leaving=0.0):
    """When messages that are wanted at these times go, one after the other."""
    now, went = 0.0, []
    for at in wanted:
        now = max(now, at)
        while wait := bucket.wait(now, leaving=leaving):
            now += wait
        bucket.take(now)
        went.append(now)
    return went


def test_a_chat_gets_a_burst_at_once_and_then_a_message_a_second() -> None:
    went = sent(Bucket(CHAT_BURST, CHAT_RATE), [0.0] * 50)
    assert went[:20] == [0.0] * 20
    assert went[20:] == pytest.approx([float(second) for second in range(1, 31)])


def test_over_any_long_time_a_chat_gets_a_message_a_second_on_average() -> None:
    went = sent(Bucket(CHAT_BURST, CHAT_RATE), [n / 5 for n in range(5_000)])
    for first in range(0, 4_000, 100):
        assert went[first + 999] - went[first] >= 1_000 - CHAT_BURST - 1


def test_who_answers_quickly_waits_for_nothing() -> None:
    """Each answer is a new message and a change of the one before."""
    for pace in ([n / 1.0 for n in range(20)], [n * 0.4 for n in range(10)], [0.0] * 10):
        bucket = Bucket(CHAT_BURST, CHAT_RATE)
        for at in pace:
            assert bucket.wait(at) == 0
            bucket.take(at)
            bucket.take(at)


def test_changes_leave_what_the_next_questions_need() -> None:
    bucket = Bucket(CHAT_BURST, CHAT_RATE)
    while not bucket.wait(0.0, leaving=KEPT_FOR_QUESTIONS):
        bucket.take(0.0)
    assert [bucket.wait(0.0), *sent(bucket, [0.0] * 4)] == [0.0] * 5


def test_a_bucket_waits_no_longer_when_a_clock_goes_back() -> None:
    bucket = Bucket(2.0, 1.0)
    for now in (100.0, 100.0):
        bucket.take(now)
    assert bucket.wait(50.0) == 1.0


@pytest.mark.parametrize("most", [1, 25, 1_000])
def test_no_second_has_more_than_is_allowed_however_it_lies(most: int) -> None:
    window, now, went = Window(most), 0.0, []
    for number in range(6 * most):
        now = max(now, number / (2 * most))  # twice as many as may go
        now += window.wait(now)
        window.take(now)
        went.append(now)
    for first in range(len(went) - most):
        assert went[first + most] - went[first] >= 1.0 - 2e-6
    assert went[-1] <= 6.0


# After a refusal


def test_a_refusal_is_the_affair_of_its_chat_alone() -> None:
    brake = Brake()
    for second in range(100):
        assert not brake.refused(ANA, float(second) / 10)
        assert not brake.refused(BEK, float(second) / 10)
    assert brake.wait(10.0) == 0


def test_three_chats_refused_within_a_second_are_not_and_within_a_minute_are() -> None:
    assert [Brake().refused(chat, 0.0) for chat in "a"] == [False]
    together, apart = Brake(), Brake()
    assert [together.refused(chat, at) for chat, at in (("a", 0.0), ("b", 0.5), ("c", 1.0))][-1]
    assert not any(apart.refused(chat, at) for chat, at in (("a", 0.0), ("b", 20.0), ("c", 40.0)))


def test_a_silence_is_short_whatever_is_asked_and_ends_with_one_call() -> None:
    brake = Brake()
    brake.pull(10_072, 100.0)
    assert brake.wait(100.0) == LONGEST_SILENCE
    assert brake.wait(105.0) == 0
    assert [brake.wait(105.0 + n) for n in range(3)] == [float("inf")] * 3  # the probe is out
    brake.probed(taken=True)
    assert not brake.is_pulled
    assert brake.wait(106.0) == 0


def test_a_probe_that_is_refused_begins_the_silence_anew_and_one_that_is_lost_does_not() -> None:
    brake = Brake()
    brake.pull(1, 0.0)
    assert brake.wait(1.0) == 0
    brake.pull(3, 1.0)
    assert brake.wait(1.0) == 3
    assert brake.wait(4.0) == 0
    brake.probed(taken=False)
    assert brake.wait(4.0) == 0  # the next call is the probe
    assert brake.is_pulled


# What is heard


@pytest.mark.parametrize("pace", [[float(n) for n in range(10)], [n * 0.4 for n in range(5)], [0.0] * 10])
@pytest.mark.parametrize("heard", [tapped, lambda turn: Typed(str(turn))])
def test_who_answers_quickly_is_never_hindered(pace, heard) -> None:
    updates = Updates()
    assert {updates.comes(heard(turn), at) for turn, at in enumerate(pace)} == {"take"}


def test_presses_beyond_are_let_go_and_a_second_later_one_is_taken_again() -> None:
    updates = Updates()
    verdicts = [updates.comes(tapped(1), 0.0) for _ in range(100)]
    assert verdicts == ["take"] * int(BURST) + ["drop"] * (100 - int(BURST))
    assert [updates.comes(tapped(1), 1.0) for _ in range(2)] == ["take", "drop"]


def test_words_beyond_are_told_about_and_not_each_of_them() -> None:
    updates = Updates()
    verdicts = [updates.comes(Typed(str(n)), 0.0) for n in range(20)]
    assert verdicts == ["take"] * 12 + ["tell"] + ["drop"] * 7
    for second in range(100):
        heard = [updates.comes(Typed(str(n)), 1.0 + second) for n in range(5)]
        assert heard.count("take") == 1
    told = [updates.comes(Typed("?"), 101.0 + n / 10) for n in range(500)].count("tell")
    assert 3 <= told <= 50 / TOLD + 1


def test_a_flood_takes_nothing_from_anybody_else() -> None:
    updates = Updates()
    for n in range(1_000):
        updates.comes(tapped(n), n / 1_000)
    assert [updates.comes(tapped(n), 1.0, who=BEK) for n in range(10)] == ["take"] * 10


@pytest.mark.parametrize("command", [Started("abc"), Started(), Helped("help"), Commanded("language")])
def test_a_command_that_is_given_again_is_one(command) -> None:
    updates = Updates()
    assert [updates.comes(command, n / 10) for n in range(10)] == ["take"] + ["fold"] * 9
    assert updates.comes(command, 1.5, busy=True) == "fold"
    assert updates.comes(command, SAME + 10, busy=True) == "fold"  # its reply still waits
    assert updates.comes(command, SAME + 10, busy=False) == "take"
    assert updates.comes(tapped(1), SAME + 10.1) == "take"
    assert updates.comes(command, SAME + 10.2) == "take"  # after an answer it is a new one


def test_different_commands_are_each_taken() -> None:
    updates = Updates()
    for command in (Started("abc"), Started("abd"), Commanded("stop"), Started("abc")):
        assert updates.comes(command, 0.0) == "take"


def test_an_album_gets_one_reply_however_slowly_it_comes_and_so_does_a_burst() -> None:
    updates, photo = Updates(), Helped("unsupported")
    assert [updates.comes(photo, 10.0 * n, album="one") for n in range(10)] == ["take"] + ["fold"] * 9
    assert updates.comes(photo, 200.0, album="two") == "take"
    assert [updates.comes(photo, 300 + n / 2) for n in range(10)] == ["take"] + ["fold"] * 9
    assert updates.comes(photo, 400.0) == "take"


def test_words_of_an_album_may_be_an_answer() -> None:
    updates = Updates()
    assert updates.comes(Helped("unsupported"), 0.0, album="one") == "take"
    assert updates.comes(Typed("a long queue"), 0.1, album="one") == "take"


def test_an_update_that_comes_again_before_it_is_confirmed_is_judged_as_before() -> None:
    updates = Updates()
    again = [updates.of(Started("abc")) for _ in range(3)] + [updates.of(tapped(n)) for n in range(30)]
    first = [updates.gate.judge(turn, 0.0, busy=False) for turn in again]
    assert [updates.gate.judge(turn, 30.0, busy=True) for turn in again] == first
    updates.gate.confirmed()
    assert updates.gate.judge(again[0], 60.0, busy=False) == "take"


def test_no_more_is_remembered_than_the_latest_chats() -> None:
    updates = Updates()
    for number in range(CHATS + 500):
        updates.comes(tapped(1), 0.0, who=Address("telegram", str(number)))
        updates.gate.confirmed()
    assert len(updates.gate) == CHATS
