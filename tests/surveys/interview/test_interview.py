"""The rules of the conversation that no scenario shows as plainly."""

from msgspec.structs import replace

from surveys.answers import SKIPPED, Answer, chosen
from surveys.interview import advance, begin, results
from surveys.interview.events import (
    Answered,
    Commanded,
    Completed,
    Erased,
    Refused,
    Rejected,
    Repeated,
    Tapped,
    Typed,
)
from surveys.interview.prompts import Refresh, Retire
from tests import promises
from tests.short_surveys import ABOUT, TODAY, asks, begun, hear, says, settles, survey, through

LANGUAGE, SHOW, STOP = Commanded("language"), Commanded("show"), Commanded("stop")


def ticked(prompt):
    return [choice.code for choice in prompt.choices if choice.chosen]


# Beginning


def test_somebody_whose_language_is_spoken_here_is_asked_for_consent_at_once():
    visited = survey("visited: yes_no")
    assert asks(begin(visited, language="kk", seed=1, about=ABOUT)).kind == "consent"
    assert asks(begin(visited, language="en", seed=1, about=ABOUT)).kind == "language"
    assert asks(begin(visited, language=None, seed=1, about=ABOUT)).kind == "language"


def test_consent_tells_who_asks_about_what_and_how_many_questions():
    several = survey("a: yes_no", {"id": "b", "type": "text", "ask_when": "a == yes"}, "n: notice")
    facts = asks(begin(several, language="ru", seed=1, about=ABOUT)).facts
    assert facts["agency"] == "Министерство внутренних дел"
    assert facts["service"] == "выдача паспорта"
    assert (facts["questions"], facts["at_most"]) == ("1", "2")


def test_what_was_agreed_to_stays_to_be_read_without_its_buttons():
    visited = survey("visited: yes_no")
    sprint = hear(visited, begin(visited, language="ru", seed=1, about=ABOUT).interview, ".go")
    kept = sprint.shows[0]
    assert isinstance(kept, Refresh)
    assert (kept.prompt.kind, kept.prompt.actions) == ("consent", ())
    assert kept.prompt.facts["service"] == "выдача паспорта"


def test_nothing_is_kept_before_consent():
    visited = survey("visited: yes_no")
    asked = begin(visited, language="ru", seed=1, about=ABOUT).interview
    sprint = through(visited, asked, Typed("5"), "yes", Typed("1"))
    assert sprint.interview.answers == {}
    assert sprint.interview.stage == "consent"


def test_consent_is_given_and_refused_in_words_too():
    visited = survey("visited: yes_no")
    asked = begin(visited, language="ru", seed=1, about=ABOUT).interview
    for words, stage in (
        ("да", "asking"),
        ("Иә!", "asking"),
        ("нет, спасибо", "refused"),
        ("жоқ", "refused"),
    ):
        assert hear(visited, asked, Typed(words)).interview.stage == stage, words


def test_words_of_a_button_do_what_it_does_and_words_of_an_option_come_first():
    three = survey("staff: rating", "visited: yes_no", "why: text", "goals: multiple")
    at_visited = hear(three, begun(three), "5").interview
    assert hear(three, at_visited, Typed("нет")).interview.answers["visited"] == chosen("no")
    assert hear(three, at_visited, Typed("артқа")).interview.cursor == "staff"
    assert hear(three, at_visited, Typed("пропустить")).interview.answers["visited"].skipped
    assert hear(three, at_visited, Typed("стоп")).interview.stage == "refused"
    at_why = through(three, at_visited, "yes").interview
    assert hear(three, at_why, Typed("Назад")).interview.cursor == "visited"
    assert (
        hear(three, at_why, Typed("дайте назад деньги")).interview.answers["why"].text == "дайте назад деньги"
    )
    at_goals = hear(three, at_why, Typed("готово")).interview
    assert at_goals.answers["why"].text == "готово"
    ticked_one = hear(three, at_goals, "a").interview
    assert hear(three, ticked_one, Typed("Готово")).interview.answers["goals"] == chosen("a")


