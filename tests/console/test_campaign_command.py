"""An officer drafts a campaign, looks at its check list, launches it by typing its id, and is told what comes next."""

import datetime
import io
import json
import sqlite3
from pathlib import Path

import pytest

from console.wiring import clock
from storage.days import day_in_kazakhstan
from tests.console.test_cli import PROMISED, Terminal
from tests.console.test_cli import saualnama as saualnama  # noqa: PLC0414 - a fixture
from tests.fieldwork import TEXT

ASKED = ("--questionnaire", "storage_trial", "--service", "moh_clinic")


def day(after: int) -> str:
    """A day so many days from today, in Kazakhstan."""
    return f"{day_in_kazakhstan(clock()) + datetime.timedelta(days=after)}"


@pytest.fixture
def ready(saualnama: Terminal) -> Terminal:
    """The command, with the registry loaded and the questionnaire `storage_trial` published."""
    saualnama("registry", "load")
    saualnama("survey", "publish", "trial.yaml")
    return saualnama


def test_publishing_says_what_comes_next(saualnama: Terminal) -> None:
    said = saualnama("survey", "publish", "trial.yaml")
    assert len(said.out.strip()) == 64
    assert said.err == (
        "next: saualnama campaign create CAMPAIGN --questionnaire storage_trial --service CODE\n"
    )


def test_a_draft_is_launched_by_its_id_alone_with_what_was_said_of_it(ready: Terminal) -> None:
    said = ready("campaign", "create", "tax-2026", *ASKED, *PROMISED, "--target", "400", "--closes", day(30))
    assert (said.code, said.out) == (0, "tax-2026 is a draft\n")
    assert said.err == "next: saualnama campaign launch tax-2026 --dry-run\n"
    [drafted] = ready("campaign", "list", "--json").rows
    assert drafted["state"] == "draft"
    said = ready("campaign", "launch", "tax-2026", "--yes")
    assert said.code == 0
    assert said.out.startswith("moh_clinic link start=")
    assert said.err.endswith("next: saualnama campaign links tax-2026\n")
    [row] = ready("campaign", "list", "--json").rows
    assert {key: row[key] for key in ("state", "target", "closes_on", "results_on", "contact")} == {
        "state": "open",
        "target": 400,
        "closes_on": day(30),
        "results_on": "2050-02-01",
        "contact": {"kk": "Бөлім, 1414", "ru": "Отдел, 1414"},
    }
    assert (row["kk"], row["ru"], row["en"]) == ("Сынақ", "Проба", "Проба")


def test_options_of_a_launch_change_the_draft_before_it(ready: Terminal) -> None:
    ready("campaign", "create", "tax-2026", *ASKED, *PROMISED)
    ready(
        "campaign",
        "launch",
        "tax-2026",
        "--yes",
        "--service",
        "mia_id_card",
        "--kind",
        "qr",
        "--name-en",
        "T",
    )
    assert [(row["kind"], row["code"]) for row in ready("campaign", "links", "tax-2026", "--json").rows] == [
        ("qr", "mia_id_card")
    ]
    assert ready("campaign", "list", "--json").rows[0]["en"] == "T"


def test_a_launch_wants_its_id_typed_and_nothing_happens_without(
    ready: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("tax-2025\n"))
    said = ready("campaign", "launch", "tax-2026", *ASKED, *PROMISED)
    assert said.code == 1
    assert "its questionnaire cannot change" in said.err
    assert "'tax-2025' is not tax-2026: nothing was launched." in said.err
    assert ready("campaign", "list", "--json").rows == []
    monkeypatch.setattr("sys.stdin", io.StringIO("tax-2026\n"))
    assert ready("campaign", "launch", "tax-2026", *ASKED, *PROMISED).code == 0
    assert ready("campaign", "list", "--json").rows[0]["state"] == "open"


def test_a_dry_run_writes_nothing_and_says_what_is_fine_worth_a_look_and_in_the_way(ready: Terminal) -> None:
    said = ready("campaign", "launch", "tax-2026", *ASKED, "--dry-run")
    lines = [(line[:5].strip(), line[6:20].strip(), line[21:]) for line in said.out.splitlines()]
    assert said.code == 1
    assert {(mark, what) for mark, what, _ in lines} == {
        ("ok", "questionnaire"),
        ("ok", "texts"),
        ("look", "figures"),
        ("ok", "length"),
        ("ok", "services"),
        ("look", "Kazakh names"),
        ("ok", "opens"),
        ("look", "closes"),
        ("look", "target"),
        ("stop", "refused"),
    }
    stops = [told for mark, _, told in lines if mark == "stop"]
    assert len(stops) == 5
    assert all(told.startswith("the consent needs ") for told in stops)
    assert "the method kz-annual-2026 gives no figure for: " in said.out
    assert ready("campaign", "list", "--json").rows == []
    said = ready("campaign", "launch", "tax-2026", *ASKED, *PROMISED, "--closes", day(9), "--dry-run")
    assert (said.code, "stop" in said.out) == (0, False)
    assert f"ok    closes         by itself at the end of {day(9)}, after 10 days" in said.out
    assert "look  contact        not in English, which will read as Russian does" in said.out


