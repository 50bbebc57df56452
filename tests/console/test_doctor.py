"""`saualnama doctor`: every fault that an operator can have gets its line, and nothing is touched by looking."""

import asyncio
import datetime
import json
import os
import pty
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.simulator import Simulator
from bot.telegram.answers import Me
from console.checks import keys, machine, online, records
from console.checks.finding import Finding
from console.checks.online import telegram
from console.cli import main
from console.doctoring import examine
from console.launching import open_example
from console.settings import Settings
from console.wiring import storage
from storage import schema
from storage.database import Database
from storage.inspection import InCampaign, InspectionError, Waiting, inspect, needed_schema, sqlite_file
from storage.sealing import Seals, day_number, week_of
from tests.fieldwork import Citizen, fieldwork
from tests.patience import HANG

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
TOKEN = "1000000:" + "x" * 35
ROOT = Path(__file__).parents[2]
KEY = "keys/campaigns/example.key"
"""Where the key of the example campaign lies."""
CPU = 1.5
"""Seconds of processor time for the whole check-up; on an idle machine that is the time a person waits."""


@pytest.fixture
def folder(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which everything is in order: a token, a database, an open campaign and its key.

    Gives the folder that holds both the data folder and that of the keys.
    """
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAUALNAMA_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("SAUALNAMA_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "saualnama.sqlite").touch(0o600)
    (tmp_path / "data" / "saualnama.sqlite").write_bytes(sqlite_template.read_bytes())

    monkeypatch.setattr("console.wiring.clock", lambda: NOW)
    monkeypatch.setattr("console.launching.clock", lambda: NOW)

    async def launch() -> None:
        async with storage(Settings()) as database:
            await open_example(database, Settings())

    asyncio.run(launch())
    return tmp_path


def looked_at(now: datetime.datetime = NOW) -> dict[str, Finding]:
    """What the check-up finds, by check."""
    found = asyncio.run(examine(os.environ, now))
    return {each.check: each for each in found}


def changed(folder: Path, statement: str, *values: object) -> None:
    """Writes into the records as nobody should."""
    with sqlite3.connect(folder / "data" / "saualnama.sqlite") as connection:
        connection.execute(statement, values)
    connection.close()


def test_where_all_is_well_every_line_says_ok(folder: Path) -> None:
    found = looked_at()
    assert {check: each.level for check, each in found.items() if each.level != "ok"} == {}
    assert set(found) >= {
        *("python", "sqlite", "settings", "data", "disk", "clock", "time zones", "database"),
        *("keys folder", "campaign keys", "day keys", "sealed", "campaigns", "batches", "forgetting"),
        *("dead letters", "updates", "outbox", "catalogues", "questionnaires", "token"),
    }


def test_a_new_machine_is_told_what_to_do_first_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    found = looked_at()
    assert {each.check for each in found.values() if each.level != "ok"} == {"database", "token"}
    assert "@BotFather" in found["token"].mend
    assert list(tmp_path.iterdir()) == []


def test_looking_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    looked_at()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


FAULTS: list[tuple[str, str, str, Callable[[Path], object]]] = [
    (
        "campaign keys",
        "fail",
        "campaign example: the key example.key is missing in",
        lambda at: (at / KEY).unlink(),
    ),
    ("campaign keys", "fail", "has 0 bytes, not 32", lambda at: (at / KEY).write_bytes(b"")),
    ("campaign keys", "fail", "has 31 bytes, not 32", lambda at: (at / KEY).write_bytes(bytes(31))),
    ("campaign keys", "fail", "has 33 bytes, not 32", lambda at: (at / KEY).write_bytes(bytes(33))),
    ("campaign keys", "warn", "(closed)", lambda at: _closed(at, days=3).unlink()),
    ("campaign keys", "fail", "is missing", lambda at: (_waiting(at, 3), _closed(at, days=3).unlink())),
    ("keys folder", "fail", "others may look into", lambda at: (at / "keys").chmod(0o755)),
    ("keys folder", "fail", "others may look into", lambda at: (at / KEY).chmod(0o644)),
    ("data", "warn", "others may look into", lambda at: (at / "data").chmod(0o755)),
    ("database", "warn", "others may read", lambda at: (at / "data/saualnama.sqlite").chmod(0o644)),
    ("day keys", "ok", "1, the oldest of 2026-11-11", lambda at: _day_key(at, 13)),
    ("day keys", "warn", "2, the oldest of 2026-11-09", lambda at: (_day_key(at, 15), _day_key(at, 1))),
    (
        "day keys",
        "fail",
        "the key 2026-11-23.key in",
        lambda at: _day_key(at, 1).write_bytes(bytes(33)),
    ),
    ("day keys", "fail", "no answers are taken", lambda at: _day_key(at, 0).write_bytes(b"")),
    ("day keys", "fail", "no answers are taken", lambda at: _week_key(at).write_bytes(b"")),
    ("sealed", "ok", "1 rows", lambda at: _outbox(at, minutes=1, failed=None)),
    (
        "sealed",
        "fail",
        "2026-11-24: 1 unfinished interviews, 2 interviews that wait for their batch, 1 messages to show",
        lambda at: (
            _waiting(at, 2),
            _waiting(at, 1, ended=False),
            _outbox(at, minutes=1, failed=None),
            (at / "keys/days/2026-11-24.key").unlink(),
        ),
    ),
    (
        "sealed",
        "fail",
        "2026-11-24: 2 interviews",
        lambda at: (_waiting(at, 2), (at / "keys/days/2026-11-24.key").write_bytes(bytes(32))),
    ),
    ("batches", "ok", "example 7; 20 are released together", lambda at: _waiting(at, 7)),
    (
        "batches",
        "warn",
        "example is closed, and 19 interviews, fewer than 20, wait until 2026-12-21",
        lambda at: (_waiting(at, 19), _closed(at, days=3)),
    ),
    ("forgetting", "ok", "example on 2026-12-21", lambda at: _closed(at, days=3)),
    ("forgetting", "warn", "more than 30 days ago: example", lambda at: _closed(at, days=31)),
    (
        "forgetting",
        "fail",
        "the key of example is still there",
        lambda at: (_closed(at, days=31), changed(at, "UPDATE campaigns SET forgotten_on = '2026-11-23'")),
    ),
    (
        "forgetting",
        "ok",
        "none",
        lambda at: (
            _closed(at, days=31).unlink(),
            changed(at, "UPDATE campaigns SET forgotten_on = '2026-11-23'"),
        ),
    ),
    (
        "campaigns",
        "warn",
        "none of 1 is open",
        lambda at: changed(at, "UPDATE campaigns SET state = 'paused'"),
    ),
    (
        "campaigns",
        "warn",
        "none of 1 is open",
        lambda at: changed(at, "UPDATE campaigns SET opens_on = '2099-01-01'"),
    ),
    (
        "campaigns",
        "warn",
        "none of 1 is open",
        lambda at: changed(at, "UPDATE campaigns SET closes_on = '2020-01-01'"),
    ),
    (
        "dead letters",
        "warn",
        "1 turns put aside, most of them: DataError",
        lambda at: changed(at, "INSERT INTO dead_letters VALUES (9, 1, 'DataError', '2026-11-24')"),
    ),
    (
        "updates",
        "warn",
        "3 could not be read: 1 on 2026-11-24, 2 on 2026-11-20",
        lambda at: [
            changed(at, "INSERT INTO dead_letters VALUES (9, ?, 'unreadable', ?)", number, day)
            for number, day in enumerate(("2026-11-20", "2026-11-24", "2026-11-20"))
        ],
    ),
    (
        "database",
        "fail",
        "schema 0000",
        lambda at: changed(at, "UPDATE alembic_version SET version_num = '0000'"),
    ),
    (
        "database",
        "fail",
        "knows up to",
        lambda at: changed(at, "UPDATE alembic_version SET version_num = '9999'"),
    ),
    ("database", "warn", "reachable and empty", lambda at: changed(at, "DELETE FROM alembic_version")),
    ("database", "fail", "not a database", lambda at: (at / "data/saualnama.sqlite").write_text("x" * 4_096)),
    (
        "outbox",
        "warn",
        "1 messages wait, the oldest for 90 min",
        lambda at: _outbox(at, minutes=90, failed=None),
    ),
    (
        "outbox",
        "warn",
        "1 messages refused",
        lambda at: _outbox(at, minutes=1, failed="can't parse entities"),
    ),
    ("outbox", "ok", "1 to people who left", lambda at: _outbox(at, minutes=90, failed="unreachable")),
]


def _outbox(folder: Path, *, minutes: int, failed: str | None) -> None:
    written = int(NOW.timestamp()) - 60 * minutes
    changed(
        folder,
        "INSERT INTO outbox VALUES (9, 1, ?, ?, 0, 0, ?, ?)",
        *(day_number(NOW.date()), written, failed, b"" if failed else _sealed(folder)),
    )


def _sealed(folder: Path) -> bytes:
    seals = Seals(folder / "keys" / "days", secret=os.urandom)
    return seals.seal(b"{}", b"", today=NOW.date())


def _waiting(folder: Path, count: int, *, ended: bool = True) -> None:
    """So many interviews of the example that have ended, or are open."""
    for number in range(1, count + 1):
        key = number if ended else -number
        changed(
            folder,
            "INSERT INTO interviews VALUES (?, ?, 'example', ?, 1, NULL, ?, 0, ?)",
            *(key, number, key if ended else 0, day_number(NOW.date()), _sealed(folder)),
        )


def _closed(folder: Path, *, days: int) -> Path:
    """Closes the example so many days ago; gives the file of its key."""
    day = NOW.date() - datetime.timedelta(days=days)
    changed(folder, "UPDATE campaigns SET state = 'closed', closed_on = ?", day.isoformat())
    return folder / KEY


def _day_key(folder: Path, days: int) -> Path:
    """The key of so many days ago."""
    day = NOW.date() - datetime.timedelta(days=days)
    Seals(folder / "keys" / "days", secret=os.urandom).seal(b"", b"", today=day)
    return folder / "keys" / "days" / f"{day}.key"


def _week_key(folder: Path) -> Path:
    """This week's."""
    Seals(folder / "keys" / "days", secret=os.urandom).person("telegram", "7", today=NOW.date())
    return folder / "keys" / "days" / f"{week_of(NOW.date())}.key"


@pytest.mark.parametrize(("check", "level", "says", "breaks"), FAULTS)
def test_each_fault_has_its_line_and_its_mend(
    folder: Path, check: str, level: str, says: str, breaks: Callable[[Path], object]
) -> None:
    breaks(folder)
    found = looked_at()[check]
    assert (found.level, says in found.says) == (level, True), found
    assert bool(found.mend) == (level != "ok")


@pytest.mark.parametrize("lay", ["loose", "new beside them", "both"])
def test_keys_in_the_data_folder_go_on_working_and_the_shown_command_moves_them(
    folder: Path, lay: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = folder / "data" / "keys"
    if lay != "both":
        (folder / "keys").rename(former)
    if lay == "loose":
        (former / "campaigns" / "example.key").rename(former / "example.key")
        (former / "campaigns").rmdir()
    if lay == "new beside them":
        (former / "days").mkdir(mode=0o700)
        (former / "days" / "2026-11-24.key").touch(0o600)
        (former / "days" / "2026-11-24.key").write_bytes(bytes(32))
    if lay == "both":
        former.mkdir(mode=0o700)
        (former / "former.key").touch(0o600)
        (former / "former.key").write_bytes(bytes(32))
    else:
        assert looked_at()["campaign keys"].level == "ok"
    found = looked_at()["keys folder"]
    assert (found.level, str(former) in found.says) == ("warn", True)
    subprocess.run(["sh", "-c", found.mend.split("`")[1]], check=True)
    again = looked_at()
    assert (again["keys folder"].level, again["campaign keys"].level) == ("ok", "ok")
    assert not former.exists()
    assert {path.name for path in (folder / "keys" / "campaigns").iterdir()} >= {"example.key"}


def test_a_setting_that_puts_the_keys_into_the_data_folder_is_warned_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "keys").rename(folder / "data" / "secret")
    monkeypatch.setenv("SAUALNAMA_KEYS", str(folder / "data" / "secret"))
    found = looked_at()
    assert (found["keys folder"].level, found["campaign keys"].level) == ("warn", "ok")
    assert "SAUALNAMA_KEYS" in found["keys folder"].mend


@pytest.mark.parametrize(
    ("variable", "value", "check", "level", "says"),
    [
        ("SAUALNAMA_TELEGRAM_TOKEN", "not-a-token", "token", "fail", "it is no token"),
        ("SAUALNAMA_TELEGRAM_TOKEN", "1000000:half", "token", "warn", "not 35 characters"),
        (
            "SAUALNAMA_TELEGRAM_API",
            "http://bots.example.kz",
            "token",
            "warn",
            "unencrypted to bots.example.kz",
        ),
        ("SAUALNAMA_TOKEN", "1", "settings", "warn", "SAUALNAMA_TOKEN is not known"),
        ("SAUALNAMA_LIBRARY", "pyrogram", "settings", "fail", "SAUALNAMA_LIBRARY"),
        (
            "SAUALNAMA_DATABASE",
            "sqlite:////no/such/folder/x.sqlite",
            "database",
            "fail",
            "there is no folder",
        ),
        ("SAUALNAMA_DATABASE", "mysql://root@localhost/x", "database", "fail", "neither sqlite"),
        ("SAUALNAMA_DATABASE", "postgresql://u:secret@127.0.0.1:1/x", "database", "fail", "Connect"),
        ("SAUALNAMA_DATA", __file__, "data", "fail", "is no folder"),
        ("SAUALNAMA_KEYS", __file__, "keys folder", "fail", "cannot be made"),
        ("SAUALNAMA_KEYS", f"{__file__}/keys", "keys folder", "fail", "cannot be made"),
        ("SAUALNAMA_DAY_KEY_LIFE", "15", "settings", "fail", "SAUALNAMA_DAY_KEY_LIFE"),
    ],
)
def test_each_wrong_setting_has_its_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    check: str,
    level: str,
    says: str,
) -> None:
    monkeypatch.setenv(variable, value)
    found = asyncio.run(examine(os.environ, NOW))
    here = next(each for each in reversed(found) if each.check == check)
    assert (here.level, says in here.says) == (level, True), here
    assert here.mend
    assert not any("secret" in each.says + each.mend for each in found)


