"""`campaign links`, `tokens` and `poster` as staff meet them."""

import asyncio
import csv
import io
import json
import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select, update

from bot.simulator.simulator import Simulator
from console.bot_name import NoBotNameError, bot_name
from console.cli import main
from console.settings import Settings
from console.wiring import storage
from storage import tokens as one_time
from storage.registry_tables import offices
from storage.tables import campaigns, routes, tokens
from surveys.interview.one_time import is_token
from tests import posters
from tests.console.test_cli import NAMES
from tests.fieldwork import TEXT

ADDRESS = re.compile(r"https://t\.me/saualnama_bot\?start=([0-9a-f]{12})")


class Said(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


@pytest.fixture
def saualnama(sqlite_template, tmp_path, monkeypatch, capsys):
    """The command, in a folder of its own, with the registry, two offices of one agency, and a campaign."""
    for name in [
        name for name in os.environ if name.startswith("SAUALNAMA_") or name in {"LANGUAGE", "LC_ALL"}
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    Path("trial.yaml").write_text(TEXT, "utf-8")

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(end.value.code, out, err)

    run("registry", "load")
    fingerprint = run("survey", "publish", "trial.yaml").out.split()[0]
    asked = ("--questionnaire", fingerprint[:12], "--service", "mia_passport", "--service", "moh_clinic")
    assert run("campaign", "launch", "tax-2026", *asked, *NAMES).code == 0
    row = {"agency": "mia", "en": "x"}
    carry_out(
        insert(offices).values(
            [
                {**row, "code": "mia_north", "kk": "Солтүстік бөлім", "ru": "Северное отделение"},
                {**row, "code": "mia_south", "kk": "Оңтүстік бөлім", "ru": "Южное отделение"},
            ]
        )
    )
    return run


@pytest.fixture
def named(saualnama, monkeypatch):
    """The same, where the bot's name is set."""
    monkeypatch.setenv("SAUALNAMA_BOT", "@saualnama_bot")
    return saualnama


def carry_out(statement) -> list:
    async def work() -> list:
        async with storage(Settings()) as database, database.writing() as connection:
            found = await connection.execute(statement)
            return list(found) if found.returns_rows else []

    return asyncio.run(work())


# Links


def test_links_are_whole_addresses_with_names_in_the_language_of_the_terminal(named, monkeypatch) -> None:
    named("campaign", "poster", "tax-2026", "--office", "all", "--out", "out")
    said = named("campaign", "links", "tax-2026")
    lines = said.out.splitlines()[1:]
    assert [bool(ADDRESS.match(line)) for line in lines] == [True] * 5
    assert re.search(r"QR-код на плакате +выдача паспорта +Северное отделение", lines[1])
    assert re.search(r"Ссылка органа +прикрепление к поликлинике", lines[3])
    assert said.err == ""
    monkeypatch.setenv("LANG", "kk_KZ.UTF-8")
    assert "Солтүстік бөлім" in named("campaign", "links", "tax-2026").out


def test_they_speak_to_programs_and_to_spreadsheets(named) -> None:
    named("campaign", "poster", "tax-2026", "--office", "mia_south", "--out", "out")
    rows = json.loads(named("campaign", "links", "tax-2026", "--json").out)
    assert [(row["code"], row["kind"], row["office"]) for row in rows] == [
        ("mia_passport", "link", None),
        ("mia_passport", "qr", "mia_south"),
        ("moh_clinic", "link", None),
    ]
    assert all(row["link"] == f"https://t.me/saualnama_bot?start={row['id']}" for row in rows)
    table = list(csv.DictReader(io.StringIO(named("campaign", "links", "tax-2026", "--csv").out)))
    assert [row["link"] for row in table] == [row["link"] for row in rows]
    assert table[1]["office_kk"] == "Оңтүстік бөлім"
    assert named("campaign", "links", "tax-2026", "--csv", "--json").code == 2


def test_without_the_bot_s_name_the_payloads_are_told_and_what_is_missing(saualnama) -> None:
    said = saualnama("campaign", "links", "tax-2026")
    assert said.code == 0
    assert "set SAUALNAMA_BOT to it, or SAUALNAMA_TELEGRAM_TOKEN" in said.err
    assert "https://" not in said.out
    assert len(re.findall(r"^[0-9a-f]{12} ", said.out, re.MULTILINE)) == 2


def test_a_name_that_can_be_none_is_refused(saualnama, monkeypatch) -> None:
    monkeypatch.setenv("SAUALNAMA_BOT", "t.me/saualnama bot")
    said = saualnama("campaign", "links", "tax-2026")
    assert (said.code, "SAUALNAMA_BOT" in said.err) == (1, True)


@pytest.mark.parametrize("library", ["aiogram", "ptb"])
async def test_telegram_is_asked_for_the_name_and_nothing_of_the_account_is_changed(library) -> None:
    async with Simulator() as sim:
        settings = Settings(
            telegram_token=SecretStr("1000001:in-a-test"), telegram_api=sim.url, library=library, bot=None
        )
        name = await bot_name(settings)
        assert name == "simulated_1000001_bot"
        assert {call.method for call in sim.calls.of()} == {"getMe"}


async def test_where_telegram_does_not_say_it_that_is_told_without_the_token() -> None:
    settings = Settings(
        telegram_token=SecretStr("1000001:canary"), telegram_api="http://127.0.0.1:9", bot=None
    )
    with pytest.raises(NoBotNameError, match="or set SAUALNAMA_BOT to it") as told:
        await bot_name(settings)
    assert "canary" not in str(told.value)


# Links that work once


def test_they_are_written_once_for_oneself_alone_and_kept_as_hashes(named) -> None:
    said = named("campaign", "tokens", "tax-2026", "--count", "3", "--out", "links.csv")
    assert (said.code, said.out) == (0, "")
    assert "6 links, each works once, until the end of" in said.err
    assert stat.S_IMODE(Path("links.csv").stat().st_mode) == 0o600
    rows = list(csv.DictReader(io.StringIO(Path("links.csv").read_text("utf-8"))))
    assert [row["service"] for row in rows] == ["mia_passport"] * 3 + ["moh_clinic"] * 3
    payloads = [row["link"].removeprefix("https://t.me/saualnama_bot?start=") for row in rows]
    assert all(is_token(payload) for payload in payloads)
    kept = carry_out(select(tokens.c.token, tokens.c.used))
    assert {bytes(row.token).hex() for row in kept} == {one_time.digest(payload) for payload in payloads}
    assert not any(row.used for row in kept)
    assert not any(payload in named("campaign", "links", "tax-2026").out for payload in payloads)
    again = named("campaign", "tokens", "tax-2026", "--count", "3", "--out", "links.csv")
    assert (again.code, "links.csv is there already" in again.err) == (2, True)
    assert len(carry_out(select(tokens.c.token))) == 6


def test_they_are_printed_for_one_service_and_share_its_route(named) -> None:
    for _ in range(2):
        said = named("campaign", "tokens", "tax-2026", "--count", "2", "--service", "moh_clinic")
        assert said.out.splitlines()[0] == "link,service,last_day"
        assert len(said.out.splitlines()) == 3
    ways = carry_out(select(routes.c.service).where(routes.c.kind == "token"))
    assert [row.service for row in ways] == ["moh_clinic"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--count", "1", "--service", "tax"),
            "does not ask about it; it does about mia_passport, moh_clinic",
        ),
        (("--count", "0"), "is not in the range"),
    ],
)
def test_what_cannot_be_made_leaves_no_file(named, arguments, told) -> None:
    said = named("campaign", "tokens", "tax-2026", *arguments, "--out", "links.csv")
    assert (said.code, told in said.err) == (2, True)
    assert not Path("links.csv").exists()


