"""Posters are read by phones and by people: every code leads where it should, both languages stand in equal size."""

import pytest

from console.posters import pages
from console.posters.content import Poster
from console.posters.pages import PosterError, as_pdf
from tests import posters

KAZAKH = "әғқңөұүһі ӘҒҚҢӨҰҮҺІ ₸"
PASSPORT = Poster(
    "https://t.me/saualnama_bot?start=0a1b2c3d4e5f",
    {"kk": "паспорт беру", "ru": "выдача паспорта"},
    {"kk": "Ішкі істер министрлігі", "ru": "Министерство внутренних дел"},
    {"kk": "Алматы, Медеу ауданы", "ru": "Алматы, Медеуский район"},
)
EVERYWHERE = Poster("https://t.me/saualnama_bot?start=5f4e3d2c1b0a", PASSPORT.service, PASSPORT.agency)
LONG = Poster(
    "https://t.me/" + "a" * 32 + "?start=" + "0" * 12,
    {
        "kk": "техникалық және кәсіптік білім беру ұйымдарында білім алушыларға жатақхана беру, " * 3,
        "ru": "предоставление общежития обучающимся в организациях технического образования, " * 3,
    },
    {
        "kk": "Солтүстік Қазақстан облысы әкімдігінің жұмыспен қамту және әлеуметтік бағдарламаларды "
        "үйлестіру басқармасы",
        "ru": "Управление координации занятости и социальных программ акимата Северо-Казахстанской области",
    },
    {
        "kk": "Ғабит Мүсірепов атындағы аудан, Новоишим ауылы, «Азаматтарға арналған үкімет» корпорациясы, 12-үй",
        "ru": "Район имени Габита Мусрепова, село Новоишимское, корпорация «Правительство для граждан», дом 12",
    },
)
PAPERS = {"a4": (210, 297), "a5": (148, 210)}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("ppi", [60, 150])
def test_every_code_is_read_from_the_page_and_says_its_address(paper, ppi) -> None:
    pdf = as_pdf([PASSPORT, EVERYWHERE, LONG], paper)
    assert posters.codes(pdf, ppi=ppi) == [[each.address] for each in (PASSPORT, EVERYWHERE, LONG)]
    assert posters.sizes(pdf) == {PAPERS[paper]}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("poster", [PASSPORT, EVERYWHERE, LONG], ids=["usual", "without office", "long"])
def test_all_that_is_to_be_read_is_on_one_page_in_both_languages(paper, poster) -> None:
    (said,) = posters.words(as_pdf([poster], paper))
    names = [poster.service, poster.agency, *([poster.office] if poster.office else [])]
    for language in ("kk", "ru"):
        for name in names:
            told = " ".join(name[language].split())
            assert (told[:1].upper() + told[1:]) in said, told
    assert poster.address.removeprefix("https://") in said
    for sentence in ("Қызметті бағалаңыз", "Оцените услугу", "Аты-жөніңіз сұралмайды", "Имя не спрашивается"):
        assert sentence in said


@pytest.mark.parametrize("paper", PAPERS)
def test_kazakh_and_russian_stand_in_equal_size(paper) -> None:
    pdf = as_pdf([PASSPORT], paper)
    pairs = [
        ("Қызметті бағалаңыз", "Оцените услугу"),
        ("Паспорт беру", "Выдача паспорта"),
        ("Ішкі істер", "Министерство"),
        ("Медеу ауданы", "Медеуский"),
        ("Телефон камерасын", "Наведите камеру"),
        ("Аты-жөніңіз", "Имя не спрашивается"),
    ]
    for kazakh, russian in pairs:
        assert posters.height_of(pdf, kazakh) == posters.height_of(pdf, russian)


@pytest.mark.parametrize(("paper", "usual", "least"), [("a4", 90, 45), ("a5", 60, 32)])
def test_the_code_is_large_however_long_the_names(paper, usual, least) -> None:
    assert posters.code_width(as_pdf([PASSPORT], paper)) >= usual
    assert posters.code_width(as_pdf([LONG], paper)) >= least


def test_it_is_tagged_in_its_language_with_our_fonts_in_it() -> None:
    pdf = as_pdf([PASSPORT], "a4")
    assert posters.is_tagged(pdf)
    assert posters.language(pdf) == "kk"
    found = posters.fonts(pdf)
    assert found
    assert all("GolosText" in name and "missing" not in name for name in found), found


def test_every_kazakh_letter_is_set_and_can_be_copied_out() -> None:
    (said,) = posters.words(
        as_pdf([Poster(PASSPORT.address, {"kk": KAZAKH, "ru": KAZAKH}, PASSPORT.agency)], "a4")
    )
    assert (KAZAKH[:1].upper() + KAZAKH[1:]) in said


def test_a_letter_that_our_fonts_do_not_have_is_refused_and_no_box_is_printed() -> None:
    with pytest.raises(PosterError, match="cannot be set"):
        as_pdf([Poster(PASSPORT.address, {"kk": "护照", "ru": "护照"}, PASSPORT.agency)], "a4")


def test_names_are_text_and_never_markup() -> None:
    trap = '#read("/etc/passwd") *x* $y$ <b> \\ " @a'
    (said,) = posters.words(
        as_pdf([Poster(PASSPORT.address, {"kk": trap, "ru": trap}, PASSPORT.agency)], "a4")
    )
    assert trap in said


def test_the_same_poster_is_the_same_file() -> None:
    first = as_pdf([PASSPORT], "a5")
    pages._compiler.cache_clear()
    assert as_pdf([PASSPORT], "a5") == first
