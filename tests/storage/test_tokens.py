"""A one-time link lets one person begin, once and in time; no record and no log keeps it or says whose it was."""

import asyncio
import datetime
import hashlib
import logging

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.telegram.quiet_logs import keep_secrets_out_of_logs
from storage import closing, links, tokens, turns, upkeep, writing
from storage.campaigns import set_state
from storage.database import StorageError, open_database
from storage.tables import campaigns, interviews, metadata, participations, responses, routes
from surveys.interview.arrival import Started
from surveys.interview.events import Tapped
from surveys.interview.one_time import is_token
from tests.fieldwork import Citizen, rows, turn
from tests.sealed_rows import in_progress

CLINIC, ID_CARD = "moh_clinic", "mia_id_card"
DAY = datetime.timedelta(days=1)


async def issued(field, count: int = 1, service: str = CLINIC, campaign: str = "spring") -> list[str]:
    """Payloads of fresh one-time links."""
    async with field.database.writing() as connection:
        ways = await links.add_routes(
            connection, campaign, tokens.TOKEN, [(service, None)], random_hex=field.random_hex
        )
        found = await tokens.issue(
            connection, {service: ways[service, None]}, count, environment=field.environment
        )
    return [each.payload for each in found]


async def used(field) -> int:
    return sum(row["used"] for row in await rows(field.database, metadata.tables["tokens"]))


async def meets(field, address: int, payload: str) -> str:
    """What somebody meets who follows the link: `consent` and the like, or why they cannot begin."""
    async with field.writer() as writer:
        citizen = Citizen(address, writer)
        await citizen.opens(payload)
        if citizen.notices:
            return citizen.notices[-1]
        return citizen.prompt.facts.get("notice") or citizen.prompt.kind


async def test_it_lets_one_person_begin_and_the_response_says_only_that_it_was_one(field) -> None:
    (payload,) = await issued(field)
    assert is_token(payload)
    async with field.writer() as writer:
        await Citizen(5, writer).finishes(payload)
    assert await used(field) == 1
    await field.close("spring")
    (response,) = await rows(field.database, responses)
    assert (response["route"], response["service"]) == ("token", CLINIC)
    secret = (payload, hashlib.sha256(payload.encode()).hexdigest(), payload[1:])
    for row in [response, *await rows(field.database, participations)]:
        assert not any(each in str(row) for each in secret)


