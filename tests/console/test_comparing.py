"""`results --against`, `--ranks`, `--drivers`, `--quality`: from rows to 80 columns and files."""

import asyncio
import json
import os
from pathlib import Path
from random import Random

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import insert, select, update

from analytics.exports import exports
from analytics.exports.json import sheet_schema
from console import comparing
from console.cli import main
from console.releasing import release
from console.settings import Settings
from console.sheet_lines import sheet_lines
from console.text_rows import WIDTH
from console.wiring import storage
from storage.answer_bytes import layout
from storage.registry_tables import agencies, services
from storage.responses import Response, keep
from storage.tables import campaigns, questionnaires
from surveys.answers import chosen
from surveys.coding import LANGUAGES
from surveys.versions import fingerprint
from tests.made_responses import DAY, SERVED
from tests.short_surveys import survey

WORDS = {"kk": "Бұл туралы не айтасыз?", "ru": "Что Вы об этом скажете?", "en": "What about that?"}
OTHER_WORDS = {"kk": "Жалпы алғанда қандай?", "ru": "А в целом как?", "en": "And overall, how is it?"}
PARTS = ("staff", "speed", "ease", "clarity", "fairness", "comfort")


def asked(overall=WORDS):
    def rating(item, text=WORDS):
        return {"id": item, "type": "rating", "measures": item, "text": dict(text)}

    return survey(
        rating("overall", overall),
        *map(rating, PARTS),
        {"id": "recommend", "type": "nps", "text": dict(WORDS)},
        languages=["kk", "ru", "en"],
        title=dict(WORDS),
        introduction=dict(WORDS),
    )


def people(campaign, version, questionnaire, *, seed, rise=0.0):
    """400 people of four agencies, half of their rating that of the staff; one agency in a burst, some in haste."""
    random, kept = Random(seed), layout(questionnaire)
    for number in range(400):
        service = ("moh_clinic", "moj_extract", "mof_tax", "mia_passport")[number % 4]
        worth = {part: random.choice((2, 3, 4, 5, 5)) for part in PARTS}
        mean = 0.6 * worth["staff"] + 0.4 * worth["speed"] + random.choice((-1, 0, 1))
        overall = min(5, max(1, round(mean + (rise if service == "moj_extract" else 0))))
        alike = number % 16 == 0
        answers = {part: chosen("5" if alike else str(score)) for part, score in worth.items()}
        answers |= {"overall": chosen("5" if alike else str(overall)), "recommend": chosen(str(2 * overall))}
        found, beside = kept.encode(answers)
        yield Response(
            id=random.randbytes(16),
            campaign=campaign,
            agency=SERVED[service],
            service=service,
            route="qr",
            mode="telegram",
            panel="citizens",
            language="kk",
            disposition="complete",
            version=version,
            answers=found,
            beside=beside,
            week=202609 + number % 5,
            duration=1 if alike else random.choice((3, 4, 5)),
            flags=int(service == "mof_tax" and number % 3 == 0),
        )


async def fill(settings):
    first, second = asked(), asked(OTHER_WORDS)
    names = {"kk": "Атау", "ru": "Название", "en": "Name"}
    versions = [
        {
            "fingerprint": fingerprint(each),
            "number": number,
            "id": each.id,
            "yaml": "",
            "resolved": each.model_dump(mode="json", exclude_defaults=True),
            "published_on": DAY,
        }
        for number, each in ((1, first), (2, second))
    ]
    held = {"state": "closed", "opens_on": DAY, "closed_on": DAY.replace(month=4)}
    waves = (
        ("before", 0, "citizens"),
        ("now", 0, "citizens"),
        ("reworded", 1, "citizens"),
        ("panel", 0, "cso"),
    )
    async with storage(settings) as database, database.writing() as connection:
        await connection.execute(
            insert(agencies), [{"code": code, **names} for code in sorted(set(SERVED.values()))]
        )
        await connection.execute(
            insert(services),
            [{"code": code, "agency": agency, **names} for code, agency in SERVED.items()],
        )
        await connection.execute(insert(questionnaires), versions)
        for seed, (name, version, panel) in enumerate(waves):
            about = {"questionnaire": versions[version]["fingerprint"], "panel": panel, **held}
            await connection.execute(insert(campaigns), [{"id": name, **names, **about}])
            rows = people(
                name, version + 1, (first, second)[version], seed=seed, rise=1.0 if name == "now" else 0.0
            )
            await keep(connection, list(rows))