@pytest.mark.parametrize("command", [("tokens", "--count", "1"), ("poster", "--out", "out")])
def test_a_campaign_that_is_over_or_unknown_gets_neither_links_nor_posters(named, command) -> None:
    assert "there is no campaign nowhere" in named("campaign", command[0], "nowhere", *command[1:]).err
    carry_out(update(campaigns).values(state="closed"))
    said = named("campaign", command[0], "tax-2026", *command[1:])
    assert (said.code, "tax-2026 is closed" in said.err) == (1, True)


@pytest.mark.parametrize("command", [("tokens", "--count", "1"), ("poster", "--out", "out")])
def test_without_the_bot_s_name_there_are_neither(saualnama, command) -> None:
    said = saualnama("campaign", command[0], "tax-2026", *command[1:])
    assert (said.code, "set SAUALNAMA_BOT" in said.err) == (1, True)
    assert carry_out(select(routes.c.id).where(routes.c.kind != "link")) == []
    assert not Path("out").exists()


# Posters


@pytest.mark.parametrize("size", ["a4", "a5"])
def test_there_is_a_file_for_each_office_and_one_of_all_and_every_code_is_a_link_of_the_campaign(
    named, size
) -> None:
    said = named("campaign", "poster", "tax-2026", "--office", "all", "--size", size, "--out", "out/wall")
    assert said.code == 0
    together = Path(f"out/wall/tax-2026-posters-{size}.pdf")
    assert said.out == f"3 in out/wall; all of them in {together}\n"
    files = {path.name for path in Path("out/wall").iterdir()} - {together.name}
    assert files == {
        f"mia_passport-mia_north-{size}.pdf",
        f"mia_passport-mia_south-{size}.pdf",
        f"moh_clinic-{size}.pdf",
    }
    printed = {name: posters.codes(Path("out/wall", name).read_bytes()) for name in sorted(files)}
    rows = json.loads(named("campaign", "links", "tax-2026", "--json").out)
    assert printed == {
        "-".join(each for each in (row["code"], row["office"], size) if each) + ".pdf": [[row["link"]]]
        for row in rows
        if row["kind"] == "qr"
    }
    assert posters.codes(together.read_bytes()) == [page for each in printed.values() for page in each]


def test_a_code_that_hangs_stays_the_same_and_no_second_one_is_made(named) -> None:
    for arguments in (("--office", "mia_north"), (), ("--size", "a4"), ("--office", "mia_north")):
        named("campaign", "poster", "tax-2026", "--service", "mia_passport", *arguments, "--out", "out")
    assert len(carry_out(select(routes.c.id).where(routes.c.kind == "qr"))) == 1
    assert [path.name for path in Path("out").iterdir()] == ["mia_passport-mia_north-a4.pdf"]


def test_an_unknown_office_is_told_with_those_there_are(named) -> None:
    said = named("campaign", "poster", "tax-2026", "--office", "mia_west", "--out", "out")
    assert (said.code, "no office mia_west: mia_north, mia_south" in said.err) == (1, True)
    assert not Path("out").exists()