def test_where_nothing_is_left_to_ask_consent_is_followed_by_thanks():
    hidden = survey({"id": "sum", "type": "calculate", "value": "1 + 1"})
    sprint = hear(hidden, begin(hidden, language="kk", seed=1, about=ABOUT).interview, ".go")
    assert sprint.interview.stage == "complete"
    assert says(sprint) == ["complete"]


# Answering


def test_an_answer_is_shown_where_its_buttons_were_and_the_next_question_follows():
    two = survey("staff: rating", "visited: yes_no")
    sprint = hear(two, begun(two), "5")
    assert sprint.events == (Answered("staff", chosen("5")),)
    assert (settles(sprint).text, settles(sprint).answer) == ("Про staff?", "Полностью удовлетворены")
    assert asks(sprint).text == "Про visited?"


def test_the_last_answer_completes_and_no_question_is_left():
    one = survey("visited: yes_no")
    sprint = hear(one, begun(one), "yes")
    assert sprint.events == (Answered("visited", chosen("yes")), Completed())
    assert results(one, sprint.interview) == {"visited": chosen("yes")}


def test_a_required_question_cannot_be_skipped_even_by_an_invented_press():
    one = survey({"id": "visited", "type": "yes_no", "required": True}, "more: text")
    sprint = hear(one, begun(one), ".skip")
    assert sprint.events == (Rejected("stale"),)
    assert sprint.interview.answers == {}


def test_what_no_button_says_changes_nothing():
    two = survey("visited: yes_no", "goals: multiple")
    for code in ("", "zz", ".back", ".done", ".more", ".keep", ".go", ".refuse", "kk", "97"):
        sprint = hear(two, begun(two), code)
        assert sprint.events == (Rejected("stale"),), code
        assert asks(sprint).text == "Про visited?"


def test_a_second_tap_changes_nothing_and_says_nothing():
    two = survey("staff: rating", "visited: yes_no")
    first = begun(two)
    after = hear(two, first, "5").interview
    again = hear(two, after, Tapped(first.turn, "5"))
    assert (again.events, again.shows, again.interview) == ((Repeated(),), (Retire(),), after)


def test_a_tap_from_another_turn_shows_the_present_question_again():
    two = survey("staff: rating", "visited: yes_no")
    after = hear(two, begun(two), "5").interview
    for turn in (-1, 0, 1, after.turn + 1, 10**9):
        sprint = hear(two, after, Tapped(turn, "1"))
        assert sprint.shows[0] == Retire()
        assert asks(sprint).why.notice == "stale", turn
        assert asks(sprint).text == "Про visited?"
        assert sprint.interview.answers == after.answers


def test_asking_again_keeps_the_turn_so_that_a_press_on_any_copy_counts():
    two = survey("staff: rating", "visited: yes_no")
    after = hear(two, begun(two), "5").interview
    for again in (Tapped(1, "1"), SHOW, Tapped(after.turn, "zz"), Tapped(after.turn + 1, "yes")):
        sprint = hear(two, after, again)
        assert (asks(sprint).turn, sprint.interview.cursor) == (after.turn, after.cursor), again
        assert hear(two, sprint.interview, Tapped(after.turn, "yes")).events[0] == Answered(
            "visited", chosen("yes")
        )


def test_presses_that_cross_questions_shown_again_come_to_an_end():
    """Two late presses are under way; the one after them, on the first copy, must not be late by then."""
    two = survey("staff: rating", "visited: yes_no")
    interview = hear(two, begun(two), "5").interview
    pressed = Tapped(interview.turn, "yes")
    for late in (Tapped(1, "1"), Tapped(2, "4")):
        interview = hear(two, interview, late).interview
    assert hear(two, interview, pressed).events == (Answered("visited", chosen("yes")), Completed())


def test_the_language_asked_again_and_the_consent_asked_again_are_the_same_question_too():
    one = survey("visited: yes_no")
    first = begin(one, language=None, seed=1, about=ABOUT).interview
    for again in (Typed("Привет"), LANGUAGE, SHOW, Tapped(9, "x")):
        assert asks(hear(one, first, again)).turn == first.turn
    consent = hear(one, first, "ru").interview
    assert asks(through(one, consent, SHOW, Tapped(7, "x"))).turn == consent.turn


