"""A new officer goes from a spreadsheet with mistakes to posters, answers, a close by the date, and figures."""

import asyncio
import csv
import datetime
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.simulator.phone.phones import Phone
from bot.simulator.simulator import Simulator
from bot.telegram.libraries import Library
from console import shipped
from console.running import keep_up_for_ever
from console.settings import Settings
from console.wiring import clock, storage
from console.workbooks import write_workbook
from storage import fieldwork_status, releases
from storage.database import Database
from storage.days import KAZAKHSTAN, day_in_kazakhstan
from tests import posters
from tests.console.test_cli import PROMISED, Terminal
from tests.databases import TEMPLATE, Server
from tests.live_bot import LiveBot

SERVICES = Path(__file__).parent / "akimat" / "services.txt"
HEADERS = [
    *("код", "орган", "название на казахском", "название на русском", "казахский проверен"),
    *("действует с", "действует по", "предшественник", "получателей в год"),
]
CODE, AGENCY, KK, RU, CHECKED, FROM, TO, BEFORE, CLIENTS = range(9)
OFFICES = [
    ["код", "орган", "регион", "название на казахском", "название на русском"],
    ["pvl_north", "akimat_pavlodar", "KZ-55", "Солтүстік бөлім", "Северный отдел"],
    ["pvl_south", "akimat_pavlodar", "KZ-55", "Оңтүстік бөлім", "Южный отдел"],
]
MISTAKES = [
    (4, CODE, "kindergarten_place", "Код kindergarten_place уже стоит здесь: {file}:3."),
    (7, AGENCY, "akimat_pavlodr", "Кода akimat_pavlodr нет. Вы имели в виду akimat_pavlodar?"),
    (11, KK, "", "Ячейка пуста. Заполните её."),
    (14, CODE, "wheel\N{CYRILLIC SMALL LETTER ES}hair", "есть кириллические буквы: с."),
    (18, FROM, "31.04.2026", "31.04.2026 — не дата. Введите её так: "),
    (22, KK, "жер у?аскесін беру", "Здесь буква превратилась в вопросительный знак"),
    (27, CLIENTS, "около 300", "около 300 — не целое число людей."),
    (32, RU, "=заявка на ремонт", "Название, которое начинается с =, в электронной таблице станет формулой."),
    (38, CHECKED, "возможно", "возможно — ни да, ни нет."),
    (45, BEFORE, "sheep_subsidy", "Кода sheep_subsidy нет."),
]
"""The row as a spreadsheet counts it, the column, what stands there, what is said of it."""
QUEUE, PLACE = "kindergarten_queue", "kindergarten_place"
BY_POSTER, BY_LINK, BY_TOKEN = 12, 6, 4
"""How many finish by each way: one group of at least ten, two of fewer, and together more than a batch."""
ANSWERS = (*["Удовлетворены"] * 5, "Пропустить")


def services() -> list[list[str]]:
    """Fifty services of an akimat, as an officer has them in Excel."""
    rows = [line.split("|") for line in SERVICES.read_text("utf-8").splitlines()]
    return [
        [code, "akimat_pavlodar", kk, ru, "", "01.01.2026", "", "", f"{n} 000"]
        for n, (code, kk, ru) in enumerate(rows, 1)
    ]


def with_mistakes() -> list[list[str]]:
    """The same, as they were sent the first time."""
    rows = services()
    for row, column, value, _ in MISTAKES:
        rows[row - 2][column] = value
    return rows


def written(name: str, rows: Sequence[Sequence[str]]) -> str:
    """A workbook by its name, else CSV as Excel in Russian saves it."""
    if name.endswith(".xlsx"):
        write_workbook({"Лист1": rows}, Path(name))
    else:
        with Path(name).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    return name


