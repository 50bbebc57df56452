"""What a scale means: said once for what ships, by an author for an own scale, and kept with every version."""

import dataclasses

import pytest

from console import shipped
from surveys.codebook.variables import variables
from surveys.meaning import MEANINGS, SHIPPED, meaning_of
from surveys.reading import read
from surveys.versions import fingerprint, from_json
from surveys.writing.author_form import authored
from tests.questionnaire_texts import item, options, questionnaire


def points():
    return [{**each, "score": place} for place, each in enumerate(options("bad", "good"), start=1)]


def stars(**more):
    return {"stars": {"options": points(), **more}}


def kept(found):
    """As a published version is kept."""
    return found.model_dump(mode="json", exclude_defaults=True)


def test_the_shipped_scales_say_what_versions_are_read_by():
    assert shipped.core().means == SHIPPED
    assert set(SHIPPED.values()) <= set(MEANINGS)


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_every_shipped_question_with_scores_has_a_meaning(name):
    for each in read(shipped.questionnaire_text(name), core=shipped.core()).items:
        if each.expects == "tap" and any(each.worth(option) is not None for option in each.offered):
            assert each.meaning in MEANINGS, each.id


@pytest.mark.parametrize("name", shipped.questionnaire_names())
def test_a_version_of_before_the_key_is_the_same_version_and_means_the_same(name):
    """The key is not written where the name of a shipped scale says it, so nothing that was kept lacks it."""
    text, core = shipped.questionnaire_text(name), shipped.core()
    now, before = read(text, core=core), read(text, core=dataclasses.replace(core, means={}))
    assert kept(now) == kept(before)
    assert fingerprint(now) == fingerprint(before)
    assert not any("means" in each for each in kept(now)["items"])
    again = from_json(kept(before))
    assert [each.meaning for each in again.items] == [each.meaning for each in now.items]


def test_what_no_name_says_is_kept_with_the_version():
    found = questionnaire(item("a", "rating", scale="stars"), scales=stars(means="importance"))
    assert from_json(kept(found)).by_id["a"].meaning == "importance"
    plain = questionnaire(item("a", "rating", scale="stars"), scales=stars())
    assert from_json(kept(plain)).by_id["a"].meaning is None
    assert fingerprint(found) != fingerprint(plain)


def test_an_item_may_say_it_itself_and_goes_before_its_scale():
    found = questionnaire(
        item("a", "rating", scale="stars", means="trust"),
        item("b", "rating", scale="stars"),
        item("c", "rating", scale="satisfaction-5", means="importance"),
        item("d", "rating", scale="satisfaction-5", means="satisfaction"),
        item("e", "single", options=points(), means="quality"),
        scales=stars(means="importance"),
    )
    assert [each.meaning for each in found.items] == [
        *("trust", "importance", "importance", "satisfaction", "quality"),
    ]


def test_a_battery_hands_the_meaning_of_its_scale_on():
    lines = [{"id": "x", "text": {"kk": "а", "ru": "б"}}]
    found = questionnaire(
        item("a", "battery", scale="stars", statements=lines), scales=stars(means="frequency")
    )
    assert found.by_id["a_x"].meaning == "frequency"


def test_types_with_a_scale_of_their_own_mean_what_it_means():
    found = questionnaire(item("a", "effort"), item("b", "nps"), item("c", "yes_no"), item("d", "region"))
    assert [each.meaning for each in found.items] == ["effort", "recommendation", None, None]
    assert meaning_of("regions") is meaning_of(None) is None


def test_a_scale_that_says_it_is_written_with_it_and_its_items_without():
    found = questionnaire(
        item("a", "rating", scale="stars"),
        item("b", "rating", scale="stars"),
        scales=stars(means="importance"),
    )
    written = authored(found, core=shipped.core())
    assert written["scales"]["stars"]["means"] == "importance"
    assert not any("means" in each for each in written["items"])
    mixed = questionnaire(
        item("a", "rating", scale="stars", means="trust"), item("b", "rating", scale="stars"), scales=stars()
    )
    written = authored(mixed, core=shipped.core())
    assert "means" not in written["scales"]["stars"]
    assert written["items"][0]["means"] == "trust"


def test_an_analyst_reads_the_meaning_in_the_codebook():
    found = questionnaire(item("a", "rating", scale="satisfaction-5"), item("b", "yes_no"))
    assert [each.means for each in variables(found)] == ["satisfaction", ""]
