"""A command speaks the language of its terminal, where we have its words."""

import pytest

from console.speaking import reader_language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "ru_KZ"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "rue_UA"}, "en"),  # Rusyn
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "kk_KZ"}, "kk"),
        ({"LANG": "en_GB", "LANGUAGE": "tt:kk:ru"}, "kk"),
    ],
)
def test_the_strongest_variable_that_names_a_language_of_ours_wins(environment, language) -> None:
    assert reader_language(environment) == language