async def test_nothing_but_its_hash_is_kept_anywhere(field, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    keep_secrets_out_of_logs()
    ours, other = await issued(field, 2)
    async with field.writer() as writer:
        citizen = Citizen(5, writer)
        await citizen.agrees(field.links["spring", ID_CARD])
        await citizen.taps("KZ-75")
        await citizen.opens(ours)  # asks which service: the state remembers the hash
        await Citizen(6, writer).agrees(other)
        await Citizen(7, writer).opens(other)
    kept = [row for name in metadata.tables for row in await rows(field.database, metadata.tables[name])]
    opened = [each.state for each in await in_progress(field)]
    for payload in (ours, other):
        assert payload not in str(kept) + str(opened)
        assert payload not in caplog.text
    assert hashlib.sha256(other.encode()).hexdigest() not in str(opened)


async def test_each_reason_not_to_begin_has_a_sentence_of_its_own(field) -> None:
    first, second, third = await issued(field, 3)
    assert await meets(field, 5, first) == "language"
    assert await meets(field, 6, first) == "token_used"
    assert await meets(field, 6, "t" + "A" * 22) == "unknown_token"
    assert await meets(field, 6, "no-such-link") == "unknown_link"
    field.now += 15 * DAY
    assert await meets(field, 6, second) == "token_expired"
    field.now -= 15 * DAY
    async with field.database.writing() as connection:
        await set_state(connection, "spring", "paused", today=field.now.date())
    assert await meets(field, 6, third) == "paused"
    async with field.database.writing() as connection:
        await set_state(connection, "spring", "closed", today=field.now.date())
    assert await meets(field, 6, third) == "closed_link"
    assert await used(field) == 1


async def test_it_works_until_the_end_of_its_last_day_in_almaty(field) -> None:
    first, second = await issued(field, 2)
    midnight = datetime.datetime(2026, 3, 16, 19, tzinfo=datetime.UTC)  # 00:00 of the 17th in Almaty
    field.now = midnight - datetime.timedelta(seconds=1)
    assert await meets(field, 5, first) == "language"
    field.now = midnight
    assert await meets(field, 6, second) == "token_expired"


async def test_whoever_began_with_it_goes_on_by_it_and_nobody_else_does(field) -> None:
    (payload,) = await issued(field)
    async with field.writer() as writer:
        citizen = Citizen(5, writer)
        await citizen.agrees(payload)
        await citizen.taps("KZ-75")
        await citizen.opens(payload)
        assert citizen.prompt.kind == "question"
        assert citizen.prompt.text == "А в целом?"
        assert citizen.notices == []
    assert await meets(field, 6, payload) == "token_used"
    (known,) = await in_progress(field)
    assert list(known.answers) == ["region"]


async def test_after_the_last_answer_its_owner_is_thanked_and_not_told_that_it_is_used(field) -> None:
    (payload,) = await issued(field)
    async with field.writer() as writer:
        await Citizen(5, writer).finishes(payload)
    assert await meets(field, 5, payload) == "already_answered"
    assert await meets(field, 6, payload) == "token_used"


async def test_who_declined_may_open_it_again_and_begin(field) -> None:
    (payload,) = await issued(field)
    async with field.writer() as writer:
        citizen = Citizen(5, writer)
        await citizen.opens(payload)
        await citizen.taps("ru")
        await citizen.taps(".refuse")
        await citizen.opens(payload)
        assert citizen.prompt.kind == "consent"
        assert await meets(field, 6, payload) == "token_used"


async def test_the_route_of_one_time_links_is_itself_no_link(field) -> None:
    await issued(field)
    (way,) = [row for row in await rows(field.database, routes) if row["kind"] == "token"]
    assert await meets(field, 5, way["id"]) == "unknown_link"
    async with field.database.reading() as connection:
        assert way["id"] not in {link.payload for link in await links.links(connection, "spring")}


async def test_in_mid_survey_it_is_used_up_by_going_over_and_not_by_being_asked(field) -> None:
    (payload,) = await issued(field)
    async with field.writer() as writer:
        citizen = Citizen(5, writer)
        await citizen.agrees(field.links["spring", ID_CARD])
        await citizen.taps("KZ-75")
        await citizen.opens(payload)
        assert citizen.prompt.kind == "another"
        await citizen.taps(".stay")
        assert await used(field) == 0
        await citizen.opens(payload)
        await citizen.taps(".switch")
        assert citizen.prompt.kind == "consent"
        assert await used(field) == 1
        await citizen.taps(".go")
        assert citizen.prompt.text != "А в целом?"
    assert await meets(field, 6, payload) == "token_used"


async def test_going_over_by_one_that_somebody_else_has_used_meanwhile_is_refused(field) -> None:
    (payload,) = await issued(field)
    async with field.writer() as writer:
        citizen = Citizen(5, writer)
        await citizen.agrees(field.links["spring", ID_CARD])
        await citizen.taps("KZ-75")
        await citizen.opens(payload)
        await Citizen(6, writer).opens(payload)
        await citizen.taps(".switch")
        assert citizen.prompt.why.notice == "token_used"
        assert citizen.prompt.text == "А в целом?"


async def test_before_the_first_answer_a_link_becomes_an_invitation_and_never_the_other_way(field) -> None:
    first, second = await issued(field, 2)
    async with field.writer() as writer:
        citizen = Citizen(5, writer)
        await citizen.agrees(field.links["spring", CLINIC])
        await citizen.opens(first)
        assert await used(field) == 1
        await citizen.opens(field.links["spring", CLINIC])
        await citizen.opens(second)
        assert await used(field) == 1
        await citizen.finishes(field.links["spring", CLINIC])
    await field.close("spring")
    assert [row["route"] for row in await rows(field.database, responses)] == ["token"]


@pytest.mark.parametrize("gap", ["one batch", "two batches"])
async def test_of_two_people_at_the_same_moment_one_gets_in(field, gap) -> None:
    payloads = await issued(field, 20)
    async with field.writer() as here:
        for number, payload in enumerate(payloads):
            both = [turn(2 * number + n + 1, 100 + 2 * number + n, Started(payload)) for n in range(2)]
            if gap == "one batch":
                await asyncio.gather(*map(here.take, both))
            else:
                for each in both:
                    await here.take(each)
    assert len(await rows(field.database, interviews)) == len(payloads)
    assert await used(field) == len(payloads)


async def test_of_two_people_at_two_replicas_one_gets_in(field) -> None:
    payloads = await issued(field, 40)
    url = field.database.engine.url.render_as_string(hide_password=False)
    other = open_database(url)
    async with field.writer() as here, field.writer(other) as there:
        await asyncio.gather(
            *(
                writer.take(turn(2 * n + place + 1, 1_000 + 2 * n + place, Started(payload)))
                for n, payload in enumerate(payloads)
                for place, writer in enumerate((here, there))
            )
        )
    await other.close()
    assert len(await rows(field.database, interviews)) == len(payloads)
    assert await used(field) == len(payloads)


async def test_a_batch_that_is_not_written_leaves_the_link_unused_and_its_repetition_uses_it(
    field, monkeypatch
) -> None:
    (payload,) = await issued(field)
    real = writing.write

    async def broken(transaction, changes, *, environment):
        await real(transaction, changes, environment=environment)
        raise OSError("the power went")

    monkeypatch.setattr(writing, "write", broken)
    async with field.writer() as writer:
        with pytest.raises(OperationalError, match="the power went"):
            await writer.take(turn(1, 5, Started(payload)))
    assert (await used(field), await rows(field.database, interviews)) == (0, [])
    monkeypatch.setattr(writing, "write", real)
    async with field.writer() as writer:
        await writer.take(turn(1, 5, Started(payload)))
        again = await writer.take(turn(1, 5, Started(payload)))
    assert again.repeated
    assert (await used(field), len(await rows(field.database, interviews))) == (1, 1)


async def test_a_turn_without_one_asks_no_query_more(field) -> None:
    (payload,) = await issued(field)
    asked: list[str] = []
    fetch_all = turns.batches.loading.Transaction.fetch_all

    async def noted(self, *wanted):
        asked.extend(build.__name__ for build, _ in wanted)
        return await fetch_all(self, *wanted)

    turns.batches.loading.Transaction.fetch_all = noted
    try:
        async with field.writer() as writer:
            await writer.take(turn(1, 5, Started(field.link)))
            plain, asked[:] = list(asked), []
            await writer.take(turn(2, 6, Started(payload)))
    finally:
        turns.batches.loading.Transaction.fetch_all = fetch_all
    assert "_one" not in plain
    assert asked == [*plain, "_one"]


async def test_expired_ones_are_erased_and_all_of_them_with_their_campaign(field, tmp_path) -> None:
    await field.launch("autumn")
    await issued(field, 3)
    await issued(field, 2, campaign="autumn")
    kept = metadata.tables["tokens"]

    async def a_day() -> int:
        await upkeep.daily(field.database, environment=field.environment, life=14, archives=tmp_path)
        return len(await rows(field.database, kept))

    field.now += 28 * DAY
    assert await a_day() == 5
    field.now += DAY
    assert await a_day() == 0
    await issued(field, 3)
    await issued(field, 2, campaign="autumn")
    await field.close("spring")
    await closing.forget(field.database, "spring", environment=field.environment)
    left = {row["id"]: row["campaign"] for row in await rows(field.database, routes)}
    assert [left[row["route"]] for row in await rows(field.database, kept)] == ["autumn"] * 2


async def test_a_campaign_that_is_over_gets_no_more(field) -> None:
    async with field.database.writing() as connection:
        assert set(await links.served(connection, "spring")) == {CLINIC, ID_CARD}
        await connection.execute(update(campaigns).values(state="closed"))
        with pytest.raises(StorageError, match="spring is closed"):
            await links.served(connection, "spring")
        with pytest.raises(StorageError, match="there is no campaign winter"):
            await links.served(connection, "winter")


async def test_the_order_in_which_they_are_kept_is_not_that_in_which_they_were_given_out(field) -> None:
    payloads = await issued(field, 50)
    hashes = [hashlib.sha256(payload.encode()).digest() for payload in payloads]
    kept = [bytes(row["token"]) for row in await rows(field.database, metadata.tables["tokens"])]
    assert kept == sorted(hashes)
    assert kept != hashes


async def test_a_press_that_pretends_to_be_one_gets_no_further(field) -> None:
    (payload,) = await issued(field)
    async with field.writer() as writer:
        await Citizen(5, writer).opens(payload)
        stranger = Citizen(6, writer)
        await stranger.says(Started(payload, picked=True), message=77)
        await stranger.says(Tapped(1, ".go"), interview="AAAAAAAAAAA")
    assert len(await rows(field.database, interviews)) == 1