@pytest.fixture
def saualnama(
    template: Server | Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Terminal]:
    """The command in a folder of its own with what the program brings, in Russian, on either database."""
    for name in [name for name in os.environ if name.startswith(("SAUALNAMA_", "LANG", "LC_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "ru_RU.UTF-8")
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    database = None
    if isinstance(template, Path):
        Path("data/saualnama.sqlite").write_bytes(template.read_bytes())
    else:
        database = asyncio.run(template.create(TEMPLATE))
        monkeypatch.setenv("SAUALNAMA_DATABASE", template.url(database))
    command = Terminal(capsys)
    assert command("registry", "load").code == 0
    yield command
    if database is not None and not isinstance(template, Path):
        asyncio.run(template.drop(database))


@pytest.mark.parametrize("name", ["услуги.csv", "услуги.xlsx"])
def test_ten_mistakes_of_ten_kinds_are_told_where_they_stand_and_what_was_mended_is_loaded(
    saualnama: Terminal, name: str
) -> None:
    before = codes(saualnama)
    said = saualnama("registry", "load", written(name, [HEADERS, *with_mistakes()]))
    file = name if name.endswith(".csv") else f"{name}:Лист1"
    assert (said.code, said.out) == (1, "")
    *told, last = said.err.splitlines()
    assert last == "Ничего не записано. Ошибок: 10."
    for line, (row, column, _, what) in zip(told, MISTAKES, strict=True):
        assert line.startswith(f"{file}:{row}:{'ABCDEFGHI'[column]}: {HEADERS[column]}: ")
        assert what.format(file=file) in line
    assert codes(saualnama) == before
    said = saualnama("registry", "load", written(name, [HEADERS, *services()]))
    assert (said.code, said.err) == (0, "")
    assert codes(saualnama) == before | {row[CODE] for row in services()}


def codes(saualnama: Terminal) -> set[Any]:
    """Of all services in the registry."""
    return {row["code"] for row in saualnama("registry", "services", "--json").rows}


# From the launch to the figures


@pytest.mark.parametrize(
    ("template", "library"), [("sqlite", "aiogram"), ("postgresql", "ptb")], indirect=["template"]
)
def test_what_was_answered_by_three_ways_is_what_the_officer_is_told(
    saualnama: Terminal, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAUALNAMA_BOT", "saualnama_bot")
    last_day = day_in_kazakhstan(clock()) + datetime.timedelta(days=20)
    launched(saualnama, last_day)
    poster, link = printed(saualnama), agency_link(saualnama)
    made = saualnama("campaign", "tokens", "akimat", "--count", "5", "--service", PLACE, "--out", "sms.csv")
    assert made.code == 0
    sent = [row["link"] for row in csv.DictReader(Path("sms.csv").read_text("utf-8").splitlines())]
    come = [*[poster] * BY_POSTER, *[link] * BY_LINK, *sent[:BY_TOKEN]]
    asyncio.run(answered(library, come, leaves=poster, refuses=link, blocks=sent[BY_TOKEN]))

    complete = BY_POSTER + BY_LINK + BY_TOKEN
    [going] = saualnama("campaign", "status", "akimat", "--json").rows
    assert going["state"] == "open"
    assert told(going) == {
        "opened": complete + 3,
        "consented": complete + 2,
        "complete": complete,
        "in_progress": 1,
        "refused": 1,
        "unreachable": 1,
        "blocked": 1,
    }
    assert {row["route"]: told(row) for row in list_of(going, "by_route")} == {
        "qr": {"opened": 13, "consented": 13, "complete": 12, "in_progress": 1},
        "link": {"opened": 7, "consented": 6, "complete": 6, "refused": 1},
        "token": {"opened": 5, "consented": 5, "complete": 4, "unreachable": 1, "blocked": 1},
    }
    assert {row["service"]: told(row) for row in list_of(going, "by_service") if row["opened"]} == {
        QUEUE: {"opened": 13, "consented": 13, "complete": 12, "in_progress": 1},
        PLACE: {
            "opened": 12,
            "consented": 11,
            "complete": 10,
            "refused": 1,
            "unreachable": 1,
            "blocked": 1,
        },
    }
    assert (going["counted"], going["waiting"]) == (0, complete)

    asyncio.run(kept_up(last_day, closed=False))
    [going] = saualnama("campaign", "status", "akimat", "--json").rows
    assert (going["state"], going["counted"], going["waiting"]) == ("open", complete, 0)
    asyncio.run(kept_up(last_day + datetime.timedelta(days=1), closed=True))
    [over] = saualnama("campaign", "status", "akimat", "--json").rows
    assert (over["state"], over["in_progress"], over["counted"]) == ("closed", 0, complete)
    assert told(over) == {
        "opened": complete + 3,
        "consented": complete + 2,
        "complete": complete,
        "break_off": 1,
        "refused": 1,
        "unreachable": 1,
    }

    assert bases(saualnama, "service") == {"*": complete, QUEUE: 12, PLACE: 10}
    assert bases(saualnama, "office") == {"*": complete, "pvl_north": 12, "-": 10}
    assert bases(saualnama, "route") == {"*": complete, "qr": 12}


def launched(saualnama: Terminal, last_day: datetime.date) -> None:
    """The registry as it was mended, the questionnaire, and the campaign that asks about all of it."""
    said = saualnama(
        *("registry", "load"),
        *(written("услуги.csv", [HEADERS, *services()]), written("офисы.csv", OFFICES)),
    )
    assert said.code == 0
    Path("short.yaml").write_text(shipped.questionnaire_text(shipped.SHORT), "utf-8")
    assert saualnama("survey", "publish", "short.yaml").code == 0
    asked = ("--questionnaire", "service_experience_short", "--agency", "akimat_pavlodar")
    ways = ("--office", "all", "--kind", "link", "--kind", "token", "--closes", f"{last_day}")
    said = saualnama("campaign", "create", "akimat", *asked, *ways, "--target", "400", *PROMISED)
    assert (said.code, said.err) == (0, "next: saualnama campaign launch akimat --dry-run\n")
    said = saualnama("campaign", "launch", "akimat", "--dry-run")
    assert (said.code, "stop" in said.out) == (0, False)
    said = saualnama("campaign", "launch", "akimat", "--yes")
    assert (said.code, said.err.splitlines()[-1]) == (0, "next: saualnama campaign links akimat")


def printed(saualnama: Terminal) -> str:
    """Makes all posters and reads every code as a phone would; gives that of one service in one office."""
    said = saualnama("campaign", "poster", "akimat", "--out", "posters")
    assert said.code == 0
    files = {path.name: path for path in Path("posters").iterdir()}
    with posters.opened(files.pop("akimat-posters-a4.pdf").read_bytes()) as together:
        assert len(together) == len(files)
    read = {name: posters.codes(path.read_bytes()) for name, path in files.items()}
    expected = {
        f"{row['code']}-{row['office']}-a4.pdf": [[row["link"]]]
        for row in saualnama("campaign", "links", "akimat", "--json").rows
        if row["kind"] == "qr"
    }
    assert read == expected
    assert len(read) == 2 * len(services())
    return read[f"{QUEUE}-pvl_north-a4.pdf"][0][0]


def agency_link(saualnama: Terminal) -> str:
    """The address that the agency puts on its site."""
    rows = saualnama("campaign", "links", "akimat", "--json").rows
    return next(str(row["link"]) for row in rows if (row["code"], row["kind"]) == (PLACE, "link"))


async def answered(library: Library, come: Sequence[str], *, leaves: str, refuses: str, blocks: str) -> None:
    """These people finish, together; one each leaves in the middle, refuses, and blocks the bot."""
    async with Simulator() as simulator:
        bot = LiveBot(library, simulator, Settings())
        await bot.start()
        try:
            finishing = [await opened(bot, link) for link in come]
            leaving, refusing, blocking = [await opened(bot, link) for link in (leaves, refuses, blocks)]
            everybody = [*finishing, leaving, refusing, blocking]
            await pressed(bot, everybody, "Русский")
            assert "Северный отдел" in finishing[0].screen()
            await pressed(bot, [refusing], "Нет, спасибо")
            await pressed(bot, [*finishing, leaving, blocking], "Начать")
            await blocking.blocks()
            await pressed(bot, [*finishing, leaving], ANSWERS[0])
            for label in ANSWERS[1:]:
                await pressed(bot, finishing, label)
            assert all("Спасибо! Ваши ответы сохранены" in phone.last.text for phone in finishing)
        finally:
            await bot.stop()


async def opened(bot: LiveBot, link: str) -> Phone:
    """The phone of somebody new who follows the link."""
    phone = bot.phone("ru")
    await phone.opens(link)
    return phone


async def pressed(bot: LiveBot, phones: Sequence[Phone], label: str) -> None:
    """All of them press this at once, when all they asked for has come."""
    await bot.quiet()
    for phone in phones:
        await phone.taps(label)
    await bot.quiet()


async def kept_up(day: datetime.date, *, closed: bool) -> None:
    """What the bot does with the records by itself on this day, until it has nothing left to do."""
    noon = datetime.datetime.combine(day, datetime.time(12), KAZAKHSTAN)
    settings = Settings()
    async with storage(settings) as database:
        keeping = asyncio.create_task(keep_up_for_ever(database, settings, pause=0.01, clock=lambda: noon))
        try:
            while not await _is_kept(database, closed=closed):  # noqa: ASYNC110 - a table sets no event
                await asyncio.sleep(0.05)
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping


async def _is_kept(database: Database, *, closed: bool) -> bool:
    async with database.reading() as connection:
        found = await fieldwork_status.read(connection, "akimat", now=clock())
        released = await releases.one_of(connection, "akimat")
    if found.counted == 0 or released is None:
        return False
    return not closed or (found.state, found.in_progress, released.closing) == ("closed", 0, True)


def told(row: Any) -> dict[str, int]:
    """The numbers of interviews that are not none."""
    names = ("opened", "consented", "complete", "partial", "break_off", "refused", "unreachable", "blocked")
    return {name: row[name] for name in (*names, "in_progress") if row[name]}


def list_of(row: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = row[key]
    return found


def bases(saualnama: Terminal, by: str) -> dict[Any, Any]:
    """How many answers stand behind the first figure of each group that is not hidden; of fewer than ten all are."""
    said = saualnama("results", "akimat", "--by", by)
    assert said.code == 0
    assert "Все вместе" in said.out
    rows = saualnama("results", "akimat", "--by", by, "--json").rows
    assert all(row["base"] is not None or row["status"] == "hidden" for row in rows)
    return {row["group"]: row["base"] for row in reversed(rows) if row["base"] is not None}
