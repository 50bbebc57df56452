"""Whatever stood in the tables of 0001 stands in those of 0002 with the meaning that it had."""

import asyncio
import datetime
import json
from collections import Counter
from random import Random
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from console import shipped
from storage import outbox, schema, tables
from storage.answer_bytes import layout
from storage.database import Database, StorageError
from storage.driver import Writer
from storage.interview_rows import known_as, number_of
from storage.keys import CampaignKeys
from storage.migrations.from_0001 import coding
from storage.migrations.from_0001.people import interview_number
from storage.sealing import day_number
from storage.turn import Address, Turn
from storage.turns import Turns
from surveys.interview.events import Tapped
from surveys.interview.prompts import Ask, show_as_json, show_from_json
from surveys.reading import read
from surveys.versions import from_json
from tests.any_questionnaires import any_questionnaires
from tests.database_of_0001 import (
    BOT,
    EVERYTHING,
    NOON,
    TODAY,
    answer_rows,
    canonical,
    cube,
    interview_name,
    waited,
)
from tests.exploring import examples
from tests.storage.conftest import Before

Rows = list[dict[str, Any]]


PROMISED = {"target", "results_on"} | {
    f"{what}_{language}" for what in ("results_where", "contact") for language in ("kk", "ru", "en")
}
"""What a campaign of before has promised nobody."""


async def rows(database: Database, name: str) -> Rows:
    """All rows of a table, in the order in which the database gives them."""
    async with database.reading() as connection:
        return [
            dict(row) for row in (await connection.execute(tables.metadata.tables[name].select())).mappings()
        ]


async def everything(database: Database) -> dict[str, list[str]]:
    """Every row of every table that there is, as text."""
    async with database.reading() as connection:
        names = await connection.run_sync(lambda sync: schema.inspect(sync).get_table_names())
        return {
            name: sorted(str(tuple(row)) for row in await connection.execute(text(f"SELECT * FROM {name}")))  # noqa: S608
            for name in names
        }


async def decoded(database: Database) -> Rows:
    """The responses with their answers read by the code of today, by the id that they have now."""
    versions = {
        row["number"]: layout(from_json(row["resolved"])) for row in await rows(database, "questionnaires")
    }
    return [
        row
        | {
            "answers": {
                item: answer.as_json()
                for item, answer in versions[row["version"]]
                .decode(row["answers"], row["beside"] or {})
                .items()
            }
        }
        for row in await rows(database, "responses")
    ]


