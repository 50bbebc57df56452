"""From rows to files with weights: what is published is what NumPy on the rows gives, and is said to be weighted."""

import json

import jsonschema
import numpy as np
import openpyxl
import pandas as pd
import pytest

from analytics.assessment import assess_campaign
from analytics.exports import exports
from analytics.exports.json import GROUPS_SCHEMA, ITEMS_SCHEMA, SCHEMA
from analytics.grouping import NotAskedError
from analytics.margins import Margins
from analytics.methods import Method, parse_method, read_method
from analytics.weighting import WeightingError
from analytics.wordings import UNWEIGHTED
from console import shipped
from console.results import weights_report
from surveys.coding import LANGUAGES
from surveys.questionnaire import Questionnaire
from surveys.reading import read
from tests.made_responses import CAMPAIGN, Made, kept, some
from tests.short_surveys import survey

PARTS = [
    {"id": name, "type": "rating", "missing": [98], "measures": name} for name in ("overall", "staff", "time")
]
ASKED = survey(
    *PARTS,
    {
        "id": "sex",
        "type": "single",
        "measures": "sex",
        "options": [{"code": code, "label": {"kk": code, "ru": code}} for code in ("female", "male")],
    },
    {
        "id": "age",
        "type": "single",
        "measures": "age",
        "options": [{"code": code, "label": {"kk": code, "ru": code}} for code in ("young", "old")],
    },
)
MARGINS: Margins = {"sex": {"f": 5200.0, "m": 4800.0}, "age": {"young": 3000.0, "old": 7000.0}}
KNOWN = read_method("service-parts-2026")


def method(**weights: object) -> Method:
    asked = [
        {"name": "sex", "from": "sex", "levels": {"female": "f", "male": "m"}},
        {"name": "age", "from": "age"},
    ]
    found = KNOWN.model_dump(by_alias=True, mode="json")
    return Method.model_validate({**found, "weights": {"variables": asked, **weights}})


WEIGHTED = method()


async def assessed(database, folder, rules: Method = WEIGHTED, **asked):
    async with database.reading() as connection:
        return await assess_campaign(connection, CAMPAIGN, rules, folder, **asked)


def table(responses: list[Made]) -> pd.DataFrame:
    """A row a response: the agency, and the code of each answer or what stands for none."""
    rows = []
    for each in responses:
        codes = {item: (answer.codes or ("skip",))[0] for item, answer in each.answers.items()}
        rows.append({"agency": each.response.agency, **codes})
    return pd.DataFrame(rows)


def raked(rows: pd.DataFrame) -> np.ndarray:
    """Weights of people one by one: who does not say it is a level of their own."""
    weights = np.full(len(rows), 10_000 / len(rows))
    levels = {
        name: rows[name].map(codes).fillna("-")
        for name, codes in {
            "sex": {"female": "f", "male": "m"},
            "age": {"young": "young", "old": "old"},
        }.items()
    }
    for _ in range(500):
        for name, level in levels.items():
            unknown = (level == "-").mean()
            for each, people in MARGINS[name].items():
                weights[level == each] *= people * (1 - unknown) / weights[level == each].sum()
            weights[level == "-"] *= 10_000 * unknown / weights[level == "-"].sum()
    return weights


async def test_published_figures_are_those_of_weighted_rows(database, tmp_path) -> None:
    responses = some(ASKED, 1_500, seed=31)
    await kept(database, {1: ASKED}, responses)
    found = (await assessed(database, tmp_path, margins=MARGINS)).figures
    rows = table(responses)
    weights = raked(rows)
    for agency in ["*", *sorted(set(rows["agency"]))]:
        here = (rows["agency"] == agency) | (agency == "*")
        score = pd.to_numeric(rows["overall"].where(rows["overall"].isin(list("12345"))), errors="coerce")
        valid = here & score.notna()
        row = found[(found["agency"] == agency) & (found["item"] == "overall")].iloc[0]
        w = weights[valid]
        assert row["estimate"] == pytest.approx(np.average(score[valid], weights=w), rel=1e-8)
        assert row["base"] == valid.sum()
        assert row["effective_base"] == pytest.approx(w.sum() ** 2 / (w**2).sum(), rel=1e-8)
        assert row["deff"] > 0
        assert row["respondents"] == here.sum()
    scores = np.array(
        [
            [float(code) * 25 - 25 if code in set("12345") else np.nan for code in rows[item]]
            for item in ("staff", "time")
        ]
    )
    composite = np.nanmean(np.where(np.isnan(scores).all(0), 0, scores), 0)
    there = ~np.isnan(scores).all(0)
    row = found[(found["indicator"] == "composite_score") & (found["agency"] == "*")].iloc[0]
    assert row["estimate"] == pytest.approx(np.average(composite[there], weights=weights[there]), rel=1e-8)
    assert row["base"] == there.sum()
    index = found[(found["indicator"] == "index_of_means") & (found["agency"] == "*")].iloc[0]
    means = [np.average(each[~np.isnan(each)], weights=weights[~np.isnan(each)]) for each in scores]
    assert index["estimate"] == pytest.approx(np.mean(means), rel=1e-8)