def test_a_mistyped_variable_is_guessed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUALNAMA_TELEGRAM_TOKN", "1")
    assert looked_at()["settings"].mend == "did you mean SAUALNAMA_TELEGRAM_TOKEN?"


def test_the_machine_is_measured() -> None:
    assert machine.python((3, 10, 12)).level == "fail"
    assert machine.sqlite((3, 34, 1)).level == "fail"
    assert [machine.disk(free * machine.MEBIBYTE).level for free in (100, 500, 5_000)] == [
        "fail",
        "warn",
        "ok",
    ]
    assert machine.zones(NOW).level == "ok"
    assert machine.clock(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), None).level == "fail"
    assert machine.clock(NOW, NOW + datetime.timedelta(hours=1)).level == "fail"
    assert machine.clock(NOW, NOW - datetime.timedelta(hours=1)).level == "ok"


def test_a_wait_under_five_minutes_is_no_reason_to_worry() -> None:
    just_now = Waiting(rows=3, oldest=NOW - datetime.timedelta(minutes=4))
    assert records.outbox(just_now, NOW).level == "ok"


def test_a_fault_ends_with_1_and_a_warning_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / KEY).unlink()
    for code in (1, 0):
        with pytest.raises(SystemExit) as end:
            main(["doctor", "--json"])
        assert end.value.code == code
        found = json.loads(capsys.readouterr().out)
        assert {"check", "level", "says", "mend"} == set(found[0])
        changed(folder, "UPDATE campaigns SET state = 'closed'")


