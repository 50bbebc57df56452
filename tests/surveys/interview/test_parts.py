"""Words that somebody sends in several messages are one answer, and never that of another question."""

import pytest

from surveys.answers import Answer, chosen
from surveys.interview import advance
from surveys.interview.arrival import Arrival, CampaignRoute
from surveys.interview.events import Answered, Commanded, Joined, Rejected, Repeated, Typed
from surveys.interview.prompts import Ask, Say
from surveys.interview.reception import receive
from tests.short_surveys import ABOUT, TODAY, asks, begun, hear, says, settles, survey, through

COMMENT = {"id": "comment", "type": "text", "max_length": 40}
ASKED = survey("staff: rating", COMMENT, "visited: yes_no")
LAST = survey("staff: rating", COMMENT)


def write(questionnaire, interview, text, sent, **where):
    return advance(questionnaire, interview, Typed(text), about=ABOUT, today=TODAY, sent=sent, **where)


def at_the_comment(questionnaire):
    return through(questionnaire, begun(questionnaire), "5").interview


def late(interview, text, sent, **known):
    """Words that were written before the present question was shown."""
    route = CampaignRoute("r1", "c1", ASKED, ABOUT)
    arrival = Arrival(interview=interview, route=route, unseen="before", sent=sent, **known)
    return receive(arrival, Typed(text), seed=7, today=TODAY)


def test_the_tail_of_a_text_that_was_too_long_is_not_taken_for_the_answer():
    first = write(ASKED, at_the_comment(ASKED), "я" * 4096, 100)
    assert says(first) == ["text_too_long"]
    tail = write(ASKED, first.interview, "и отказали", 101)
    assert "comment" not in tail.interview.answers
    assert asks(tail).why.facts == {"max": "40", "length": str(4096 + 10)}


def test_who_writes_it_shorter_a_little_later_is_heard():
    first = write(ASKED, at_the_comment(ASKED), "я" * 4096, 100)
    again = write(ASKED, first.interview, "долго", 130)
    assert again.events == (Answered("comment", Answer(text="долго")),)


def test_a_second_message_within_seconds_belongs_to_the_comment():
    after = write(ASKED, at_the_comment(ASKED), "Очень долго", 100).interview
    joined = late(after, "и холодно", 103)
    assert joined.events == (Joined("comment", Answer(text="Очень долго\nи холодно")),)
    assert (settles(joined).answer, settles(joined).where) == ("Очень долго\nи холодно", "former")
    assert joined.interview.cursor == "visited"
    more = late(joined.interview, "там", 106)
    assert more.interview.answers["comment"].text == "Очень долго\nи холодно\nтам"


def test_the_same_words_sent_once_more_within_seconds_are_there_already():
    after = write(ASKED, at_the_comment(ASKED), "Очень долго", 100).interview
    again = late(after, " Очень долго ", 103)
    assert (again.interview, again.events, again.shows) == (after, (Repeated(),), ())
    joined = late(after, "и холодно", 103).interview
    assert late(joined, "и холодно", 104).events == (Repeated(),)
    assert late(joined, "холодно", 104).interview.answers["comment"].text.endswith("и холодно\nхолодно")


@pytest.mark.parametrize(("sent", "stands"), [(120, "coming"), (None, "coming")])
def test_what_comes_later_belongs_to_nothing_and_a_word_says_why(sent, stands):
    after = write(ASKED, at_the_comment(ASKED), "Очень долго", 100).interview
    result = late(after, "Ау?", sent, stands=stands)
    assert result.events == (Rejected("typed_before"),)
    assert result.interview.answers == after.answers
    assert says(result) == ["typed_before"]


def test_what_was_written_before_a_question_after_a_tap_answers_nothing():
    after = at_the_comment(ASKED)
    for stands, shown in (("coming", Say), ("above", Ask), ("last", Ask)):
        result = late(after, "бот работает?", 100, stands=stands)
        assert result.interview.answers == {"staff": chosen("5")}
        assert isinstance(result.shows[-1], shown), stands


def test_of_three_such_messages_one_is_answered():
    result = late(at_the_comment(ASKED), "1", 100, stands="coming")
    again = late(result.interview, "1", 100, stands="coming")
    assert (len(result.shows), len(again.shows)) == (1, 0)


def test_parts_that_are_too_long_together_are_asked_for_again_whole():
    after = write(ASKED, at_the_comment(ASKED), "я" * 30, 100).interview
    joined = late(after, "ю" * 30, 101)
    assert "comment" not in joined.interview.answers
    assert (asks(joined).text, asks(joined).why.notice) == ("Про comment?", "text_too_long")
    assert write(ASKED, joined.interview, "долго", 140).events == (Answered("comment", Answer(text="долго")),)


@pytest.mark.parametrize(("text", "event"), [("и холодно", "added"), ("ю" * 40, "not_added")])
def test_after_the_end_the_last_words_are_added_or_it_is_said_that_they_are_not(text, event):
    ended = write(LAST, at_the_comment(LAST), "Очень долго", 100).interview
    route = CampaignRoute("r1", "c1", LAST, ABOUT)
    result = receive(Arrival(finished=(ended, route), sent=102), Typed(text), seed=7, today=TODAY)
    assert says(result) == [event]
    assert isinstance(result.events[0], Joined if event == "added" else Rejected)


def test_after_the_end_the_same_words_sent_once_more_are_not_added():
    ended = write(LAST, at_the_comment(LAST), "Очень долго", 100).interview
    arrival = Arrival(finished=(ended, CampaignRoute("r1", "c1", LAST, ABOUT)), sent=102)
    result = receive(arrival, Typed("Очень долго"), seed=7, today=TODAY)
    assert (result.events, result.shows) == ((Repeated(),), ())


def test_a_question_that_is_on_its_way_is_not_sent_twice():
    interview = at_the_comment(ASKED)
    assert advance(ASKED, interview, Commanded("show"), about=ABOUT, today=TODAY, stands="coming").shows == ()
    assert (
        asks(advance(ASKED, interview, Commanded("show"), about=ABOUT, today=TODAY, stands="above")).text
        == "Про comment?"
    )


@pytest.mark.parametrize("why", ["reply", "borrowed"])
def test_a_reply_to_another_message_and_foreign_words_show_the_question_again(why):
    route = CampaignRoute("r1", "c1", ASKED, ABOUT)
    arrival = Arrival(interview=at_the_comment(ASKED), route=route, unseen=why)
    result = receive(arrival, Typed("3"), seed=7, today=TODAY)
    assert result.interview.answers == arrival.interview.answers
    assert asks(result).why.notice == {"reply": "not_a_reply", "borrowed": "not_own_words"}[why]


def test_after_two_texts_that_mean_nothing_the_question_comes_along():
    first = write(ASKED, begun(ASKED), "👍", 100)
    assert (says(first), [type(show) for show in first.shows]) == (["choose_one"], [Say])
    second = write(ASKED, first.interview, "ага", 110)
    assert asks(second).why.notice == "choose_one"
    third = write(ASKED, second.interview, "ну", 120)
    assert says(third) == ["choose_one"]


def test_of_many_parts_none_is_taken_for_the_answer_until_the_question_is_asked_for():
    interview = at_the_comment(ASKED)
    for sent, part in enumerate(("я" * 4096, "ю" * 4096, "э" * 4096, "и отказали")):
        result = write(ASKED, interview, part, 100 + sent)
        assert "comment" not in result.interview.answers, part[:3]
        interview = result.interview
    interview = hear(ASKED, interview, Commanded("show")).interview
    assert write(ASKED, interview, "долго", 104).events == (Answered("comment", Answer(text="долго")),)