async def test_groups_are_weighted_as_their_people_are_among_all(database, tmp_path) -> None:
    responses = some(ASKED, 1_500, seed=32)
    await kept(database, {1: ASKED}, responses)
    found = await assessed(database, tmp_path, margins=MARGINS, by=["sex"])
    groups = found.groups["sex"].figures
    rows = table(responses)
    weights = raked(rows)
    score = pd.to_numeric(rows["overall"].where(rows["overall"].isin(list("12345"))), errors="coerce")
    for sex in ("female", "male"):
        here = (rows["sex"] == sex) & score.notna()
        row = groups[(groups["agency"] == sex) & (groups["indicator"] == "mean_score")].iloc[0]
        assert row["estimate"] == pytest.approx(np.average(score[here], weights=weights[here]), rel=1e-8)
    everybody = groups[(groups["agency"] == "*") & (groups["indicator"] == "mean_score")].iloc[0]
    same = found.figures[(found.figures["agency"] == "*") & (found.figures["item"] == "overall")].iloc[0]
    assert everybody["se"] == pytest.approx(same["se"], rel=1e-12)


async def test_without_margins_nothing_changes_to_the_last_byte(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 600, seed=33))
    plain = read_method("2026")
    unweighted = await assessed(database, tmp_path / "a", plain)
    silent = await assessed(database, tmp_path / "b", plain.model_copy(update={"weights": None}))
    for name, export in exports().items():
        paths = [tmp_path / f"{number}.{name}" for number in (1, 2)]
        for path, each in zip(paths, (unweighted, silent), strict=True):
            export.write(each.figures, each.metadata, path, "ru")
        assert paths[0].read_bytes() == paths[1].read_bytes()
    assert "deff" not in unweighted.figures
    assert weights_report(unweighted.metadata, "en") == [UNWEIGHTED]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_file_says_how_it_is_weighted_and_what_that_cost(database, tmp_path, language) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 900, seed=34))
    found = await assessed(database, tmp_path / "archives", margins=MARGINS, by=["sex"])
    said = weights_report(found.metadata, language)
    assert len(said) >= 6
    written = {name: tmp_path / f"figures.{name}" for name in exports()}
    for name, export in exports().items():
        export.write(found.figures, found.metadata, written[name], language)
    document = json.loads(written["json"].read_text())
    jsonschema.validate(document, SCHEMA)
    assert all(line in document["notes"] for line in said)
    assert document["figures"][0]["deff"] == pytest.approx(found.figures["deff"].iloc[0])
    book = openpyxl.load_workbook(written["xlsx"])
    titles = [cell.value for cell in book.worksheets[0][1]]
    notes = [row[0].value for row in book.worksheets[1].iter_rows()]
    assert (
        len(titles) == len(document["figures"][0]) - 3
    )  # codes of two columns of words, and of hidden counts
    assert set(said) <= set(notes)
    exports()["json"].write_items(found.items, found.metadata, tmp_path / "items.json", language)
    exports()["json"].write_groups(found.groups["sex"], found.metadata, tmp_path / "groups.json", language)
    jsonschema.validate(json.loads((tmp_path / "items.json").read_text()), ITEMS_SCHEMA)
    groups = json.loads((tmp_path / "groups.json").read_text())
    jsonschema.validate(groups, GROUPS_SCHEMA)
    assert set(said) <= set(groups["notes"])


