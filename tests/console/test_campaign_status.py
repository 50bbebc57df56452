"""How a campaign goes, on a screen of 80 columns and for programs, in each language."""

import datetime
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from console.cli import main
from console.status_lines import status_lines
from locales.catalogs import LOCALES, words
from storage.fieldwork_status import Status, Tally
from storage.periods import LEAST
from storage.question_counts import Question
from surveys.coding import LANGUAGES
from tests.fieldwork import questionnaire
from tests.patience import HANG

GOLDEN = Path(__file__).parent / "campaign_status"
TODAY = datetime.date(2026, 11, 28)

TOTAL = Tally(1_208, 1_150, 1_045, 12, 60, 31, 18, blocked=7, released=1_040)
QUEUE = Tally(308, 290, 245, 12, 20, 6, 3, blocked=1)
LINKS = Tally(900, 860, 800, 0, 40, 25, 15, blocked=6)


def example() -> Status:
    region, overall, reason, good, visits = questionnaire().items
    names = {
        "kk": "Мемлекеттік қызметтерді бағалау",
        "ru": "Оценка государственных услуг",
        "en": "Public services",
    }
    passport = {
        "kk": "Қазақстан Республикасының азаматына паспорт беру",
        "ru": "Выдача паспорта гражданина Республики Казахстан с доставкой на дом",
        "en": "Issue of a passport of a citizen of the Republic of Kazakhstan",
    }
    return Status(
        campaign="services-2026",
        names=names,
        state="open",
        opens_on=datetime.date(2026, 11, 10),
        closes_on=datetime.date(2026, 12, 15),
        closed_on=None,
        erased_on=None,
        target=2_000,
        total=TOTAL,
        in_progress=42,
        lost=0,
        counted=1_035,
        imported=200,
        waiting=17,
        by_route={"qr": QUEUE, "link": LINKS},
        by_service={"mia_passport": LINKS, "moh_clinic": QUEUE},
        by_day={TODAY - datetime.timedelta(days=n): Tally(n, n, n // 2) for n in reversed(range(17))},
        services={
            "mia_passport": passport,
            "moh_clinic": {"kk": "Емханаға тіркеу", "ru": "Прикрепление", "en": "Registration"},
        },
        questions=(
            Question(region, 1_150, 1_120, 21, timed=1_100, active=11_000),
            Question(overall, 1_120, 1_100, 12, timed=1_000, active=8_500),
            Question(reason),
            Question(good, 1_100, 1_060, 33, timed=9, active=90),
            Question(visits, 1_060, 1_045, 5, timed=900, active=5_400),
        ),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_is_as_it_was_agreed(language, request) -> None:
    shown = "\n".join(status_lines(example(), language, today=TODAY)) + "\n"
    golden = GOLDEN / f"{language}.txt"
    if request.config.getoption("--update"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_closed_campaign_in_which_nobody_waits_asks_for_nobody_more(language) -> None:
    over = replace(example(), state="closed", closed_on=TODAY, waiting=0, in_progress=0)
    lines = status_lines(over, language, today=TODAY)
    assert words(language).text("None waits for a batch.") in lines
    assert not [line for line in lines if str(over.needed) in line and f"{LEAST}: 0" in line]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"state": "draft", "closes_on": None, "target": None},
        {"state": "paused", "closes_on": TODAY},
        {"state": "open", "closes_on": TODAY - datetime.timedelta(days=2), "waiting": 25},
        {"state": "closed", "closed_on": TODAY, "lost": 3, "in_progress": 0},
        {"state": "closed", "closed_on": TODAY, "erased_on": TODAY, "questions": ()},
        {"questions": (), "by_day": {}, "total": Tally(), "in_progress": 0, "waiting": 0},
    ],
    ids=str,
)
def test_no_line_is_wider_than_a_screen(language, changed) -> None:
    lines = status_lines(replace(example(), **changed), language, today=TODAY)
    assert max(map(len, lines)) <= 80


def test_numbers_of_the_parts_stand_under_each_other_and_add_up() -> None:
    lines = status_lines(example(), "en", today=TODAY)
    (totals,) = {line.split("together")[1].split()[0] for line in lines if line.startswith("All together")}
    assert totals == "1,208"


def test_the_languages_of_the_screen_are_all_that_a_reader_can_have() -> None:
    assert set(LOCALES) == set(LANGUAGES)


# The command


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """A database with the example campaign."""
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SAUALNAMA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LANGUAGE", "ru")
    prepare = (
        "import asyncio; from console.running import prepare; from console.settings import read_settings; "
        "from console.wiring import storage\n"
        "async def work():\n"
        "    async with storage(read_settings(), current=False) as database:\n"
        "        await prepare(database, read_settings())\n"
        "asyncio.run(work())"
    )
    subprocess.run([sys.executable, "-c", prepare], check=True, timeout=HANG)
    return tmp_path


def ran(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(str(ended.value.code))


def test_the_command_speaks_the_language_of_the_terminal_and_json_to_programs(data, capsys) -> None:
    assert ran("campaign", "list", "--json") == 0
    (campaign,) = json.loads(capsys.readouterr().out)
    assert ran("campaign", "status", campaign["id"]) == 0
    shown = capsys.readouterr().out
    assert "(1) открыли" in shown
    assert "Где останавливаются" in shown
    assert ran("campaign", "status", campaign["id"], "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["campaign"], found["opened"], found["batch"], found["needed"]) == (
        campaign["id"],
        0,
        20,
        20,
    )
    assert found["by_service"]
    assert {"by_route", "by_day", "questions", "waiting", "counted", "in_progress"} <= set(found)


def test_an_unknown_campaign_is_named_and_watching_is_no_json(data, capsys) -> None:
    assert ran("campaign", "status", "winter") == 1
    assert "there is no campaign winter: see `saualnama campaign list`" in capsys.readouterr().err
    assert ran("campaign", "status", "winter", "--watch", "--json") == 2


def test_a_watch_ends_cleanly_with_ctrl_c(data, capsys) -> None:
    ran("campaign", "list", "--json")
    (campaign,) = json.loads(capsys.readouterr().out)
    watching = subprocess.Popen(
        [sys.executable, "-m", "console", "campaign", "status", campaign["id"], "--watch"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout is not None
    first = watching.stdout.readline()
    assert campaign["id"] in first
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=HANG)
    assert (watching.returncode, err) == (0, "")
    assert "\x1b" not in first + out
