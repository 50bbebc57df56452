"""The shipped districts: each in one of the regions, under a code of its own, named in three languages."""

import re
from collections import Counter

import pytest

from console import shipped
from surveys.answers import chosen
from surveys.interview.route import route
from surveys.item import LABEL_LIMIT
from tests.questionnaire_texts import item, questionnaire

ROWS = shipped.rows("districts")


def test_every_region_has_its_districts_and_every_district_a_region():
    regions = {row["iso"] for row in shipped.rows("regions")}
    assert {row["region"] for row in ROWS} == regions
    assert len(ROWS) > 200
    assert all(5 <= count <= 20 for count in Counter(row["region"] for row in ROWS).values())


def test_no_code_and_within_a_region_no_name_stands_twice():
    assert len({row["code"] for row in ROWS}) == len(ROWS)
    for language in ("kk", "ru", "en"):
        assert len({(row["region"], row[language]) for row in ROWS}) == len(ROWS)


def test_the_classifiers_codes_are_told_from_our_own():
    iso_of = {row["kato"][:2]: row["iso"] for row in shipped.rows("regions")}
    for row in ROWS:
        if row["code_of"] == "KATO":
            assert re.fullmatch(r"\d{9}", row["code"])
            assert iso_of[row["code"][:2]] == row["region"]
        else:
            assert row["code_of"] == "ours"
            assert row["code"].startswith(f"{row['region']}-")


def test_each_name_fits_a_button_says_what_it_is_and_waits_for_a_reviewer():
    for row in ROWS:
        assert row["kk"].endswith((" ауданы", " қаласы"))
        assert "район" in row["ru"] or row["ru"].startswith("город ")
        assert row["en"].endswith((" District", " City"))
        assert all(len(row[language]) <= LABEL_LIMIT for language in ("kk", "ru", "en"))
        assert row["kk_checked"]


@pytest.mark.parametrize(
    ("region", "name"), [("KZ-75", "Медеу ауданы"), ("KZ-10", "Мақаншы ауданы"), ("KZ-71", "Сарайшық ауданы")]
)
def test_a_citizen_is_offered_the_districts_of_the_region_answered_before(region, name):
    found = questionnaire(item("home", "region"), item("district", "district", within="home"))
    offered = list(route(found, {"home": chosen(region)}, 0).items.values())[1].offered
    assert name in {option.label["kk"] for option in offered}
    assert len(offered) == sum(row["region"] == region for row in ROWS)
    assert list(route(found, {}, 0).items) == ["home"]