@pytest.fixture
def waves(sqlite_template, tmp_path, monkeypatch):
    """Settings of a database with four closed campaigns, of one questionnaire but for one that has other words."""
    for name in [name for name in os.environ if name.startswith("SAUALNAMA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    Path("data/saualnama.sqlite").write_bytes(sqlite_template.read_bytes())
    settings = Settings()
    asyncio.run(fill(settings))
    asyncio.run(release_all(settings))
    return settings


async def release_all(settings):
    async with storage(settings) as database:
        for name in ("before", "now", "reworded", "panel"):
            await release(database, settings, name)


def said(capsys, *arguments):
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main(["results", *arguments])
    out, err = capsys.readouterr()
    return end.value.code, out, err


async def every_sheet(settings):
    found = [
        await comparing.against(settings, "now", "before", every=True),
        await comparing.ranks(settings, "now"),
        await comparing.drivers(settings, "now"),
        await comparing.quality(settings, "now"),
    ]
    return [(sheet, metadata) for sheets, metadata in found for sheet in sheets]


def test_every_sheet_stands_in_80_columns_in_each_language_and_in_every_file(waves, tmp_path):
    found = asyncio.run(every_sheet(waves))
    assert [sheet.name for sheet, _ in found] == ["against", "ranks", "drivers", "quality", "without-flagged"]
    for sheet, metadata in found:
        for language in LANGUAGES:
            lines = sheet_lines(sheet, metadata, language)
            assert max(map(len, lines)) <= WIDTH
            assert not [line for line in lines if "{" in line]
        paths = comparing.write([sheet], metadata, tmp_path / "files")
        assert len(paths) == len(exports()) * len(LANGUAGES)
        again = {path.name: path.read_bytes() for path in paths}
        comparing.write([sheet], metadata, tmp_path / "files")
        assert again == {path.name: path.read_bytes() for path in paths}
        document = json.loads((tmp_path / "files" / f"{sheet.name}.ru.json").read_text())
        Draft202012Validator(sheet_schema(sheet)).validate(document)
        book = openpyxl.load_workbook(tmp_path / "files" / f"{sheet.name}.kk.xlsx")
        assert book.worksheets[0].max_row == len(sheet.rows) + 1


def test_a_rise_is_told_where_there_was_one_and_nowhere_else(waves, capsys):
    code, out, _ = said(capsys, "now", "--against", "before", "--json")
    assert code == 0
    rows = [row for row in json.loads(out)["against"] if row["indicator"] == "mean_score"]
    verdicts = {row["agency"]: row["verdict"] for row in rows}
    assert verdicts["moj"] == "rise"
    assert {verdicts[each] for each in ("moh", "mia", "mof")} == {"undetected"}
    moj = next(row for row in rows if row["agency"] == "moj")
    assert moj["difference"] == pytest.approx(moj["estimate"] - moj["before"])
    _, out, _ = said(capsys, "now", "--against", "before", "--language", "ru")
    assert "вырос" in out
    assert "при таком числе людей изменения не видно" in " ".join(out.split()) or "не видно" in out


def test_other_words_break_the_series_and_are_no_change(waves, capsys):
    _, out, _ = said(capsys, "reworded", "--against", "before", "--all", "--json")
    rows = json.loads(out)["against"]
    headline = [row for row in rows if row["item"] == "overall"]
    assert {row["verdict"] for row in headline} == {"break"}
    assert {row["difference"] for row in headline} == {None}
    assert "break" not in {row["verdict"] for row in rows if row["item"] == "staff"}


@pytest.mark.parametrize(
    ("other", "told"), [("panel", "panels are never set beside each other"), ("now", "is set beside itself")]
)
def test_what_cannot_be_set_beside_is_refused(waves, capsys, other, told):
    code, _, err = said(capsys, "now", "--against", other)
    assert code == 1
    assert told in err


def test_what_the_headline_is_associated_with_is_found(waves, capsys):
    _, out, _ = said(capsys, "now", "--drivers", "--json")
    rows = json.loads(out)["drivers"]
    assert rows[0]["item"] == "staff"
    assert rows[0]["place"].startswith("close")
    assert sum(row["importance"] for row in rows) == pytest.approx(100)
    assert {row["people"] for row in rows} == {400}
    _, out, _ = said(capsys, "now", "--drivers")
    assert "associated" in out
    assert "because" not in out


def test_haste_and_bursts_are_counted_and_left_out_where_they_are_enough(waves, capsys):
    _, out, _ = said(capsys, "now", "--quality", "--json")
    found = json.loads(out)
    flags = {(row["agency"], row["flag"]): row for row in found["quality"]}
    assert flags["moh", "straight"]["n"] == 25
    assert flags["moh", "very_fast"]["n"] == 25
    assert flags["mof", "burst"]["n"] == 33
    assert flags["*", "flagged"]["n"] == 25 + 33
    versions = {row["agency"]: row for row in found["without-flagged"] if row["indicator"] == "mean_score"}
    assert versions["moh"]["version"] == "both"
    assert versions["moh"]["base_without"] == versions["moh"]["base"] - 25
    assert versions["moj"]["version"] == "none"
    assert versions["*"]["base_without"] == versions["*"]["base"] - 58
    assert versions["moh"]["without"] < versions["moh"]["estimate"]


def test_rows_of_an_open_campaign_are_not_looked_into(waves, capsys):
    async def reopen():
        async with storage(waves) as database, database.writing() as connection:
            await connection.execute(
                update(campaigns).where(campaigns.c.id == "now").values(state="open", closed_on=None)
            )

    asyncio.run(reopen())
    for view in ("--drivers", "--quality"):
        code, _, err = said(capsys, "now", view)
        assert code == 1
        assert "from the release at its close on" in err


def test_clients_are_those_of_all_rated_services_or_not_known(waves):
    from storage.clients import clients_of

    async def work():
        async with storage(waves) as database, database.writing() as connection:
            for code, clients in (("moh_clinic", 450), ("moj_extract", 90)):
                await connection.execute(
                    update(services).where(services.c.code == code).values(clients=clients)
                )
            assert (
                await connection.scalar(select(services.c.clients).where(services.c.code == "mof_tax"))
                is None
            )
            return await clients_of(connection, "now")

    assert asyncio.run(work()) == {"moh": 450, "moj": 90}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--ranks", "--drivers"),
        ("--ranks", "--by", "service"),
        ("--quality", "--items"),
        ("--against", "before", "--comments"),
    ],
)
def test_one_view_at_a_time(waves, capsys, arguments):
    code, _, err = said(capsys, "now", *arguments)
    assert code == 2
    assert "stands alone" in err