async def test_what_cannot_be_weighted_is_refused_with_its_reason(database, tmp_path) -> None:
    await kept(database, {1: ASKED}, some(ASKED, 300, seed=35))
    with pytest.raises(WeightingError, match="has no `weights`"):
        await assessed(database, tmp_path, read_method("a11-280-2026"), margins=MARGINS)
    with pytest.raises(NotAskedError, match="by region"):
        await assessed(database, tmp_path, read_method("2026"), margins=MARGINS)
    with pytest.raises(WeightingError, match="the margins have no variable age"):
        await assessed(database, tmp_path, margins={"sex": MARGINS["sex"]})
    with pytest.raises(WeightingError, match="whose sex is f"):
        await assessed(database, tmp_path, margins={**MARGINS, "sex": {"female": 1.0, "m": 1.0}})


# The methods that ship, on the questionnaires that they were written for


async def of_shipped(database, folder, questionnaire: str, name: str, **asked):
    found: Questionnaire = read(shipped.questionnaire_text(questionnaire), core=shipped.core())
    responses = some(found, 700, seed=36)
    await kept(database, {1: found}, responses)
    return responses, await assessed(database, folder, read_method(name), **asked)


async def test_sdg_16_6_2_has_its_three_outputs_for_each_service_area(database, tmp_path) -> None:
    responses, found = await of_shipped(database, tmp_path, "sdg-16-6-2-education", "sdg-16-6-2-2026")
    national = found.figures[found.figures["agency"] == "*"].set_index(["indicator", "item"])["estimate"]
    for area in ("primary", "secondary"):
        attributes = [
            f"sdg_{area}_{name}" for name in ("access", "affordability", "facilities", "equality", "teaching")
        ]
        shares = [national["sdg_16_6_2_share", item] for item in attributes]
        assert national["sdg_16_6_2_average", f"*:{area}_attributes"] == pytest.approx(np.mean(shares))
        given = [
            each.answers[f"sdg_{area}_overall"].codes
            for each in responses
            if f"sdg_{area}_overall" in each.answers
        ]
        valid = [codes[0] for codes in given if codes and codes[0] in set("0123")]
        assert national["sdg_16_6_2_share", f"sdg_{area}_overall"] == pytest.approx(
            100 * sum(code in "23" for code in valid) / len(valid)
        )
    row = found.figures[
        (found.figures["agency"] == "*") & (found.figures["item"] == "sdg_primary_access")
    ].iloc[0]
    unsure = sum(
        each.answers.get("sdg_primary_access") is not None
        and "98" in each.answers["sdg_primary_access"].codes
        for each in responses
    )
    assert row["dont_know"] == unsure > 0
    assert found.metadata.questions["*:primary_attributes"]["ru"] == "Начальная школа"


async def test_drivers_are_told_positive_and_negative_with_who_was_offered_them(database, tmp_path) -> None:
    responses, found = await of_shipped(database, tmp_path, "digital-service", "a11-280-2026")
    national = found.figures[found.figures["agency"] == "*"].set_index(["indicator", "item"])
    for indicator, item in {"drivers_positive": "went_well", "drivers_negative": "went_badly"}.items():
        given = [each.answers[item].codes for each in responses if item in each.answers]
        offered = [codes for codes in given if codes and not {"97", "98", "99"} & set(codes)]
        row = national.loc[(indicator, f"{item}:ease")]
        assert row["base"] == len(offered)
        assert row["estimate"] == pytest.approx(
            100 * sum("ease" in codes for codes in offered) / len(offered)
        )
        assert row["unscored"] == 700 - len(given)
        assert row["dimension"] == indicator.removeprefix("drivers_")
        assert found.metadata.questions[f"{item}:ease"]["ru"].endswith(("Было легко", "Было трудно"))
    assert "went_well" not in found.silent


async def test_a_method_may_bring_its_margins(monkeypatch) -> None:
    from analytics import methods

    text = (methods.files("analytics").joinpath("methods", "kz-annual-2026.yaml")).read_text("utf-8")
    with_margins = parse_method("x", text.replace("weights:\n", "weights:\n  margins: nowhere.csv\n", 1))
    assert with_margins.weights is not None
    with pytest.raises(FileNotFoundError):
        methods.shipped_margins(with_margins)
    assert methods.shipped_margins(read_method("2026")) is None