def test_the_token_is_never_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["doctor"])
    out, err = capsys.readouterr()
    assert "token" in out
    assert "xxx" not in out + err


def test_the_check_up_is_quick_and_imports_no_telegram_library(folder: Path) -> None:
    heavy = ("aiogram", "telegram", "sqlalchemy", "alembic", "pandas", "rich", "aiohttp")
    code = (
        "import sys\nfrom console.cli import main\n"
        "try:\n    main(['doctor'])\nfinally:\n"
        f"    print('loaded', *[name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert ended.returncode in {0, 1}, (
        ended.stdout
    )  # 1 while a translation is missing, which the gate's test says
    assert ended.stderr.split() == ["loaded"]
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < CPU


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_no_color_is_set(
    folder: Path, environment: dict[str, str], coloured: bool
) -> None:
    near, far = pty.openpty()
    command = [sys.executable, "-m", "console", "doctor"]
    ended = subprocess.run(command, cwd=ROOT, stdout=far, env={**os.environ, **environment})
    os.close(far)
    assert ended.returncode in {0, 1}  # 1 while a translation is missing, which the gate's test says
    assert (b"\x1b[" in os.read(near, 65_536)) is coloured
    os.close(near)


# The records, on both databases


async def test_the_records_are_told_without_sqlalchemy(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    async with fieldwork(database, tmp_path / "keys", "tax", "old") as world:
        world.now = NOW
        async with world.writer() as turns:
            await Citizen(7, turns).agrees(world.links["tax", "moh_clinic"])
            await Citizen(8, turns).finishes(world.links["old", "moh_clinic"])
        await world.close("old", release_small=False)
    found = await inspect(database_url)
    assert found.schema == needed_schema()
    since = found.campaigns["tax"].opens_on
    assert since is not None
    assert found.campaigns == {
        "tax": InCampaign("open", opens_on=since),
        "old": InCampaign("closed", NOW.date(), waiting=1, opens_on=since),
    }
    assert found.newest == NOW
    assert (found.dead, found.outbox) == ({}, Waiting())
    assert [each.rows for each in found.sealed] == [
        {"unfinished interviews": 1, "interviews that wait for their batch": 1}
    ]
    assert keys.of_rows(tmp_path / "keys" / "days", found.sealed).level == "ok"
    assert keys.of_rows(tmp_path / "elsewhere", found.sealed).level == "fail"


async def test_the_needed_schema_is_what_the_migrations_lead_to(database: Database) -> None:
    assert await schema.revisions(database) == (needed_schema(), needed_schema())


async def test_a_database_that_is_none_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(InspectionError) as told:
        await inspect("postgresql://u:secret@127.0.0.1:1/x")
    assert "secret" not in str(told.value)
    with pytest.raises(InspectionError):
        await inspect(f"sqlite:///{tmp_path}/none.sqlite")
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///data/x.sqlite", Path("data/x.sqlite")),
        ("sqlite:////srv/x.sqlite", Path("/srv/x.sqlite")),
        ("sqlite+aiosqlite:///x.sqlite", Path("x.sqlite")),
        ("sqlite://", None),
        ("postgresql://u@host/x", None),
    ],
)
def test_the_file_of_an_address_is_the_one_that_sqlalchemy_opens(url: str, file: Path | None) -> None:
    assert sqlite_file(url) == file