async def test_every_response_is_there_with_its_answers(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    old = before.old
    was = Counter(
        (
            *(
                row[key]
                for key in ("campaign", "agency", "service", "route", "language", "disposition", "region")
            ),
            canonical(old.answers[row["id"]]),
        )
        for row in (*old.tables["responses"], *waited(old))
    )
    found = await decoded(before.database)
    assert was == Counter(
        (
            *(row[key] for key in ("campaign", "agency", "service", "route", "language", "disposition")),
            row["region"] or "-",
            canonical(row["answers"]),
        )
        for row in found
    )
    numbers = {row["fingerprint"]: row["number"] for row in await rows(before.database, "questionnaires")}
    for row in found:
        campaign = old.one("campaigns", id=row["campaign"])
        assert row["version"] == numbers[campaign["questionnaire"]]
        assert (row["panel"], row["mode"]) == (campaign["panel"], "telegram")
        assert (row["week"], row["duration"], row["flags"], row["withdrawal"]) == (None, 0, 0, None)
        place = row["answers"].get("place", {}).get("codes", ["98"])[0]
        assert row["office"] == (None if place in {"98", "99"} else place)


async def test_no_response_is_known_by_the_name_that_it_had_or_by_its_place(before: Before) -> None:
    """What waited for a batch came last; it lies among the others, since each page is in the order of random names."""
    await schema.upgrade(before.database, before.outside)
    kept = [(row["campaign"], row["id"]) for row in await rows(before.database, "responses")]
    names = [name for _, name in kept]
    assert len(set(names)) == len(before.old.answers)
    assert not {name.hex() for name in names} & before.old.answers.keys()
    if before.database.is_sqlite:
        assert kept == sorted(kept)
        return
    async with before.database.reading() as connection:
        lying = (
            await connection.execute(text("SELECT ctid::text AS place, id FROM responses ORDER BY ctid"))
        ).all()
    pages: dict[str, list[bytes]] = {}
    for place, name in lying:
        pages.setdefault(place.partition(",")[0], []).append(name)
    assert all(page == sorted(page) for page in pages.values())
    assert len(pages) < len(names) / 10


async def test_the_old_figures_can_be_counted_from_the_rows(before: Before) -> None:
    """Per campaign, agency, service, route, region, stratum, item and code; and so without the stratum too."""
    await schema.upgrade(before.database, before.outside)
    old = before.old
    counted = Counter(
        {tuple(value for key, value in row.items() if key != "n"): row["n"] for row in old.tables["counts"]}
    )
    counted += cube(waited(old), old.answers, old)
    found = [row | {"region": row["region"] or "-"} for row in await decoded(before.database)]
    anew = cube(found, {row["id"]: row["answers"] for row in found}, old)
    assert anew == counted
    assert _without_stratum(anew) == _without_stratum(counted)


def _without_stratum(counted: Counter[Any]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for (*cell, _stratum, item, code), n in counted.items():
        found[*cell, item, code] += n
    return found


async def test_open_interviews_go_on_sealed_where_they_stood(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    seals, found = before.outside.seals, await rows(before.database, "interviews")
    assert len(found) == len(before.old.tables["interviews"]) == 16
    for row in found:
        was = next(w for w in before.old.tables["interviews"] if interview_number(w["id"]) == row["id"])
        state = json.loads(seals.unseal(row["sealed"], b"interview:%d" % row["id"]))
        assert row["person"] in seals.looked_up("telegram", str(was["address"]), today=TODAY)
        assert (row["campaign"], row["turn"], row["message"]) == (
            was["campaign"],
            was["turn"],
            was["message"],
        )
        assert (row["slot"], row["marked"], row["day"]) == (0, False, day_number(TODAY))
        assert (state["channel"], state["address"]) == ("telegram", str(was["address"]))
        kept = ("route", "language", "stage", "cursor", "page", "draft", "last", "seed")
        assert [state[key] for key in kept] == [was[key] for key in kept]
        assert state["touched"] == int(was["touched_at"].timestamp())
        assert state["answers"] == {
            line["item"]: line["answer"]
            for line in before.old.tables["interview_answers"]
            if line["interview"] == was["id"]
        }
        assert state["active"] < 0  # not known
        assert {state[key] for key in ("disposition", "ended", "withdrawal")} == {None}


async def test_a_button_from_before_the_upgrade_still_works(before: Before, tmp_path) -> None:
    """Whether or not the topmost bit of its name has gone."""
    await schema.upgrade(before.database, before.outside)
    keys, names = CampaignKeys(tmp_path), Random(3)
    keys.create("spring", secret=bytes(32))
    turns = Turns(
        before.database,
        keys,
        before.outside.seals,
        clock=lambda: NOON,
        random_hex=lambda n: names.randbytes(n).hex(),
    )
    running = asyncio.create_task(turns.run())
    pressed = 0
    for was in before.old.tables["interviews"]:
        if was["campaign"] != "spring" or was["stage"] not in {"language", "consent"}:
            continue
        pressed += 1
        heard = Tapped(was["turn"], "kk" if was["stage"] == "language" else ".go")
        press = Turn(BOT, pressed, Address("telegram", str(was["address"])), heard, interview=was["id"])
        *_, asked = (await turns.take(press)).shows
        assert isinstance(asked.show, Ask)
        assert asked.interview == known_as(was["id"])
    assert pressed == 3
    running.cancel()


async def test_what_waits_is_read_by_the_outbox_of_today(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    writer = Writer(before.database)
    async with writer.writing() as transaction:
        found = await outbox.waiting(transaction, BOT, seals=before.outside.seals)
    await writer.close()
    assert len(found) == sum(row["failed"] is None for row in before.old.tables["outbox"])


async def test_what_waits_to_be_shown_waits_on_in_its_order(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    old = before.old.tables["outbox"]
    found = {row["update"]: row for row in await rows(before.database, "outbox")}
    assert set(found) == {int(row["id"].partition(".")[0]) for row in old}
    for update, row in found.items():
        was = [line for line in old if line["id"].startswith(f"{update}.") and line["failed"] is None]
        assert (row["bot"], row["owner"], row["leased_until"]) == (BOT, 0, 0)
        if not was:
            assert (row["failed"], row["sealed"]) == ("blocked", b"")
            continue
        was.sort(key=lambda line: line["place"])
        content = json.loads(before.outside.seals.unseal(row["sealed"], b"outbox:%d:%d" % (BOT, update)))
        assert row["failed"] is None
        assert (content["channel"], content["address"]) == ("telegram", str(was[0]["address"]))
        interview = was[0]["interview"]
        assert content["interview"] == (None if interview is None else known_as(interview))
        assert [each["message"] for each in content["shows"]] == [line["message"] for line in was]
        for each, line in zip(content["shows"], was, strict=True):
            _same_show(each["show"], line["show"])
    first = before.old.one("outbox", id="1000.0")["created_at"]
    assert found[1000]["created"] == int(first.timestamp()) - 120  # the oldest of the turn


def _same_show(now: dict[str, Any], was: dict[str, Any]) -> None:
    """What the code of today reads from it is what stood there; how to type is a field of its own by now."""
    read_back = show_as_json(show_from_json(now))
    expects = was.get("prompt", {}).get("expects")
    if expects in {"text", "number", "date"}:
        assert read_back["prompt"].pop("typing_hint") == expects
        assert read_back["prompt"].pop("expects") == "typed"
        was = {**was, "prompt": {key: value for key, value in was["prompt"].items() if key != "expects"}}
    assert {"show": was["show"], **read_back} == was


async def test_updates_of_the_last_two_days_are_still_refused(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    since = TODAY - datetime.timedelta(days=2)
    recent = {row["id"]: row["day"] for row in before.old.tables["updates"] if row["day"] >= since}
    found = await rows(before.database, "updates")
    assert {row["update"] for row in found} == set(recent)
    for row in found:
        assert row["bot"] == BOT
        assert row["hour"] == day_number(recent[row["update"]]) * 24 + 23
    assert [
        {"bot": BOT, **row}
        for row in sorted(before.old.tables["dead_letters"], key=lambda row: row["update"])
    ] == await rows(before.database, "dead_letters")


async def test_who_took_part_is_known_by_the_same_hash_for_every_service(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    assert sorted(
        (row["campaign"], row["person"], row["disposition"])
        for row in await rows(before.database, "participations")
    ) == sorted(
        (row["campaign"], row["person"], row["disposition"]) for row in before.old.tables["participations"]
    )


async def test_questionnaires_are_numbered_and_the_rest_stands_as_it_stood(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    asked = await rows(before.database, "questionnaires")
    order = sorted(asked, key=lambda row: (row["published_on"], row["fingerprint"]))
    assert [row["number"] for row in order] == [1, 2, 3, 4]
    was = {row["fingerprint"]: row for row in before.old.tables["questionnaires"]}
    assert {row["fingerprint"]: {key: row[key] for key in row if key != "number"} for row in asked} == was
    for name in ("regions", "agencies", "services", "offices", "routes"):
        old = before.old.tables[name]
        now = [{key: row[key] for key in old[0]} for row in await rows(before.database, name)]
        assert sorted(now, key=str) == sorted(old, key=str)
    for row in await rows(before.database, "campaigns"):
        assert row.pop("closed_on") == (TODAY if row["state"] == "closed" else None)
        assert row.pop("forgotten_on") is None
        assert row.pop("archived") is None
        promised = {key: row.pop(key) for key in row.keys() & PROMISED}
        assert set(promised.values()) == {None}
        assert row == before.old.one("campaigns", id=row["id"])
    assert await rows(before.database, "counters") == await rows(before.database, "withdrawals") == []


async def test_a_database_that_was_in_use_gets_the_very_tables_of_the_code(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    await schema.require_current(before.database)
    async with before.database.reading() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True, "compare_server_default": True}),
                tables.metadata,
            )
        )
        assert found == []
        if before.database.is_sqlite:
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
            for setting, value in (("journal_mode", "wal"), ("foreign_keys", 1), ("locking_mode", "normal")):
                assert (await connection.execute(text(f"PRAGMA {setting}"))).scalar() == value


async def test_upgrading_twice_changes_nothing(before: Before) -> None:
    await schema.upgrade(before.database, before.outside)
    once = await everything(before.database)
    await schema.upgrade(before.database, before.outside)
    await schema.upgrade(before.database)
    assert await everything(before.database) == once


async def test_counts_that_the_rows_do_not_give_are_told(before: Before, caplog) -> None:
    async with before.database.writing() as connection:
        await connection.execute(text("UPDATE counts SET n = n + 1 WHERE item = '*' AND campaign = 'panel'"))
        told = await connection.scalar(
            text("SELECT sum(n) FROM counts WHERE item = '*' AND campaign = 'panel'")
        )
    await schema.upgrade(before.database, before.outside)
    assert f"panel: the counts knew {told} responses, there are 21" in caplog.text
    assert "spring" not in caplog.text
    assert "update 4000: blocked; the rest still waits" in caplog.text


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_the_byte_code_of_the_migration_is_that_of_the_code_for_every_shipped_questionnaire(name) -> None:
    _same_layout(read(shipped.questionnaire_text(name), core=shipped.core()))


SINCE = frozenset({"time"})
"""Types of items that no questionnaire of before has."""


@given(any_questionnaires())
@examples(40)
def test_the_byte_code_of_the_migration_is_that_of_the_code(questionnaire) -> None:
    before = tuple(item for item in questionnaire.items if item.type not in SINCE)
    _same_layout(questionnaire.with_items(before))


def test_the_byte_code_of_the_migration_knows_every_type_of_item() -> None:
    _same_layout(read(EVERYTHING, core=shipped.core()))


def _same_layout(questionnaire) -> None:
    resolved = json.loads(json.dumps(questionnaire.model_dump(mode="json", exclude_defaults=True)))
    assert [
        (field.item, field.start, field.width, field.codes, field.several, field.beside, field.specify)
        for field in coding.fields(resolved)
    ] == [
        (field.item, field.start, field.width, field.codes, field.several, field.beside, field.specify)
        for field in layout(questionnaire).fields
    ]


ITEM = {"id": "how", "type": "single"}


@pytest.mark.parametrize(
    ("item", "codes", "means"),
    [
        ({}, ["skip"], coding.Given(skipped=True)),
        ({"required": True}, ["skip"], coding.Given(codes=("skip",))),
        ({"type": "multiple"}, ["skip", "b"], coding.Given(codes=("skip", "b"))),
        ({"type": "multiple"}, ["skip"], coding.Given(skipped=True)),
    ],
)
def test_an_option_called_skip_is_read_as_the_old_figures_read_it(item, codes, means) -> None:
    (field,) = coding.fields({"items": [ITEM | {"options": [{"code": "skip"}, {"code": "b"}]} | item]})
    assert coding.from_rows(field, [(code, None, None) for code in codes]) == means


@pytest.mark.parametrize(
    ("item", "answer", "why"),
    [
        ({}, {"codes": ["z"]}, "how: the version does not offer z"),
        ({}, {"codes": ["a", "b"]}, "how: 2 codes where one is expected"),
        ({}, {"codes": ["a"], "text": "secret"}, "how: words beside a, which asks for none"),
        (
            {"options": [{"code": f"c{n}"} for n in range(250)]},
            {"codes": ["c249"]},
            "how: more than 249 options",
        ),
        ({"type": "multiple", "options": []}, {"skipped": True}, "how: an answer to an item without options"),
        ({"type": "number"}, {"text": "secret"}, "how: no value of a number"),
        ({"type": "text"}, {"codes": ["a"]}, "how: no value of a text"),
        ({"id": "other"}, {"codes": ["a"]}, "the version does not ask how"),
    ],
)
def test_an_answer_that_the_bytes_have_no_room_for_is_refused_by_name(item, answer, why) -> None:
    fields = coding.fields({"items": [ITEM | {"options": [{"code": "a"}, {"code": "b"}]} | item]})
    with pytest.raises(StorageError, match=why) as refused:
        coding.encode(fields, {"how": coding.from_json(answer)})
    assert "secret" not in str(refused.value)


@given(st.integers(0, 2**64 - 1))
def test_a_button_of_before_names_its_interview_still(secret) -> None:
    name = interview_name(secret.to_bytes(8, "big"))
    assert interview_number(name) == number_of(name) == secret % 2**63


@pytest.mark.parametrize("name", ["", "short", "a" * 12, "with spaces", "ütf-8-12345"])
def test_an_interview_with_a_foreign_id_is_refused(name) -> None:
    with pytest.raises(StorageError, match="which is none of this program's"):
        interview_number(name)


async def test_an_empty_database_needs_nothing_from_outside(bare: Database, tmp_path) -> None:
    await schema.upgrade(bare)
    await schema.require_current(bare)


def test_answers_in_memory_and_in_rows_are_read_alike() -> None:
    (field,) = coding.fields({"items": [{"id": "n", "type": "number", "options": [{"code": "number"}]}]})
    for answer in ({"number": "2.50"}, {"codes": ["number"]}, {"codes": ["98"]}, {"skipped": True}):
        lines = [(row["code"], row["number"], row["text"]) for row in answer_rows("r", {"n": answer})]
        assert coding.from_rows(field, lines) == coding.from_json(answer)
