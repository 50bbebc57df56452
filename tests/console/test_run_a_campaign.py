"""The page "Run a campaign" does what it says: each command in its order, in each of its languages."""

import asyncio
import datetime
import io
import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest

from console.settings import Settings
from console.wiring import keys, random_hex, seals, storage
from console.workbooks import write_workbook
from tests.console.test_cli import Terminal
from tests.console.test_cli import saualnama as saualnama  # noqa: PLC0414 - a fixture
from tests.fieldwork import TEXT, Citizen, Field

MANUAL = Path(__file__).parents[2] / "docs" / "manual"
LANGUAGES = ("kk", "ru", "en")
COMMAND = re.compile(r"^    saualnama (?P<arguments>(?:.*\\\n)*.*)$", re.MULTILINE)
NOW = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)
"""Within the days that the page names."""
SHEETS = {
    "agencies": [
        ["code", "kind", "region", "kk", "ru"],
        ["pvl_education", "local", "KZ-55", "Білім басқармасы", "Управление образования"],
    ],
    "services": [
        ["code", "agency", "kk", "ru"],
        ["kindergarten_queue", "akimat_pavlodar", "балабақшаға кезекке қою", "очередь в детский сад"],
        ["kindergarten_place", "akimat_pavlodar", "балабақшадан орын беру", "место в детском саду"],
    ],
    "offices": [
        ["code", "agency", "region", "kk", "ru"],
        ["pvl_north", "akimat_pavlodar", "KZ-55", "Солтүстік бөлім", "Северный отдел"],
        ["pvl_south", "akimat_pavlodar", "KZ-55", "Оңтүстік бөлім", "Южный отдел"],
    ],
}
TYPED = {"campaign launch pavlodar-2026": "pavlodar-2026\n", "campaign close pavlodar-2026": "y\n"}
"""What a command asks for."""
SAID = {
    "registry load": r"KZ-55",
    "registry load akimat.xlsx --dry-run": r"--dry-run\.\s*$",
    "registry load akimat.xlsx": r"kindergarten_queue",
    "registry services --agency akimat_pavlodar": r"балабақшаға кезекке қою †",
    "survey new my_survey": r"my-survey\.yaml",
    "survey check my-survey.yaml": r"no problems",
    "survey publish my-survey.yaml": r"^[0-9a-f]{64}\nnext: saualnama campaign create",
    "campaign create": r"is a draft\nnext: saualnama campaign launch pavlodar-2026 --dry-run",
    "campaign launch pavlodar-2026 --dry-run": r"(?s)^ok .*^look ",
    "campaign launch pavlodar-2026": r"questionnaire cannot change",
    "campaign links pavlodar-2026": r"https://t\.me/saualnama_bot\?start=",
    "campaign poster pavlodar-2026 --out posters": r"^4 in posters",
    "campaign tokens pavlodar-2026 --count 100 --out tokens.csv": r"^200 links, each works once, .*14 days",
    "campaign status pavlodar-2026": r"^\(2\) .* 40$",
    "campaign extend pavlodar-2026 --closes 2026-12-31": r"is extended",
    "campaign pause pavlodar-2026": r"is paused",
    "campaign resume pavlodar-2026": r"is open again",
    "campaign close pavlodar-2026": r"is closed",
    "results pavlodar-2026": r"akimat_pavlodar .* 40 ",
    "results pavlodar-2026 --by service": r"  40 ",
    "results pavlodar-2026 --by office": r"  40 ",
    "results pavlodar-2026 --by route": r"  40 ",
    "results pavlodar-2026 --items --out out/pavlodar": r"overall",
}
"""What each of them prints, by how it begins."""
NAMES = {
    "kk": ("Солтүстік бөлім", "балабақшаға кезекке қою", "Плакаттағы QR-код"),
    "ru": ("Северный отдел", "очередь в детский сад", "QR-код на плакате"),
    "en": ("Северный отдел", "очередь в детский сад", "QR code on a poster"),
}
"""An office, a service and a way as a reader of each language finds them; without an English name it is the Russian."""


def commands(language: str) -> list[str]:
    """All commands of the page that stand by themselves, each in one line."""
    text = (MANUAL / f"run-a-campaign.{language}.md").read_text("utf-8")
    return [" ".join(found["arguments"].replace("\\\n", " ").split()) for found in COMMAND.finditer(text)]


def test_the_three_pages_have_the_same_commands_and_each_is_expected_to_say_something() -> None:
    assert commands("kk") == commands("ru") == commands("en")
    assert [expected(each) for each in commands("en")] == list(SAID)


def expected(command: str) -> str:
    """The key of SAID that is meant: the command itself, or its beginning."""
    return command if command in SAID else next(key for key in SAID if command.startswith(f"{key} "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_page_works_in_its_order(
    saualnama: Terminal, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.wiring.clock", lambda: NOW)
    monkeypatch.setattr("console.launching.clock", lambda: NOW)
    monkeypatch.setenv("SAUALNAMA_BOT", "saualnama_bot")
    monkeypatch.setenv("LANGUAGE", language)
    write_workbook(SHEETS, Path("akimat.xlsx"))
    for command in commands(language):
        if command == "campaign status pavlodar-2026":
            asyncio.run(answered(ways(saualnama)))
        monkeypatch.setattr("sys.stdin", io.StringIO(TYPED.get(command, "")))
        said = saualnama(*shlex.split(command))
        assert said.code == 0, f"{command}: {said.err}"
        assert re.search(SAID[expected(command)], said.out + said.err, re.MULTILINE), f"{command}:\n{said}"
        if command.startswith("survey new"):  # the officer writes what is to be asked
            Path("my-survey.yaml").write_text(TEXT.replace("storage_trial", "my_survey"), "utf-8")
        if command.endswith("links pavlodar-2026"):
            assert all(name in said.out for name in NAMES[language])
        for by, name in zip(("office", "service", "route"), NAMES[language], strict=True):
            if command.endswith(f"--by {by}"):
                assert re.search(rf"^{name} +20 ", said.out, re.MULTILINE), said.out
    assert list(Path("out/pavlodar").glob(f"items.{language}.*"))


def ways(saualnama: Terminal) -> list[str]:
    """What stands after `?start=`: of an office's poster, and of the agency's link of the other service."""
    rows = json.loads(saualnama("campaign", "links", "pavlodar-2026", "--json").out)
    return [
        next(row["id"] for row in rows if (row["code"], row["office"]) == wanted)
        for wanted in (("kindergarten_queue", "pvl_north"), ("kindergarten_place", None))
    ]


async def answered(links: Sequence[str]) -> None:
    """Twenty people finish by each link."""
    settings = Settings()
    async with storage(settings) as database:
        world = Field(database, keys(settings), seals(settings), random_hex=random_hex, now=NOW)
        async with world.writer() as turns:
            people = [
                (Citizen(5_000_000_000 + number, turns), link) for number, link in enumerate(20 * list(links))
            ]
            await asyncio.gather(*(person.finishes(link) for person, link in people))
