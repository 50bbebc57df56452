"""What an item with scores, or a typed number, may be compared with: numbers that it can be worth."""

import pytest

from tests.questionnaire_texts import codes, item, options, problems

SCALE = {
    "half": {
        "means": "outcome",
        "options": [
            {**option, "score": score}
            for option, score in zip(options("no", "part", "yes"), (0, 0.5, 1), strict=True)
        ],
    }
}
HELPED = item("helped", "rating", scale="half", missing=[98])
DAYS = item("days", "number", missing=[99])


@pytest.mark.parametrize(
    "condition",
    ["days == 5", "days != 0", "days in (1, 2.5)", "helped == 1", "helped != 0.5", "helped in (0, 1)"],
)
def test_a_number_is_compared_with_what_it_can_be_worth(condition):
    assert codes(problems(DAYS, HELPED, item("a", ask_when=condition), scales=SCALE)) == []


@pytest.mark.parametrize("condition", ["helped == 7", "helped in (0, 2)"])
def test_a_number_that_no_option_is_worth_is_a_mistake(condition):
    assert "condition-code" in codes(problems(HELPED, item("a", ask_when=condition), scales=SCALE))
