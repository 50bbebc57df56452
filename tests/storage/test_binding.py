"""An answer belongs to what its person saw: words that were sent before a question was shown do not answer it."""

from storage.tables import interviews, responses
from surveys.interview.events import Tapped, Typed
from surveys.interview.prompts import Retire
from tests.fieldwork import SERVICES, Citizen, rows, turn
from tests.sealed_rows import finished, in_progress

CARD, CLINIC = (("spring", service) for service in SERVICES)


async def at_the_number(field, turns, address=5) -> Citizen:
    """Up to the last question, which wants a number."""
    citizen = Citizen(address, turns)
    await citizen.agrees(field.links[CLINIC])
    for code in ("KZ-75", "4", "staff", ".done"):
        await citizen.taps(code)
    return citizen


async def test_a_number_typed_three_times_answers_one_question(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        asked = citizen.shown
        await citizen.says(Typed("1"), own=asked + 1)
        await citizen.says(Typed("1"), own=asked + 2)
        assert citizen.prompt.why.notice == "typed_before"
        shows = (await citizen.says(Typed("1"), own=asked + 3)).shows
    assert shows == ()
    (going_on,) = await in_progress(field)
    assert set(going_on.answers) == {"region"}


async def test_what_was_written_while_the_bot_was_away_is_no_answer_to_what_came_after(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        written = citizen.shown
        await citizen.taps("KZ-75")
        await citizen.taps("4")
        await citizen.taps("staff")
        await citizen.says(Typed("бот работает?"), own=written + 1)
        assert citizen.prompt.why.notice == "typed_before"
        await citizen.taps(".done")
        await citizen.types("2")
    (ended,) = await finished(field)
    assert ended.answers["visits"]["number"] == "2"


async def test_words_that_answer_any_copy_of_the_present_question_are_taken(field) -> None:
    async with field.writer() as turns:
        citizen = await at_the_number(field, turns)
        seen = citizen.shown
        await citizen.opens("")  # shows it again
        assert citizen.shown > seen + 1
        await citizen.says(Typed("3"), own=seen + 1)
    assert citizen.notices == ["complete"]


async def test_a_press_too_late_takes_its_buttons_and_adds_nothing_where_the_question_is_the_last_message(
    field,
) -> None:
    async with field.writer() as turns:
        citizen = await at_the_number(field, turns)
        interview, old = citizen.interview, Tapped(1, "ru")
        shows = (await citizen.says(old, interview=interview, message=77)).shows
        assert [(type(each.show), each.message) for each in shows] == [(Retire, 77)]
        await citizen.says(Typed("много"))  # a notice stands under the question now
        shows = (await citizen.says(old, interview=interview, message=78)).shows
        assert [type(each.show).__name__ for each in shows] == ["Retire", "Settle", "Ask"]
        shows = (await citizen.says(old, interview=interview, message=79)).shows
        assert [type(each.show).__name__ for each in shows] == ["Retire"]


async def test_a_second_copy_of_the_question_just_answered_loses_its_buttons_and_the_first_is_left_alone(
    field,
) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        tapped, interview, asked = Tapped(citizen.prompt.turn, "KZ-75"), citizen.interview, citizen.shown
        await citizen.says(tapped, interview=interview, message=asked)
        assert (await citizen.says(tapped, interview=interview, message=asked)).shows == ()
        (gone,) = (await citizen.says(tapped, interview=interview, message=asked - 1)).shows
        assert (type(gone.show), gone.message) == (Retire, asked - 1)


async def test_two_services_of_a_campaign_are_rated_one_after_the_other_and_by_turns(field) -> None:
    async with field.writer() as turns:
        citizen = await at_the_number(field, turns)
        clinic = citizen.interview
        await citizen.opens(field.links[CARD])
        assert citizen.prompt.kind == "another"
        await citizen.taps(".switch")
        card = citizen.interview
        assert card != clinic
        await citizen.taps(".go")
        await citizen.taps("KZ-10")
        await citizen.opens(field.links[CLINIC])
        await citizen.taps(".switch")
        assert (citizen.interview, citizen.prompt.text) == (clinic, "Сколько раз приходили?")
        await citizen.types("2")
        assert citizen.notices == ["complete"]
        await citizen.opens("")
        assert citizen.interview == card
        for code in ("4", "staff", ".done", ".skip"):
            await citizen.taps(code)
        assert citizen.notices == ["complete", "complete"]
        await citizen.opens(field.links[CLINIC])
        assert citizen.notices[-1] == "already_answered"
    kept = {ended.state["service"]: ended.answers["region"]["codes"] for ended in await finished(field)}
    assert kept == {SERVICES[0]: ["KZ-10"], SERVICES[1]: ["KZ-75"]}


async def test_what_was_set_aside_is_not_lost_when_the_campaign_closes(field) -> None:
    async with field.writer() as turns:
        citizen = await at_the_number(field, turns)
        await citizen.opens(field.links[CARD])
        await citizen.taps(".switch")
    assert len(await rows(field.database, interviews)) == 2
    await field.close("spring")
    assert [row["disposition"] for row in await rows(field.database, responses)] == ["partial"]
    assert await rows(field.database, interviews) == []


async def test_a_second_message_after_the_last_answer_is_added_to_it(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.links[CLINIC])
        for code in ("KZ-75", "2"):
            await citizen.taps(code)
        await citizen.says(Typed("Очень долго"), sent=100)
        await citizen.says(Typed("и холодно"), sent=102, own=citizen.shown - 1)
        assert citizen.prompt.text == "Что понравилось?"
        (going_on,) = await in_progress(field)
        assert going_on.answers["reason"]["text"] == "Очень долго\nи холодно"


async def test_a_turn_that_does_not_say_where_it_stands_is_taken_as_it_comes(field) -> None:
    async with field.writer() as turns:
        citizen = await at_the_number(field, turns)
        await turns.take(turn(10, 5, Typed("4")))
    assert citizen.notices == []
    (ended,) = await finished(field)
    assert ended.answers["visits"]["number"] == "4"