def test_another_question_has_another_turn_also_on_the_way_back_and_after_the_language():
    two = survey("staff: rating", "visited: yes_no")
    second = hear(two, begun(two), "5").interview
    for way in ((".back",), (LANGUAGE,), (LANGUAGE, "kk")):
        assert through(two, second, *way).interview.turn > second.turn, way


def test_an_answer_that_its_author_does_not_allow_is_refused_in_the_authors_words():
    late = {"kk": "Кейінірек болуы керек.", "ru": "Должно быть больше."}
    two = survey(
        "first: number",
        {"id": "second", "type": "number", "valid_when": "second > first", "valid_message": late},
    )
    sprint = through(two, begun(two), Typed("5"), Typed("4"))
    assert (says(sprint), sprint.shows[-1].facts) == (["invalid"], {"message": "Должно быть больше."})
    assert "second" not in sprint.interview.answers
    assert hear(two, sprint.interview, Typed("6")).interview.stage == "complete"
    assert hear(two, sprint.interview, ".skip").interview.stage == "complete"


# Ticks


def test_ticks_survive_another_language_a_restart_and_an_old_button():
    one = survey("goals: multiple")
    sprint = through(one, begun(one), "a", "c")
    assert ticked(asks(sprint)) == ["a", "c"]
    for detour in ((LANGUAGE, "kk"), (SHOW,), (Tapped(0, "x"),)):
        assert ticked(asks(through(one, sprint.interview, *detour))) == ["a", "c"], detour


def test_a_tick_changes_the_message_in_place_and_keeps_its_turn():
    one = survey("goals: multiple")
    before = begun(one)
    sprint = hear(one, before, "b")
    assert isinstance(sprint.shows[0], Refresh)
    assert sprint.interview.turn == before.turn


# Going back


def test_there_is_no_way_back_from_the_first_question():
    two = survey("a: yes_no", "b: yes_no")
    assert "back" not in asks(through(two, begun(two), SHOW)).actions
    assert "back" in asks(hear(two, begun(two), "yes")).actions


def test_a_question_asked_again_offers_to_keep_or_to_take_back_the_answer():
    two = survey("a: yes_no", "b: yes_no")
    again = through(two, begun(two), "yes", ".back")
    assert {"keep", "skip"} <= set(asks(again).actions)
    assert asks(again).kept == "Да"
    assert hear(two, again.interview, ".keep").interview.answers == {"a": chosen("yes")}
    assert hear(two, again.interview, ".skip").interview.answers == {"a": SKIPPED}


def test_there_is_nothing_to_keep_where_the_question_was_skipped_and_ticks_are_kept_by_done():
    two = survey("a: yes_no", "goals: multiple", "b: yes_no")
    assert "keep" not in asks(through(two, begun(two), ".skip", ".back")).actions
    ticks = asks(through(two, begun(two), "yes", "a", ".done", ".back"))
    assert "keep" not in ticks.actions
    assert (ticks.kept, ticked(ticks)) == ("a ru", ["a"])


def test_after_a_change_the_questions_answered_already_are_not_asked_again():
    three = survey("a: yes_no", "b: yes_no", "c: yes_no")
    sprint = through(three, begun(three), "yes", "yes", ".back", ".back", "no")
    assert asks(sprint).text == "Про c?"


# Branches


def branching():
    return survey(
        "staff: rating",
        {"id": "why", "type": "text", "ask_when": "staff <= 2"},
        {"id": "who", "type": "text", "ask_when": "answered(why)"},
        "last: yes_no",
    )


def test_a_closed_branch_takes_its_answers_and_what_hung_on_them_along():
    survey_ = branching()
    low = through(survey_, begun(survey_), "1", Typed("кезек"), Typed("Айгүл"))
    changed = through(survey_, low.interview, ".back", ".back", ".back", "5")
    assert changed.events == (Answered("staff", chosen("5")), Erased(("why", "who")))
    assert says(changed) == ["answers_erased"]
    assert set(changed.interview.answers) == {"staff"}


