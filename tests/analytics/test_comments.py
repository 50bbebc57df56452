"""Words are shown where enough people wrote any, without what may point at one of them."""

from collections import Counter

import pytest

from analytics.comments import Comment, masked, shown
from storage.words import read_words
from tests.made_responses import CAMPAIGN, every_type, kept, some


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Звоните +7 (701) 123-45-67, жду", "Звоните …, жду"),
        ("ЖСН 900101300123", "ЖСН …"),
        ("пишите a.b+c@mail.kz или @some_one", "пишите … или …"),
        ("смотрите https://t.me/x?y=1 и t.me/abc", "смотрите … и …"),
        ("Кезек 40 минут,\n3 рет келдім 2026", "Кезек 40 минут, 3 рет келдім 2026"),
    ],
)
def test_what_may_point_at_somebody_is_masked(words, left) -> None:
    assert masked(words) == left


def test_words_are_shown_only_where_enough_people_wrote() -> None:
    few = [Comment("moj", "why", f"{number}") for number in range(9)]
    many = [Comment("mof", "why", word) for word in "jihgfedcba"]
    assert shown([*few, *many], 10) == [Comment("mof", "why", word) for word in "abcdefghij"]
    assert len(shown([*few, *many, Comment("moj", "why", "x")], 10)) == 20


async def test_every_word_that_was_written_is_read_by_agency_and_item(database) -> None:
    asked = every_type()
    made = some(asked, 400, seed=71)
    await kept(database, {1: asked}, made)
    async with database.reading() as connection:
        found = await read_words(connection, CAMPAIGN)
    assert Counter(found) == Counter(
        (each.response.agency, item, given.text)
        for each in made
        for item, given in each.answers.items()
        if given.text is not None and item != "last"  # a day is no words
    )
    assert found == sorted(found)