def test_the_check_list_names_texts_that_were_not_reviewed_and_services_without_offices(
    ready: Terminal,
) -> None:
    asked = TEXT.replace("questionnaire: storage_trial", "questionnaire: places\nreview: Kazakh is a draft.")
    place = "  - id: place\n    type: office\n    text: {kk: Қай жерде?, ru: Где?}\n"
    Path("places.yaml").write_text(f"{asked.rstrip()}\n{place}", "utf-8")
    ready("survey", "publish", "places.yaml")
    wanted = ("campaign", "launch", "x", "--questionnaire", "places", "--service", "moh_clinic", *PROMISED)
    said = ready(*wanted, "--dry-run").out
    assert "look  texts          not reviewed: Kazakh is a draft." in said
    assert (
        "look  offices        place will not be asked about moh_clinic: their agencies have no offices"
        in said
    )
    with sqlite3.connect("data/saualnama.sqlite") as records:
        records.execute("INSERT INTO offices (code, agency, kk, ru, en) VALUES ('c1', 'moh', 'а', 'б', 'c')")
    said = ready(*wanted, "--office", "all", "--dry-run").out
    assert "ok    offices        place can be asked" in said
    assert "ok    posters        a poster in each of 1" in said
    assert "1 QR codes of offices" in ready(*wanted, "--office", "all", "--yes").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("launch", "x", *ASKED, "--service", "moh_clinicc"), "no such service: moh_clinicc: did you mean moh_clinic?"),
        (("launch", "x", *ASKED[:2], "--agency", "mohh"), "no such agency: mohh: did you mean moh?"),
        (("create", "x", "--questionnaire", "storage_trail"), "did you mean storage_trial? See `saualnama survey"),
        (("create", "x", "--service", "moh_clinic"), "there is no draft x, and no questionnaire is named"),
        (("create", "x", *ASKED[:2]), "no service is named"),
        (("pause", "tax-2062"), "there is no campaign tax-2062: did you mean tax-2026? See `saualnama campaign list`"),
        (("resume", "tax-2026"), "campaign tax-2026 is open: it cannot be resumed. Possible now: pause, extend, close"),
        (("launch", "tax-2026", *ASKED), "campaign tax-2026 is open: it was launched before"),
        (("extend", "tax-2026", "--closes", "2020-01-01"), "2020-01-01 is not later than today"),
        (("extend", "tax-2026", "--closes", "2050-02-01"), "results on 2050-02-01 come too early"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_with_what_to_do(
    ready: Terminal, arguments: tuple[str, ...], told: str
) -> None:
    ready("campaign", "launch", "tax-2026", *ASKED, *PROMISED, "--yes")
    said = ready("campaign", *arguments)
    assert said.code == 1
    assert told in said.err


def test_a_version_is_named_by_its_questionnaire_and_the_newest_is_meant(ready: Terminal) -> None:
    Path("newer.yaml").write_text(TEXT.replace("Проба", "Проба 2"), "utf-8")
    newer = ready("survey", "publish", "newer.yaml").out.strip()
    older = next(
        row["fingerprint"] for row in ready("survey", "list", "--json").rows if row["fingerprint"] != newer
    )
    for number, (named, meant) in enumerate(
        [
            ("storage_trial", newer),
            (f"storage_trial@{older[:6]}", older),
            (older[:12], older),
            (f"storage_trial@{newer}", newer),
        ]
    ):
        ready("campaign", "create", f"c{number}", "--questionnaire", named, "--service", "moh_clinic")
        row = next(row for row in ready("campaign", "list", "--json").rows if row["id"] == f"c{number}")
        assert row["questionnaire"] == meant
    said = ready("campaign", "create", "x", "--questionnaire", "storage_trial@", "--service", "moh_clinic")
    assert "more than one published version is storage_trial@" in said.err


def test_a_campaign_is_paused_resumed_extended_and_closed(ready: Terminal) -> None:
    ready("campaign", "launch", "tax-2026", *ASKED, *PROMISED, "--yes")
    assert ready("campaign", "pause", "tax-2026").out == "tax-2026 is paused\n"
    assert ready("campaign", "list", "--json").rows[0]["state"] == "paused"
    assert ready("campaign", "resume", "tax-2026").out == "tax-2026 is open again\n"
    said = ready(
        "campaign", "extend", "tax-2026", "--closes", day(9), "--target", "9", "--service", "mia_passport"
    )
    assert said == (0, "tax-2026 is extended\n", "next: saualnama campaign links tax-2026\n")
    [row] = ready("campaign", "list", "--json").rows
    assert (row["state"], row["closes_on"], row["target"]) == ("open", day(9), 9)
    assert len(ready("campaign", "links", "tax-2026", "--json").rows) == 2
    assert ready("campaign", "close", "tax-2026", "--yes").out.startswith("tax-2026 is closed\n")


def test_a_draft_is_removed_by_a_close_after_a_question(
    ready: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready("campaign", "create", "tax-2026", *ASKED)
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert "Remove the draft tax-2026?" in ready("campaign", "close", "tax-2026").err
    assert len(ready("campaign", "list", "--json").rows) == 1
    assert ready("campaign", "close", "tax-2026", "--yes").out == "the draft tax-2026 is removed\n"
    assert ready("campaign", "list", "--json").rows == []


def test_the_list_speaks_the_language_of_its_reader(ready: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    ready("campaign", "create", "tax-2026", *ASKED)
    for language, name in (("kk_KZ.UTF-8", "Сынақ"), ("ru_KZ.UTF-8", "Проба")):
        monkeypatch.setenv("LANGUAGE", language)
        assert name in ready("campaign", "list").out


def test_settings_say_what_an_officer_leaves_out(ready: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, said in (("CONTACT", "Бөлім"), ("RESULTS_WHERE", "сайтта")):
        for language in ("KK", "RU"):
            monkeypatch.setenv(f"SAUALNAMA_{name}_{language}", f"{said} {language}")
    wanted = (*ASKED, "--results-on", "2050-02-01", "--contact-ru", "Отдел")
    assert ready("campaign", "launch", "tax-2026", *wanted, "--yes").code == 0
    [row] = json.loads(ready("campaign", "list", "--json").out)
    assert row["contact"] == {"kk": "Бөлім KK", "ru": "Отдел"}
    assert row["results_where"] == {"kk": "сайтта KK", "ru": "сайтта RU"}
