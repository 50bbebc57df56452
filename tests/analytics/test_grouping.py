"""Figures by group: of whom they are, in names, and what is hidden of few people."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import insert

from analytics.assessment import assess_campaign
from analytics.exports import exports
from analytics.exports.json import GROUPS_SCHEMA
from analytics.group_table import group_table
from analytics.grouping import Groups, NotAskedError
from analytics.metadata import Metadata
from analytics.methods import read_method
from analytics.wordings import CHOSEN_BY_AGENCY, EVERYBODY, GROUPINGS, ROUTES
from console.group_lines import WIDTH, group_lines
from locales.catalogs import words
from storage.answer_bytes import layout
from storage.registry_tables import offices, regions
from storage.responses import Response, keep
from surveys.answers import SKIPPED, Answer, chosen
from surveys.coding import LANGUAGES
from surveys.questionnaire import Questionnaire
from tests.made_responses import CAMPAIGN, SERVED, Made, kept
from tests.short_surveys import survey

METHOD = read_method("2026")


def asked(item: str, kind: str, **about: str) -> dict[str, object]:
    """An item in three languages."""
    words = {"kk": "Бұл туралы не айтасыз?", "ru": "Что Вы об этом скажете?", "en": "What about that?"}
    return {"id": item, "type": kind, "text": words, **about}


ASKED = survey(
    asked("office", "office"),
    asked("overall", "rating", measures="overall"),
    asked("staff", "rating", measures="staff"),
    asked("recommend", "nps"),
    *({"use": f"{item}@1"} for item in ("region", "sex", "age_group", "settlement", "disability")),
    languages=["kk", "ru", "en"],
    title={"kk": "Тақырып", "ru": "Название", "en": "Title"},
    introduction={"kk": "Кіріспе.", "ru": "Введение.", "en": "Introduction."},
)
LONG_NAMES = {
    "kk": "Астана қаласының Есіл ауданындағы халыққа қызмет көрсету орталығы",
    "ru": "Центр обслуживания населения Есильского района города Астаны",
    "en": "Public service centre of Yesil district, Astana",
}


def given(code: str, **answers: str) -> dict[str, Answer]:
    """Answers by code; "skip" for a question that was left out."""
    everything = {"overall": code, **answers}
    return {item: SKIPPED if said == "skip" else chosen(said) for item, said in everything.items()}


def people(
    number: int,
    answers: dict[str, Answer],
    questionnaire: Questionnaire = ASKED,
    service: str = "moh_clinic",
    salt: int = 0,
    **about: str,
) -> list[Made]:
    """As many who gave the same answers."""
    told, beside = layout(questionnaire).encode(answers)
    codes = {item: answer.codes[0] for item, answer in answers.items() if answer.codes}
    random = Random(f"{answers} {service} {about} {salt}")
    return [
        Made(
            Response(
                **{
                    "id": random.randbytes(16),
                    "campaign": CAMPAIGN,
                    "agency": SERVED[service],
                    "service": service,
                    "route": "qr",
                    "mode": "telegram",
                    "panel": "citizens",
                    "language": "kk",
                    "disposition": "complete",
                    "version": 1,
                    "answers": told,
                    "beside": beside,
                    "office": codes.get("office"),
                    "region": codes.get("region"),
                    "week": 202610,
                    "duration": 0,
                    "flags": 0,
                    "withdrawal": None,
                    **about,
                }  # type: ignore[arg-type]
            ),
            answers,
        )
        for _ in range(number)
    ]


FORTY_WOMEN = [*people(30, given("5", sex="female")), *people(10, given("4", sex="female"))]
SIXTY_MEN = [
    *people(30, given("5", sex="male")),
    *people(15, given("3", sex="male")),
    *people(15, given("1", sex="male")),
]
NINE_WHO_DO_NOT_SAY = [*people(4, given("5", sex="skip")), *people(5, given("5"))]
BY_SEX = [*FORTY_WOMEN, *SIXTY_MEN, *NINE_WHO_DO_NOT_SAY]


@dataclass(frozen=True)
class Parted:
    """The figures of one way to part people, and what they are about."""

    groups: Groups
    metadata: Metadata


async def parted(database, folder: Path, wanted: str) -> Parted:
    async with database.reading() as connection:
        found = await assess_campaign(connection, CAMPAIGN, METHOD, folder / "archives", by=[wanted])
    return Parted(found.groups[wanted], found.metadata)


async def by(
    database, folder: Path, wanted: str, made: Sequence[Made], questionnaire: Questionnaire = ASKED
) -> Parted:
    await kept(database, {1: questionnaire}, made)
    return await parted(database, folder, wanted)


def rows_of(found: Parted, language: str = "en") -> dict[tuple[str, str], dict[str, object]]:
    """By the names of groups, and by indicator."""
    rows = group_table(found.groups, found.metadata, language).rows
    return {(row["group_name"], row["indicator"]): dict(row) for _, row in rows.iterrows()}


def text_of(found: Parted, language: str) -> str:
    return "\n".join(group_lines(found.groups, found.metadata, language))


async def test_figures_of_groups_are_those_worked_out_by_hand(database, tmp_path) -> None:
    rows = rows_of(await by(database, tmp_path, "sex", BY_SEX))
    women, men, all_together = (
        {name: rows[group, name] for name in ("mean_score", "share_fully_satisfied", "share_satisfied")}
        for group in ("Female", "Male", "All together")
    )
    assert [women[name]["estimate"] for name in women] == pytest.approx([4.75, 75, 100])
    assert [men[name]["estimate"] for name in men] == pytest.approx([3.5, 50, 50])
    assert all_together["mean_score"]["estimate"] == pytest.approx((190 + 210 + 45) / 109)
    assert [each["mean_score"]["base"] for each in (women, men, all_together)] == [40, 60, 109]
    fully = women[
        "share_fully_satisfied"
    ]  # Wilson: (.75 + 3.8415/80 -+ 1.96 sqrt(.75 .25/40 + 3.8415/6400)) / (1 + 3.8415/40)
    assert (fully["lower"], fully["upper"]) == pytest.approx((59.81, 85.81), abs=0.01)
    assert women["mean_score"]["status"] == "use with care"
    assert men["mean_score"]["status"] == "published"


@pytest.mark.parametrize("wanted", ["agency", "service", "office", "region", "route", "mode", "language"])
async def test_the_base_of_each_group_is_a_plain_count_of_its_people(database, tmp_path, wanted) -> None:
    random, made = Random(7), []
    for _ in range(600):
        about = {"route": random.choice(("qr", "link")), "mode": random.choice(("telegram", "paper"))}
        answers = given(random.choice("12345"), office=random.choice(("here", "there", "skip")))
        if random.random() < 0.7:
            answers["region"] = chosen(random.choice(("KZ-10", "KZ-75")))
        service, language = random.choice(tuple(SERVED)), random.choice(("kk", "ru"))
        made += people(1, answers, service=service, salt=len(made), language=language, **about)
    plain = Counter(getattr(each.response, wanted) or "-" for each in made)
    found = (await by(database, tmp_path, wanted, made)).groups.figures
    means = found[found["indicator"] == "mean_score"].set_index("agency")
    assert means["base"].to_dict() == {"*": 600, **plain}
    five = Counter(
        getattr(each.response, wanted) or "-" for each in made if each.answers["overall"].codes == ("5",)
    )
    full = found[found["indicator"] == "share_fully_satisfied"].set_index("agency")["estimate"]
    assert {code: full[code] for code in plain} == pytest.approx(
        {code: 100 * five[code] / plain[code] for code in plain}
    )


async def test_nine_people_are_hidden(database, tmp_path) -> None:
    found = await by(database, tmp_path, "sex", BY_SEX)
    few = rows_of(found)["Not stated", "mean_score"]
    assert few["status"] == "hidden"
    assert [few[key] is None or few[key] != few[key] for key in ("estimate", "lower", "upper", "se")] == [
        True
    ] * 4
    said = text_of(found, "en")
    line = next(each for each in said.splitlines() if each.startswith("Not stated"))
    assert line.split() == ["Not", "stated", "—", "—", "—", "—", "hidden"]
    assert "fewer than 10 people answered" in said


async def test_ten_people_are_counted_but_not_published_and_nothing_is_hidden(database, tmp_path) -> None:
    found = await by(database, tmp_path, "sex", [*SIXTY_MEN, *people(10, given("5", sex="female"))])
    women = rows_of(found)["Female", "mean_score"]
    assert (women["base"], women["status"]) == (10, "not published")
    said = text_of(found, "ru")
    assert next(each for each in said.splitlines() if each.startswith("Женский")).split() == [
        *("Женский", "10", "—", "—", "—", "не"),
    ]


async def test_groups_stand_as_the_question_offers_them_all_together_first_nobody_known_last(
    database, tmp_path
) -> None:
    made = [
        each
        for code in ("a65", "a18_24", "a35_44", "skip")
        for each in people(10, given("5", age_group=code))
    ]
    found = await by(database, tmp_path, "age", made)
    names = list(dict.fromkeys(name for name, _ in rows_of(found)))
    assert names == ["All together", "18–24 years", "35–44 years", "65 years and over", "Not stated"]


@pytest.mark.parametrize("wanted", GROUPINGS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_table_speaks_one_language_in_80_columns(database, tmp_path, wanted, language) -> None:
    made = [
        *people(
            1_200,
            given(
                "5",
                staff="4",
                recommend="0",
                office="office_1",
                region="KZ-75",
                sex="female",
                disability="yes",
            ),
        ),
        *people(
            35,
            given("4", settlement="rural"),
            service="mia_passport",
            language="ru",
            route="link",
            mode="paper",
        ),
        *people(
            9,
            given("1", staff="1", recommend="9"),
            service="mof_tax",
            language="en",
            route="token",
            mode="phone",
        ),
    ]
    async with database.writing() as connection:
        await connection.execute(
            insert(regions),
            [
                {
                    "code": "KZ-75",
                    "kato": "75",
                    "kk": "Алматы қаласы",
                    "ru": "Город Алматы",
                    "en": "Almaty city",
                }
            ],
        )
    await kept(database, {1: ASKED}, made[:60])
    async with database.writing() as connection:
        await connection.execute(
            insert(offices), [{"code": "office_1", "agency": "moh", "region": "KZ-75", **LONG_NAMES}]
        )
        await keep(connection, [each.response for each in made[60:]])
    found = await parted(database, tmp_path, wanted)
    said = text_of(found, language)
    gap = "," if language == "en" else "\u00a0"
    assert f" 1{gap}244 " in said  # a long number is not broken
    assert max(map(len, said.splitlines())) <= WIDTH
    codes = {
        "office_1",
        "moh",
        "moh_clinic",
        "mia_passport",
        "KZ-75",
        "female",
        "yes",
        "rural",
        "qr",
        "overall",
        "mean_score",
    }
    assert not codes & set(said.split())
    if language != "en":  # what is left is the name of the index, and of Telegram
        assert {word for word in said.split() if word.isascii() and word.isalpha()} <= {"NPS", "Telegram"}


async def test_a_name_is_broken_between_words_beside_its_figures(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, people(70, given("5", office="office_1")))
    async with database.writing() as connection:
        await connection.execute(
            insert(offices), [{"code": "office_1", "agency": "moh", "region": None, **LONG_NAMES}]
        )
    found = await parted(database, tmp_path, "office")
    lines = text_of(found, "kk").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("Астана қаласының"))
    assert "5,00" in lines[start]
    assert "–5,00" in lines[start + 1]
    assert "жарияланды" in lines[start]
    name = " ".join(line.partition("  ")[0] for line in lines[start : start + 5] if line)
    assert name.startswith(LONG_NAMES["kk"])


async def test_a_code_that_nobody_has_named_stands_for_itself(database, tmp_path) -> None:
    found = await by(database, tmp_path, "office", people(40, given("5", office="closed_one")))
    assert ("closed_one", "mean_score") in rows_of(found, "kk")


@pytest.mark.parametrize("wanted", ["region", "sex", "age", "settlement", "disability"])
async def test_what_was_not_asked_is_said_and_nothing_is_shown(database, tmp_path, wanted) -> None:
    plain = survey({"id": "overall", "type": "rating", "measures": "overall"})
    with pytest.raises(NotAskedError, match=f"has no question that parts people by {wanted} .*no figures by"):
        await by(database, tmp_path, wanted, people(40, given("5"), plain), plain)


async def test_where_nobody_s_office_is_known_there_are_no_figures_by_office(database, tmp_path) -> None:
    plain = survey({"id": "overall", "type": "rating", "measures": "overall"})
    await kept(database, {1: plain}, people(40, given("5"), plain))
    async with database.reading() as connection:
        found = await assess_campaign(
            connection, CAMPAIGN, METHOD, tmp_path / "archives", by=["office", "route"]
        )
    assert list(found.groups) == ["route"]


async def test_offices_are_told_where_nobody_was_asked_but_came_by_their_codes(database, tmp_path) -> None:
    plain = survey({"id": "overall", "type": "rating", "measures": "overall"})
    made = [*people(40, given("5"), plain, office="north"), *people(40, given("3"), plain)]
    found = await by(database, tmp_path, "office", made, plain)
    assert {name for name, _ in rows_of(found)} == {"All together", "north", "Not stated"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
async def test_whoever_was_invited_is_told_apart_and_so_is_that_the_agency_chose_them(
    database, tmp_path, language
) -> None:
    made = [
        *people(40, given("5"), route="token"),
        *people(40, given("3"), route="link"),
        *people(40, given("2"), salt=1),
        *people(40, given("4"), route="import", mode="paper"),
    ]
    found = await by(database, tmp_path, "route", made)
    said = words(language)
    told = " ".join(text_of(found, language).split())
    assert said.text(CHOSEN_BY_AGENCY) in told
    assert said.text(CHOSEN_BY_AGENCY) in group_table(found.groups, found.metadata, language).notes
    named = {name for name, _ in rows_of(found, language)}
    assert named == {said.text(ROUTES[code]) for code in ("token", "link", "qr", "import")} | {
        said.text(EVERYBODY)
    }


async def test_where_nobody_was_invited_nothing_is_said_of_it(database, tmp_path) -> None:
    found = await by(database, tmp_path, "route", people(40, given("5")))
    assert words("en").text(CHOSEN_BY_AGENCY) not in " ".join(text_of(found, "en").split())


async def test_an_unknown_way_to_part_people_is_refused(database, tmp_path) -> None:
    with pytest.raises(ValueError, match="figures are not told by shoe_size; by agency, service"):
        await by(database, tmp_path, "shoe_size", BY_SEX)


async def test_by_item_there_is_a_row_a_question_with_the_indicators_that_speak_of_it(
    database, tmp_path
) -> None:
    made = [*people(40, given("5", staff="4", recommend="10")), *people(9, given("5", staff="2"))]
    found = await by(database, tmp_path, "item", made)
    rows = found.groups.figures
    assert set(rows["agency"]) == {"*"}
    assert dict(zip(rows["item"] + " " + rows["indicator"], rows["base"], strict=True)).items() >= {
        ("overall mean_score", 49),
        ("staff mean_score", 49),
        ("recommend nps", 40),
    }
    assert rows.set_index(["item", "indicator"]).loc[("staff", "mean_score"), "estimate"] == pytest.approx(
        178 / 49
    )
    said = text_of(found, "ru")
    assert said.count("\n(1) ") == 2  # those of satisfaction together, the willingness to recommend apart
    assert "Индекс готовности рекомендовать" in said


@pytest.mark.parametrize("language", LANGUAGES)
async def test_figures_by_group_are_written_in_every_format(database, tmp_path, language) -> None:
    found = await by(database, tmp_path, "sex", BY_SEX)
    for name, export in exports().items():
        export.write_groups(found.groups, found.metadata, tmp_path / name, language)
    document = json.loads((tmp_path / "json").read_text("utf-8"))
    Draft202012Validator(GROUPS_SCHEMA).validate(document)
    hidden = [row for row in document["groups"] if row["status"] == "hidden"]
    assert {row["group"] for row in hidden} == {"-"}
    assert {row["base"] for row in hidden} == {None}
    assert len((tmp_path / "csv").read_bytes().splitlines()) == len(document["groups"]) + 1