def test_an_answer_of_a_closed_branch_never_counts_even_if_it_was_left_lying():
    survey_ = branching()
    forgotten = replace(begun(survey_), answers={"staff": chosen("5"), "why": Answer(text="кезек")})
    assert results(survey_, forgotten) == {"staff": chosen("5")}


def test_nothing_is_said_to_be_deleted_where_nothing_had_been_answered():
    survey_ = branching()
    low = through(survey_, begun(survey_), "1", ".skip")
    changed = through(survey_, low.interview, ".back", ".back", "5")
    assert changed.events[-1] == Erased(("why",))
    assert says(changed) == []


def test_the_last_question_is_called_so_only_when_no_answer_can_open_another():
    survey_ = branching()
    first = asks(through(survey_, begun(survey_), SHOW))
    assert (first.place, first.total, first.last) == (1, None, False)
    assert asks(hear(survey_, begun(survey_), "5")).last
    opening = survey("a: yes_no", {"id": "b", "type": "text", "ask_when": "a == no"})
    assert not asks(through(opening, begun(opening), SHOW)).last


def test_the_number_of_questions_is_told_where_it_cannot_grow():
    three = survey("a: yes_no", "n: notice", "b: yes_no", "c: yes_no")
    sprint = through(three, begun(three), "yes", ".go")
    assert (asks(sprint).place, asks(sprint).total) == (2, 3)


# The language


def test_the_language_may_be_named_in_words():
    one = survey("visited: yes_no")
    asked = begin(one, language=None, seed=1, about=ABOUT).interview
    for typed, language in (("Қазақша", "kk"), ("РУССКИЙ", "ru"), ("русский.", "ru")):
        assert hear(one, asked, Typed(typed)).interview.language == language
    assert hear(one, asked, Typed("English")).interview.language is None  # not spoken in this one


def test_another_language_changes_no_answer_and_shows_it_in_its_own_words():
    two = survey("staff: rating", "visited: yes_no")
    sprint = through(two, begun(two), "5", LANGUAGE, "kk", ".back")
    assert sprint.interview.answers == {"staff": chosen("5")}
    assert asks(sprint).kept == "Толық қанағаттанамын"


# Ending


def test_stopping_ends_at_every_stage():
    two = survey("visited: yes_no", "more: text")
    start = begin(two, language=None, seed=1, about=ABOUT).interview
    for detour in ((), ("kk",), ("kk", ".go"), ("kk", ".go", "yes"), ("kk", ".go", LANGUAGE)):
        sprint = through(two, start, *detour, STOP)
        assert sprint.events == (Refused(),), detour
        assert sprint.interview.stage == "refused"


def test_a_question_that_was_skipped_has_no_words_of_the_campaigns_in_its_place():
    piped = {"id": "why", "type": "text", "text": {"kk": "{contact} неге?", "ru": "Почему {contact}?"}}
    interview = begun(asked := survey("contact: text", piped))
    about = {**ABOUT, **promises.ABOUT}
    skips = advance(asked, interview, Tapped(interview.turn, ".skip"), about=about, today=TODAY)
    assert asks(skips).text == "Почему …?"


# The day on which it is


def test_a_typed_day_is_counted_from_the_respondents_own_and_read_back_in_full():
    one = survey({"id": "came", "type": "date", "latest": "today"}, "more: text")
    sprint = through(one, begun(one), Typed("кеше"))
    assert sprint.interview.answers == {"came": Answer(text="2026-11-23")}
    assert settles(sprint).answer == "23.11.2026"
    late = through(one, begun(one), Typed("25.11.2026"))
    assert (says(late), late.interview.answers) == (["date_out_of_range"], {})
    assert late.shows[-1].facts["high"] == "24.11.2026"


def test_what_can_be_read_in_two_ways_is_asked_back_and_nothing_is_stored():
    one = survey({"id": "paid", "type": "number", "decimals": 2}, "more: text")
    sprint = through(one, begun(one), Typed("15.000"))
    assert (says(sprint), sprint.interview.answers) == (["two_ways"], {})
    assert sprint.shows[-1].facts == {"one": "15000", "other": "15"}
