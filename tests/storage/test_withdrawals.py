"""Whoever holds a receipt may take the answers back: once and for all, in daily batches, and nobody learns whose."""

from hashlib import sha256

from storage import upkeep
from storage.archive import archive
from storage.sealing import LIFE
from storage.tables import interviews, outbox, participations, responses, withdrawals
from storage.withdrawals import FILE
from surveys.interview.arrival import Withdrew
from surveys.interview.prompts import Say
from tests.fieldwork import Citizen, crowd, rows


async def answers(citizen: Citizen, link: str) -> str:
    """From the link to the thanks; gives the receipt's secret, as the chat alone has it."""
    await citizen.agrees(link)
    for code in ("KZ-75", "5", "staff", ".done"):
        await citizen.taps(code)
    thanks = (await citizen.taps(".skip")).shows[-1].show
    assert isinstance(thanks, Say)
    return thanks.receipt


async def daily(field) -> None:
    await upkeep.daily(
        field.database, environment=field.environment, life=LIFE, archives=field.keys.folder / "archives"
    )


def tombstones(field) -> list[str]:
    path = field.keys.folder / FILE
    return path.read_text().split() if path.exists() else []


async def test_who_completes_gets_a_receipt_whose_secret_is_nowhere_else(field) -> None:
    async with field.writer() as turns:
        secret = await answers(Citizen(5, turns), field.link)
    assert len(bytes.fromhex(secret)) == 16
    await field.close("spring")
    (response,) = await rows(field.database, responses)
    assert response["withdrawal"] == sha256(secret.encode()).digest()
    kept = [await rows(field.database, table) for table in (responses, outbox, interviews, withdrawals)]
    assert secret not in repr(kept)


async def test_who_refuses_or_stops_gets_no_receipt(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        await citizen.agrees(field.link)
        await citizen.taps("KZ-75")
        shown = [each.show for each in (await citizen.stops()).shows]
    assert not [show for show in shown if isinstance(show, Say) and show.receipt]


async def test_a_press_asks_once_and_then_the_answers_go_with_the_next_daily_batch(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        secret = await answers(citizen, field.link)
        await crowd(field, range(101, 120))
        assert await field.mix("spring") == 20
        asked = (await citizen.says(Withdrew(secret))).shows[-1].show
        assert (asked.notice, asked.receipt) == ("withdraw_sure", secret)
        assert await rows(field.database, withdrawals) == []
        await citizen.says(Withdrew(secret, sure=True))
        assert citizen.notices == ["complete", "withdraw_sure", "withdrawn"]
        assert len(await rows(field.database, responses)) == 20
        await daily(field)
        assert len(await rows(field.database, responses)) == 19
        hashed = sha256(secret.encode()).digest()
        assert await rows(field.database, withdrawals) == [{"withdrawal": hashed, "applied": True}]
        assert tombstones(field) == [hashed.hex()]
        await citizen.opens(field.links["spring", "mia_id_card"])
    assert citizen.notices[-1] == "already_answered"
    assert len(await rows(field.database, participations)) == 20


async def test_what_waits_to_be_mixed_can_be_withdrawn_too_and_leaves_its_tombstone(field) -> None:
    async with field.writer() as turns:
        citizen = Citizen(5, turns)
        secret = await answers(citizen, field.link)
        await citizen.says(Withdrew(secret, sure=True))
        await daily(field)
        await daily(field)
    assert tombstones(field) == [sha256(secret.encode()).hexdigest()]
    await field.close("spring")
    assert await rows(field.database, responses) == []
    assert [row["applied"] for row in await rows(field.database, withdrawals)] == [True]
    assert len(await rows(field.database, participations)) == 1


async def test_a_receipt_works_from_another_account_twice_and_without_any_interview(field) -> None:
    """Whoever holds it: the chat may have been moved to another account."""
    async with field.writer() as turns:
        secret = await answers(Citizen(5, turns), field.link)
        await field.close("spring")
        stranger = Citizen(77, turns)
        for _ in range(2):
            await stranger.says(Withdrew(secret, sure=True))
            await daily(field)
    assert await rows(field.database, responses) == []
    assert len(tombstones(field)) == 1


async def test_a_receipt_that_was_made_up_takes_nothing_back(field) -> None:
    await crowd(field, [1])
    await field.close("spring")
    async with field.writer() as turns:
        await Citizen(5, turns).says(Withdrew("00" * 16, sure=True))
    await daily(field)
    assert len(await rows(field.database, responses)) == 1
    assert [row["applied"] for row in await rows(field.database, withdrawals)] == [False]


async def test_what_was_withdrawn_after_the_close_is_in_no_archive_either(field) -> None:
    folder = field.keys.folder / "archives"
    async with field.writer() as turns:
        secret = await answers(Citizen(5, turns), field.link)
        await crowd(field, range(101, 120))
        await field.close("spring")
        before = await archive(field.database, "spring", folder, random_hex=field.random_hex)
        assert (before.responses, before.path.exists()) == (20, True)
        await Citizen(5, turns).says(Withdrew(secret, sure=True))
    await daily(field)
    assert list(folder.iterdir()) == []
    after = await archive(field.database, "spring", folder, random_hex=field.random_hex)
    assert after.responses == 19
    await daily(field)
    assert list(folder.iterdir()) == [after.path]
