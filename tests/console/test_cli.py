"""The command line as staff meet it: real commands over a real database in a temporary folder."""

import asyncio
import io
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from analytics.exports import exports
from analytics.metadata import LANGUAGES
from console import shipped
from console.cli import main
from console.cli import saualnama as saualnama_group
from console.settings import Settings
from console.wiring import clock, environment, keys, random_hex, seals, storage
from storage import links
from storage.questionnaires import QuestionnaireCache
from storage.upkeep import mix_all
from tests.command_tree import commands
from tests.fieldwork import TEXT, Citizen, Field
from tests.patience import HANG

HEAVY = ("aiogram", "telegram", "pandas", "sqlalchemy", "pydantic", "aiohttp", "rich", "babel")
START = 0.3
"""Seconds of processor time until `--help` is there: on an idle machine, what a person waits."""
DO_NOT_READ = {
    *("bot run", "demo", "simulator run", "survey preview"),  # run until they end
    *(
        "campaign create",
        "campaign launch",
        "campaign pause",
        "campaign resume",
        "campaign extend",
        "campaign close",
        "campaign archive",
        "campaign release",
        "campaign forget",
        "campaign poster",
        "campaign tokens",
        "db upgrade",
        "registry load",
        "survey publish",
        "responses forget",
    ),  # change something
    *(
        "words export",
        "words import",
        "survey new",
        "survey export-xlsform",
        "registry export",
        "registry template",
        "responses template",
    ),  # write a file
    *("survey codebook", "survey schema"),  # speak in formats of their own
}
PROMISED = (
    *("--results-on", "2050-02-01"),
    *("--results-where-kk", "сайтта", "--results-where-ru", "на сайте"),
    *("--contact-kk", "Бөлім, 1414", "--contact-ru", "Отдел, 1414"),
)
NAMES = ("--yes", *PROMISED, "--name-kk", "Салық", "--name-ru", "Налоги", "--name-en", "Taxes")
"""What a launch says besides what is asked and where: its promises and names, and that nobody is there to be asked."""


class Said(NamedTuple):
    """What a command left: the exit code, and what it wrote to either stream."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.out)
        return found


class Terminal:
    """Runs commands in this process, with the streams captured."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Said:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(list(arguments))
        out, err = self._capsys.readouterr()
        assert "Traceback" not in out + err
        assert isinstance(end.value.code, int)
        return Said(end.value.code, out, err)