# Telegram itself, simulated


def _settings(simulator: Simulator, library: str) -> Settings:
    return Settings.model_validate(
        {"telegram_token": TOKEN, "telegram_api": simulator.url, "library": library}
    )


@pytest.fixture(params=["aiogram", "ptb"])
def library(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def test_telegram_says_the_bots_name_and_what_waits_is_still_there(library: str) -> None:
    async with Simulator() as simulator:
        await simulator.phone(TOKEN, user_id=7).types("/start")
        found = await telegram(_settings(simulator, library))
        wanted = [("telegram", "ok"), ("groups", "warn"), ("polling", "ok")]
        assert [(each.check, each.level) for each in found] == wanted
        assert "@simulated_1000000_bot is admitted" in found[0].says
        assert "/setjoingroups" in found[1].mend
        assert "1 updates wait" in found[2].says
        again = await telegram(_settings(simulator, library))
        assert "1 updates wait" in again[2].says


def test_what_the_bots_account_allows_and_no_survey_needs_is_a_line_with_its_mend() -> None:
    allowed = Me(
        username="x_bot",
        can_join_groups=True,
        can_connect_to_business=True,
        supports_guest_queries=True,
        has_topics_enabled=True,
    )
    found = list(online.account(allowed))
    assert [each.check for each in found] == ["groups", "topics", "guests", "business"]
    assert all(each.level == "warn" and "@BotFather" in each.mend for each in found)
    assert list(online.account(Me(username="x_bot"))) == []
    (topics,) = online.account(Me(username="x_bot", allows_users_to_create_topics=True))
    assert topics.check == "topics"


async def test_a_token_that_telegram_does_not_know_fails(library: str) -> None:
    async with Simulator(tokens=["2:other"]) as simulator:
        found = await telegram(_settings(simulator, library))
    assert [each.level for each in found] == ["fail"]
    assert "@BotFather" in found[0].says


async def test_a_webhook_in_the_way_fails(library: str) -> None:
    async with Simulator() as simulator:
        await _call(simulator, "setWebhook", {"url": "http://127.0.0.1:9/hook"})
        found = await telegram(_settings(simulator, library))
        assert [(each.check, each.level) for each in found if each.check != "groups"] == [
            ("telegram", "ok"),
            ("polling", "fail"),
        ]


async def test_somebody_else_who_polls_is_noticed(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "LISTENING", 25)  # however long the other takes to ask again
    monkeypatch.setattr(online, "PATIENCE", HANG)
    async with Simulator() as simulator:

        async def other() -> None:
            while True:
                await _call(simulator, "getUpdates", {"timeout": 25})

        polling = asyncio.create_task(other())
        try:
            found = await telegram(_settings(simulator, library))
        finally:
            polling.cancel()
    assert (found[-1].check, found[-1].level) == ("polling", "warn")
    assert "another process polls" in found[-1].says


async def test_a_server_that_is_not_there_fails(library: str) -> None:
    settings = Settings.model_validate(
        {"telegram_token": TOKEN, "telegram_api": "http://127.0.0.1:1", "library": library}
    )
    found = await telegram(settings)
    assert [(each.check, each.level) for each in found] == [("telegram", "fail")]
    assert TOKEN not in found[0].says


async def _call(simulator: Simulator, method: str, parameters: dict[str, object]) -> None:
    import aiohttp

    address = f"{simulator.url}/bot{TOKEN}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address, json=parameters) as answer:
        await answer.read()
