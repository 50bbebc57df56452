"""A core item keeps the core's scale, whatever a questionnaire calls its own scales."""

from tests.questionnaire_texts import item, options, questionnaire

OWN = {"satisfaction-5": {"options": [{**option, "score": 1} for option in options("bad", "good")]}}


def test_a_scale_of_the_same_name_does_not_reword_a_core_item():
    found = questionnaire({"use": "access@1"}, item("own", "rating", scale="satisfaction-5"), scales=OWN)
    assert [option.code for option in found.by_id["access"].offered] == ["1", "2", "3", "4", "5", "97", "98"]
    assert [option.code for option in found.by_id["own"].offered] == ["bad", "good"]