@pytest.fixture
def saualnama(
    sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """The command, in a folder of its own with a migrated and empty database."""
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    Path("trial.yaml").write_text(TEXT, "utf-8")
    return Terminal(capsys)


@pytest.fixture
def launched(saualnama: Terminal) -> Terminal:
    """The same, with the registry loaded and the campaign tax-2026 open."""
    saualnama("registry", "load")
    fingerprint = saualnama("survey", "publish", "trial.yaml").out.strip()
    asked = ("--questionnaire", fingerprint[:12], "--service", "mia_id_card", "--service", "moh_clinic")
    assert saualnama("campaign", "launch", "tax-2026", *asked, *NAMES).code == 0
    return saualnama


def _process(*arguments: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, for what one process cannot show."""
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "console", *arguments]
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SAUALNAMA_")},
        "PYTHONPATH": str(Path(__file__).parents[2]),
        **environment,
    }
    return subprocess.run(
        command, env=settings, capture_output=True, text=True, encoding="utf-8", timeout=HANG
    )


def _mixed() -> None:
    """Takes apart what has gathered, as the bot does."""
    settings = Settings()

    async def work() -> None:
        async with storage(settings) as database:
            await mix_all(database, cache=QuestionnaireCache(), environment=environment(settings))

    asyncio.run(work())


def _answered_by(count: int) -> None:
    """Lets this many citizens finish; all of them are satisfied with the clinic."""
    settings = Settings()

    async def work() -> None:
        async with storage(settings) as database:
            world = Field(database, keys(settings), seals(settings), random_hex=random_hex, now=clock())
            async with database.reading() as connection:
                routes = await links.links(connection, "tax-2026")
            link = next(route.payload for route in routes if route.service == "moh_clinic")
            async with world.writer() as turns:
                people = [Citizen(5_000_000_000 + number, turns) for number in range(count)]
                await asyncio.gather(*(person.finishes(link, overall="4") for person in people))

    asyncio.run(work())


# Finding one's way


def test_help_starts_without_anything_heavy() -> None:
    code = (
        "import sys\nfrom console.cli import main\n"
        "try:\n    main(['--help'])\nfinally:\n"
        f"    print('loaded', *[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = _process(code=code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < START
    assert ended.returncode == 0
    assert "doctor" in ended.stdout
    assert ended.stderr.split() == ["loaded"]


@pytest.mark.parametrize("group", ["survey", "campaign", "db", "registry", "bot", "simulator"])
def test_a_groups_help_names_its_commands(saualnama: Terminal, group: str) -> None:
    said = saualnama(group, "--help")
    assert said.code == 0
    assert "Commands:" in said.out


def test_every_command_that_reads_can_speak_to_programs() -> None:
    silent = {
        " ".join(path[1:])
        for path, command in commands(saualnama_group, ("saualnama",))
        if not any("--json" in option.opts for option in command.params)
    }
    assert silent - DO_NOT_READ == set()


def test_a_mistyped_command_is_guessed(saualnama: Terminal) -> None:
    said = saualnama("doctr")
    assert said.code == 2
    assert "Did you mean 'doctor'?" in said.err
    assert "Did you mean 'launch'?" in saualnama("campaign", "lanch").err


def test_a_command_that_resembles_none_is_told_what_there_is(saualnama: Terminal) -> None:
    assert "There are bot, campaign, db, demo, doctor" in saualnama("qqq").err


@pytest.mark.parametrize(
    "arguments",
    [
        ("survey", "check"),
        ("survey", "check", "no-such.yaml"),
        ("survey", "check", "data"),
        ("campaign", "launch"),
        ("campaign", "extend", "tax-2026"),
        ("campaign", "create", "tax-2026", "--closes", "31.12.2026"),
        ("campaign", "list", "--jsn"),
        ("results",),
        ("results", "tax-2026", "--by", "shoe-size"),
        ("results", "tax-2026", "--by", "service", "--items"),
        ("bot", "run", "--library", "pyrogram"),
        ("demo", "--citizens", "none"),
        ("simulator", "run", "--token", "secret"),
        ("simulator", "run", "--port", "99999"),
        ("campaign", "launch", "../evil", "--questionnaire", "a", "--service", "b", *NAMES),
        ("campaign", "launch", "preview-x", "--questionnaire", "a", "--service", "b", *NAMES),
        ("campaign", "launch", "x", "--questionnaire", "a", "--service", "b", *NAMES[:-1], "n" * 201),
    ],
)
def test_wrong_usage_ends_with_2_and_says_how(saualnama: Terminal, arguments: tuple[str, ...]) -> None:
    said = saualnama(*arguments)
    assert said.code == 2
    assert "Usage: saualnama" in said.err
    assert "Error: " in said.err
    assert said.out == ""


# Questionnaires


def test_every_problem_of_a_file_is_said_at_its_place(saualnama: Terminal) -> None:
    Path("bad.yaml").write_text(
        "questionnaire: bad\nlanguages: [kk]\ntitle: {kk: Сынақ}\nintroduction: {kk: Сынақ}\nitems:\n"
        "  - id: first\n    type: ratng\n    text: {kk: Қалай?}\n",
        "utf-8",
    )
    said = saualnama("survey", "check", "bad.yaml")
    assert said.code == 1
    assert "bad.yaml:2:1: error: The language ru is missing" in said.out
    assert "bad.yaml:7:5: error: There is no item type ratng. Did you mean rating?" in said.out
    rows = saualnama("survey", "check", "--json", "bad.yaml").rows
    assert {row["code"] for row in rows} >= {"required-language", "unknown-type"}
    assert all(row["file"] == "bad.yaml" and row["line"] and row["column"] for row in rows)


def test_what_cannot_be_checked_cannot_be_published(saualnama: Terminal) -> None:
    Path("bad.yaml").write_text("questionnaire: [", "utf-8")
    said = saualnama("survey", "publish", "bad.yaml")
    assert said.code == 1
    assert re.match(r"bad\.yaml:\d+:\d+: error: This cannot be read as YAML", said.err)


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_file_that_is_no_utf8_is_told_where(saualnama: Terminal, command: str) -> None:
    Path("cp1251.yaml").write_bytes("questionnaire: x\ntitle: Опрос".encode("cp1251"))
    said = saualnama("survey", command, "cp1251.yaml")
    assert said.code == 1
    assert "cp1251.yaml:2:8: error: The file is not UTF-8 text." in said.out + said.err


def test_a_byte_order_mark_does_no_harm(saualnama: Terminal) -> None:
    Path("marked.yaml").write_text(TEXT, "utf-8-sig")
    said = saualnama("survey", "check", "marked.yaml")
    assert (said.code, said.out) == (0, "1 checked, no problems\n")


def test_shipped_questionnaires_pass_the_check_that_authors_get(saualnama: Terminal) -> None:
    files = []
    for name in shipped.questionnaire_names():
        Path(f"{name}.yaml").write_text(shipped.questionnaire_text(name), "utf-8")
        files.append(f"{name}.yaml")
    assert saualnama("survey", "check", *files).code == 0


def test_publishing_twice_is_publishing_once(saualnama: Terminal) -> None:
    first, second = (saualnama("survey", "publish", "trial.yaml") for _ in range(2))
    assert first == second
    assert [row["fingerprint"] for row in saualnama("survey", "list", "--json").rows] == [first.out.strip()]


# Campaigns


def test_a_campaign_is_launched_listed_answered_closed_and_counted(launched: Terminal) -> None:
    links = launched("campaign", "links", "tax-2026", "--json").rows
    assert [row["code"] for row in links] == ["mia_id_card", "moh_clinic"]
    assert all(row["id"] in launched("campaign", "links", "tax-2026").out for row in links)
    _answered_by(32)
    assert _standing(launched, "state", "waiting", "complete") == ["open", 32, 32]
    said = launched("campaign", "close", "tax-2026", "--yes")
    assert said.code == 0
    assert re.fullmatch("tax-2026 is closed\nrelease 1 of tax-2026 is made: SHA-256 [0-9a-f]{64}\n", said.out)
    assert _standing(launched, "state", "waiting", "complete") == ["closed", 0, 32]
    shares = [
        row for row in launched("results", "tax-2026", "--json").rows if row["indicator"] == "share_satisfied"
    ]
    assert {(row["agency"], row["base"], row["estimate"]) for row in shares} >= {("moh", 32, 100.0)}
    said = launched("results", "tax-2026", "--out", "figures")
    assert "moh" in said.out
    expected = [
        f"{what}.{language}{export.SUFFIX}"
        for what in ("figures", "items")
        for export in exports().values()
        for language in LANGUAGES
    ]
    assert sorted(path.name for path in Path("figures").iterdir()) == sorted(expected)
    items = launched("results", "tax-2026", "--items", "--json").rows
    assert ("moh", 32) in {(row["agency"], row["n"]) for row in items if row["kind"] == "answer"}
    assert launched("results", "tax-2026", "--comments", "--json").rows == []
    by_service = launched("results", "tax-2026", "--by", "service", "--language", "ru")
    assert max(map(len, by_service.out.splitlines())) <= 80
    assert "moh_clinic" not in by_service.out
    assert re.search(r"^Все вместе +32 .* использовать$", by_service.out, re.MULTILINE)
    rows = launched("results", "tax-2026", "--by", "service", "--json").rows
    assert {(row["group"], row["base"], row["status"]) for row in rows} == {
        ("*", 32, "flagged"),
        ("mia_id_card", None, "hidden"),
        ("moh_clinic", 32, "flagged"),
    }
    launched("results", "tax-2026", "--by", "language", "--out", "parted")
    assert sorted(path.name for path in Path("parted").iterdir()) == sorted(
        f"by-language.{language}{export.SUFFIX}" for export in exports().values() for language in LANGUAGES
    )
    said = launched("results", "tax-2026", "--by", "sex")
    assert said.code == 1
    assert "release 1 of tax-2026 has no figures by sex, but by: agency, service" in said.err
    assert launched("campaign", "archive", "tax-2026").out.startswith("data/archives/tax-2026.")


def test_figures_are_those_of_a_release_which_is_made_once_a_week_and_kept(launched: Terminal) -> None:
    _answered_by(32)
    assert launched("campaign", "release", "--due").out == ""  # nobody is counted yet
    assert (
        "no figures of tax-2026 are released yet: 0 people are counted" in launched("results", "tax-2026").err
    )
    _mixed()
    assert "make it: `saualnama campaign release tax-2026`" in launched("results", "tax-2026").err
    assert launched("campaign", "release", "tax-2026").out.startswith(
        "release 1 of tax-2026 is made: SHA-256 "
    )
    first = launched("results", "tax-2026", "--json")
    said = launched("campaign", "release", "tax-2026")
    assert said.code == 1
    assert "the next release is due on" in said.err
    assert launched("campaign", "release", "--due").out == ""
    said = launched("results", "tax-2026", "--by", "agency_region")
    assert "has no figures by agency_region" in said.err
    launched("campaign", "close", "tax-2026", "--yes")
    assert [row["release"] for row in launched("campaign", "releases", "tax-2026", "--json").rows] == [1, 2]
    assert launched("results", "tax-2026", "--release", "1", "--json") == first
    assert launched("results", "tax-2026", "--json").err.startswith("release 2 of ")
    said = launched("results", "tax-2026", "--release", "3")
    assert (said.code, "tax-2026 has no release 3" in said.err) == (1, True)
    assert launched("campaign", "release", "tax-2026", "--due").code == 2


def test_fewer_than_ten_people_are_not_released_and_it_is_said_how_many_are_missing(
    launched: Terminal,
) -> None:
    _answered_by(7)
    said = launched("campaign", "close", "tax-2026", "--yes", "--release-small")
    assert said.out.endswith("no new release of tax-2026: 7 people are counted, and 3 more are needed\n")
    said = launched("results", "tax-2026")
    assert "7 people are counted (they are in batches, and at the close); 3 more are needed" in said.err


def test_the_help_of_results_names_each_format_that_is_written(saualnama: Terminal) -> None:
    assert ", ".join(exports()) in " ".join(saualnama("results", "--help").out.split())


def _standing(saualnama: Terminal, *columns: str) -> list[object]:
    """These columns of the one campaign's line."""
    row = saualnama("campaign", "list", "--json").rows[0]
    return [row.get(column) for column in columns]


def test_a_small_rest_waits_until_it_is_released_on_purpose(launched: Terminal) -> None:
    _answered_by(3)
    said = launched("campaign", "close", "tax-2026", "--yes")
    assert said.out.startswith("tax-2026 is closed\nno answers of tax-2026 are counted yet")
    assert "3 interviews are fewer than 20 and wait" in said.err
    assert "--release-small" in said.err
    assert _standing(launched, "waiting", "complete") == [3, 3]
    said = launched("campaign", "close", "tax-2026", "--yes", "--release-small")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("tax-2026 is closed\nno new release of tax-2026: ")
    assert _standing(launched, "waiting", "complete") == [0, 3]


@pytest.mark.parametrize(
    ("option", "words"), [((), "is NOT released"), (("--release-small",), "WILL be released")]
)
def test_closing_says_before_it_asks_what_becomes_of_a_small_rest(
    launched: Terminal, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], words: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    said = launched("campaign", "close", "tax-2026", *option).err
    assert 0 <= said.find("fewer than 20") < said.find(words) < said.find("Close tax-2026 for good?")


def test_a_closed_campaign_is_forgotten_with_its_key_and_what_was_not_released(
    launched: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answered_by(3)
    key = Path("keys/campaigns/tax-2026.key")
    said = launched("campaign", "forget", "tax-2026", "--yes")
    assert (said.code, key.exists()) == (1, True)
    assert "campaign tax-2026 is open: it cannot be forgotten before it is closed" in said.err
    launched("campaign", "close", "tax-2026", "--yes")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    said = launched("campaign", "forget", "tax-2026")
    assert (said.code, key.exists()) == (1, True)
    assert "3 interviews that were not released are erased with it" in said.err
    said = launched("campaign", "forget", "tax-2026", "--yes")
    assert said == Said(0, "tax-2026 is forgotten; 3 interviews that were not released are erased\n", "")
    assert (_standing(launched, "waiting"), key.exists()) == ([0], False)


def test_what_is_made_is_closed_to_others(saualnama: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUALNAMA_DATA", "deep/fresh")
    assert saualnama("db", "upgrade").code == 0
    saualnama("registry", "load")
    asked = ("--questionnaire", saualnama("survey", "publish", "trial.yaml").out.strip())
    saualnama("campaign", "launch", "tax-2026", *asked, "--service", "moh_clinic", *NAMES)
    made = [*Path("deep").rglob("*")]
    assert {path.suffix for path in made} >= {".key", ".sqlite"}
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_closing_asks_before_and_nothing_happens_without_a_yes(
    launched: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    said = launched("campaign", "close", "tax-2026")
    assert said.code == 1
    assert "Close tax-2026 for good?" in said.err
    assert launched("campaign", "list", "--json").rows[0]["state"] == "open"


def test_a_table_in_a_pipe_keeps_each_row_on_one_line(launched: Terminal) -> None:
    rows = launched("registry", "services", "--json").rows
    table = launched("registry", "services").out.splitlines()
    assert len(table) == len(rows) + 1
    assert "\x1b" not in "".join(table)


def test_no_list_shows_who_answered_what(launched: Terminal) -> None:
    _answered_by(2)
    seen = (
        launched("campaign", "list", "--json").out + launched("campaign", "links", "tax-2026", "--json").out
    )
    assert "5000000" not in seen
    assert "Сотрудники" not in seen


# What goes wrong


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("results", "nowhere"), "there is no campaign nowhere"),
        (("campaign", "links", "nowhere"), "there is no campaign nowhere"),
        (("campaign", "close", "nowhere", "--yes"), "there is no campaign nowhere"),
        (("campaign", "forget", "nowhere", "--yes"), "there is no campaign nowhere"),
        (("campaign", "forget", "tax-2026", "--yes"), "it cannot be forgotten before it is closed"),
        (("results", "tax-2026"), "no figures of tax-2026 are released yet: 0 people are counted"),
        (("campaign", "release", "tax-2026"), "no answers of tax-2026 are counted yet"),
        (
            ("campaign", "release", "tax-2026", "--method", "1999"),
            "there is no such method; there are: a11-280-2026, kz-annual-2026",
        ),
        (("registry", "services", "--agency", "nasa"), "there is no agency nasa; there are "),
        (
            ("campaign", "launch", "tax-2026", "--questionnaire", "", "--service", "mia_id_card", *NAMES),
            "campaign tax-2026 is open: it was launched before",
        ),
        (("campaign", "launch", "x", "--questionnaire", "zz", "--service", "y", *NAMES), "survey list"),
        (("campaign", "launch", "x", "--questionnaire", "", "--service", "y", *NAMES), "no such service: y"),
        (("bot", "run"), "SAUALNAMA_TELEGRAM_TOKEN is not set"),
    ],
)
def test_what_the_user_can_mend_ends_with_1_and_one_sentence(
    launched: Terminal, arguments: tuple[str, ...], words: str
) -> None:
    said = launched(*arguments)
    assert said.code == 1
    assert said.err.startswith("Error: ")
    assert words in said.err


def test_a_questionnaire_that_measures_no_headline_has_no_figures_and_says_so(saualnama: Terminal) -> None:
    saualnama("registry", "load")
    Path("trial.yaml").write_text(TEXT.replace("    measures: overall\n", ""), "utf-8")
    asked = ("--questionnaire", saualnama("survey", "publish", "trial.yaml").out.strip())
    saualnama("campaign", "launch", "tax-2026", *asked, "--service", "moh_clinic", *NAMES)
    _answered_by(12)
    saualnama("campaign", "close", "tax-2026", "--yes", "--release-small")
    said = saualnama("results", "tax-2026")
    assert said.code == 1
    assert "the method kz-annual-2026 gives no figure for: " in said.err
    assert "whose headline is 'overall'" in said.err
    assert saualnama("results", "tax-2026", "--items").code == 0


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SAUALNAMA_DATABASE", "nonsense", "SAUALNAMA_DATABASE is no address"),
        ("SAUALNAMA_DATABASE", "mysql://root@localhost/x", "use a sqlite:/// or postgresql:// address"),
        ("SAUALNAMA_DATABASE", "sqlite:///nowhere/x.sqlite", "there is no database nowhere/x.sqlite"),
        ("SAUALNAMA_DATABASE", "sqlite:///data", "the database cannot be used"),
        ("SAUALNAMA_DATABASE", "postgresql://u@127.0.0.1:1/x", "the database cannot be reached"),
        ("SAUALNAMA_DATABASE", "sqlite:///trial.yaml", "file is not a database"),
        ("SAUALNAMA_DATA", "elsewhere", "there is no database elsewhere/saualnama.sqlite: run `saualnama db"),
        ("SAUALNAMA_LIBRARY", "pyrogram", "SAUALNAMA_LIBRARY: Input should be 'aiogram' or 'ptb'"),
        ("SAUALNAMA_LOG_LEVEL", "LOUD", "SAUALNAMA_LOG_LEVEL: "),
        ("SAUALNAMA_TELEGRAM_API", "api", "SAUALNAMA_TELEGRAM_API: "),
    ],
)
@pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_setting_that_cannot_be_used_is_named(
    saualnama: Terminal, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    said = saualnama("campaign", "list")
    assert said.code == 1
    assert words in said.err


def test_a_reading_command_makes_no_database(saualnama: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUALNAMA_DATA", "elsewhere")
    saualnama("campaign", "list")
    saualnama("registry", "load")
    assert saualnama("db", "status", "--json").rows[0]["found"] == "none"
    assert not Path("elsewhere").exists()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SAUALNAMA_DATA", "trial.yaml", "Check the path."),
        ("SAUALNAMA_DATABASE", "sqlite:///nowhere/x.sqlite", "there is no folder nowhere: make it"),
    ],
)
def test_a_database_that_cannot_be_made_is_named(
    saualnama: Terminal, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(variable, value)
    said = saualnama("db", "upgrade")
    assert said.code == 1
    assert words in said.err


def test_an_empty_setting_counts_as_none(saualnama: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUALNAMA_DATABASE", "")
    monkeypatch.setenv("SAUALNAMA_DATA", "fresh")
    assert saualnama("db", "upgrade").code == 0
    assert saualnama("db", "status", "--json").rows[0]["found"] is not None


@pytest.mark.parametrize(
    "arguments",
    [
        ("results", "tax-2026", "--out", "trial.yaml"),
        ("results", "tax-2026", "--out", "trial.yaml/figures"),
        ("results", "\udcff' OR 1=1 --"),
        ("results", "' OR 1=1 --"),
        ("results", "tax-2026", "--release", "-1"),
        ("campaign", "release", "tax-2026", "--method", "../../pyproject"),
        ("registry", "services", "--agency", "'; DROP TABLE agencies"),
        ("campaign", "launch", "x", "--questionnaire", "%", "--service", "s" * 5_000, *NAMES),
        ("campaign", "launch", "x" * 5_000, "--questionnaire", "%", "--service", "s", *NAMES),
        ("survey", "check", "data/saualnama.sqlite"),
        ("survey", "publish", "data/saualnama.sqlite"),
        ("campaign", "links", ""),
        ("campaign", "close", "\x1b[31mred", "--yes"),
        ("simulator", "run", "--token", "1:\u0456"),
    ],
)
def test_hostile_input_meets_a_sentence_and_never_a_traceback(
    launched: Terminal, arguments: tuple[str, ...]
) -> None:
    _answered_by(1)
    launched("campaign", "close", "tax-2026", "--yes")
    said = launched(*arguments)
    assert said.code in {1, 2}
    assert said.out + said.err != ""


def test_a_wrong_token_is_never_repeated(saualnama: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAUALNAMA_TELEGRAM_TOKEN", "not-a-token-but-secret")
    said = saualnama("bot", "run")
    assert said.code == 1
    assert "SAUALNAMA_TELEGRAM_TOKEN" in said.err
    assert "but-secret" not in said.out + said.err


@pytest.mark.parametrize("arguments", [("--help",), ("campaign", "list"), ("doctor", "--json")])
def test_a_reader_who_closes_the_pipe_early_sees_no_complaint(
    launched: Terminal, arguments: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "console", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 1


def test_a_terminal_without_kazakh_letters_is_no_reason_to_fail(tmp_path: Path) -> None:
    text = TEXT.replace("id: region", "id: r")
    (tmp_path / "сынақ.yaml").write_text(text.replace("type: text", "type: сынақ"), "utf-8")
    ended = _process("survey", "check", str(tmp_path / "сынақ.yaml"), PYTHONIOENCODING="ascii")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
