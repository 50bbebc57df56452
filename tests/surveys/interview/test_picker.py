"""Whoever comes without a link reaches every service that is open, by pages and by words, and none twice."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram import callback_data
from bot.telegram.rendering import render
from console import shipped
from surveys.coding import names_of
from surveys.interview.arrival import Arrival, CampaignRoute, Started
from surveys.interview.directory import Offer, directory
from surveys.interview.events import Browsed, Typed
from surveys.interview.picker import LOOKED_AFTER, PAGE, looked_after
from surveys.interview.prompts import Ask, Refresh, Retire, Say, Settle
from surveys.interview.reception import receive
from tests.short_surveys import ABOUT, TODAY, survey

AGENCIES = {row["code"]: names_of(row) for row in shipped.rows("agencies")}
WAVE = {"kk": "Бірінші толқын", "ru": "Первая волна", "en": "First wave"}
NEXT = {"kk": "Екінші толқын", "ru": "Вторая волна", "en": "Second wave"}
SERVICES = {row["code"]: row for row in shipped.rows("services")}
VISITED = survey("visited: yes_no")
LANGUAGES = ("kk", "ru")


def offer(code, campaign="c", names=WAVE):
    row = SERVICES[code]
    named = {"service": names_of(row), "agency": AGENCIES[row["agency"]], "campaign": names}
    return Offer(f"{campaign}_{code}", campaign, code, row["agency"], named)


EVERYTHING = directory([offer(code) for code in SERVICES])
LOCAL = [code for code in AGENCIES if code not in {row["agency"] for row in SERVICES.values()}]
"""Local executive bodies, which bring their services themselves: here each has one of the same name."""
EVERYBODY = directory(
    [
        *EVERYTHING.offers,
        *(
            Offer(
                f"land_{code}",
                "c",
                f"land_{code}",
                code,
                {"service": WAVE, "agency": AGENCIES[code], "campaign": WAVE},
            )
            for code in LOCAL
        ),
    ]
)
ROUTES = {each.route for each in EVERYTHING.offers}
RUSSIAN_KEYBOARD = str.maketrans("ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё", "АаГгКкНнОоУуУуХхИиЕе")


def someone(language, offers=EVERYTHING, rated=()):
    return Arrival(language=language, offers=offers, rated=frozenset(rated))


def shown(arrival, heard):
    show = receive(arrival, heard, seed=1, today=TODAY).shows[-1]
    assert isinstance(show, Refresh if isinstance(heard, Browsed) else Ask), show
    return show.prompt


def led_to(arrival, prompt):
    """What every button of the message leads to, read from the wire."""
    for row in render(Ask(prompt=prompt), "-").rows:
        for button in row:
            assert len(button.data.encode()) <= 64
            interview, heard = callback_data.read(button.data)
            assert interview is None
            yield heard


def reached(arrival, heard):
    """The services that can be got to by buttons alone, from what is shown for this."""
    routes, seen, ahead = set(), set(), [heard]
    while ahead:
        prompt = shown(arrival, ahead.pop())
        assert 1 <= len(prompt.agencies) + len(prompt.choices) <= PAGE
        for to in led_to(arrival, prompt):
            if isinstance(to, Started):
                routes.add(to.payload)
            elif to not in seen:
                seen.add(to)
                ahead.append(to)
    return routes


def found(arrival, text):
    """The services on the pages of what words have found, and of the agencies found."""
    prompt = shown(arrival, Typed(text))
    assert "notice" not in prompt.facts, text
    pages = [prompt]
    if prompt.pages and any(isinstance(to, Browsed) and to.words for to in led_to(arrival, prompt)):
        words = prompt.browsed.words
        pages += [shown(arrival, Browsed(page, words=words)) for page in range(1, prompt.pages[1])]
    return {choice.code for page in pages for choice in page.choices}


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_of_the_registry_is_reached_by_pages(language):
    assert len(ROUTES) == 58
    assert reached(someone(language), Started()) == ROUTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_agencies_and_services_stand_in_the_order_of_the_readers_alphabet(language):
    arrival = someone(language)
    pages = [shown(arrival, Browsed(page)) for page in range(3)]
    labels = [choice.label for page in pages for choice in page.agencies]
    first, last = {
        "kk": ("Ауыл шаруашылығы министрлігі", "Энергетика министрлігі"),
        "ru": ("Агентство по делам государственной службы", "Министерство юстиции"),
    }[language]
    assert (len(labels), labels[0], labels[-1]) == (22, first, last)
    services = [choice.label for choice in shown(arrival, Browsed(agency="mia")).choices]
    assert (
        services
        == {
            "kk": ["Жеке куәлік беру", "Жүргізуші куәлігін беру", "Паспорт беру"],
            "ru": ["Выдача водительского удостоверения", "Выдача паспорта", "Выдача удостоверения личности"],
        }[language]
    )
    if language == "kk":
        assert labels[1:3] == ["Әділет министрлігі", "Ғылым және жоғары білім министрлігі"]
        assert labels.index("Ішкі істер министрлігі") > labels.index("Ұлттық экономика министрлігі")


def test_few_services_are_offered_at_once_each_with_a_capital():
    few = directory([offer(code) for code in list(SERVICES)[:PAGE]])
    prompt = shown(someone("ru", few), Started())
    assert prompt.agencies == ()
    assert len(prompt.choices) == PAGE
    assert all(choice.label[0].isupper() for choice in prompt.choices)
    assert "Весь список" not in str(render(Ask(prompt=prompt), "-"))


def test_many_services_of_one_agency_are_offered_by_pages():
    row = SERVICES["mia_passport"]
    named = {"agency": AGENCIES["mia"], "campaign": WAVE}
    many = directory(
        [
            Offer(f"r{n}", "c", f"s{n}", row["agency"], {**named, "service": dict.fromkeys(WAVE, f"{n}")})
            for n in range(20)
        ]
    )
    prompt = shown(someone("ru", many), Started())
    assert (len(prompt.choices), prompt.pages) == (PAGE, (1, 3))
    assert reached(someone("ru", many), Started()) == {f"r{n}" for n in range(20)}


def test_a_page_that_is_no_longer_there_is_the_last_one():
    assert shown(someone("kk"), Browsed(99)).pages == (3, 3)
    assert shown(someone("kk"), Browsed(99, agency="mia")).browsed == Browsed(0, agency="mia")


def test_the_campaign_stands_beside_a_service_that_two_of_them_ask_about():
    twice = directory(
        [offer("mia_passport"), offer("mia_passport", campaign="d", names=NEXT), offer("mia_id_card")]
    )
    labels = [choice.label for choice in shown(someone("ru", twice), Started()).choices]
    assert labels == [
        "Выдача паспорта (Первая волна)",
        "Выдача паспорта (Вторая волна)",
        "Выдача удостоверения личности",
    ]


# Words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SERVICES)
def test_every_service_is_found_by_its_name_by_its_first_word_and_without_kazakh_letters(code, language):
    name = SERVICES[code][language]
    for words in (name, name.upper(), name.split()[0], name.translate(RUSSIAN_KEYBOARD)):
        for reader in LANGUAGES:
            assert f"c_{code}" in found(someone(reader), words), words
    first = shown(someone(language), Typed(name.translate(RUSSIAN_KEYBOARD))).choices[0]
    assert first.code == f"c_{code}"  # and its name alone puts it first


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", AGENCIES)
def test_every_agency_is_found_by_its_name_and_leads_to_its_services(code, language):
    arrival = someone(language, EVERYBODY)
    agencies = shown(arrival, Typed(AGENCIES[code][language])).agencies
    assert agencies[0].code == code
    its = {each.route for each in EVERYBODY.offers if each.agency == code}
    assert {choice.code for choice in shown(arrival, Browsed(agency=code)).choices} == its


@given(st.sampled_from(sorted(SERVICES)), st.sampled_from(LANGUAGES), st.randoms(use_true_random=False))
def test_words_may_be_cut_and_stand_in_any_order(code, language, chance):
    words = [word[: chance.randint(3, max(3, len(word)))] for word in SERVICES[code][language].split()]
    chance.shuffle(words)
    assert f"c_{code}" in found(someone(language), " ".join(words))


@example("moh_home_visit", "ru", 1, 0)  # "взов" for "вызов": what is left is shorter than a long word
@given(st.sampled_from(sorted(SERVICES)), st.sampled_from(LANGUAGES), st.integers(1, 3), st.integers(0, 3))
def test_one_letter_of_a_long_word_may_be_wrong(code, language, place, slip):
    word = max(SERVICES[code][language].split(), key=len)
    wrong = (
        word[:place] + word[place + 1 :],
        word[:place] + "ъ" + word[place + 1 :],
        word[:place] + "ъ" + word[place:],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )[slip]
    assert f"c_{code}" in found(someone(language), wrong)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("мвд", "mia"), ("МЧС", "mes"), ("іім", "mia"), ("иим", "mia"), ("ТЖМ", "mes")],
)
def test_an_agency_is_found_by_its_initials(typed, code):
    assert [choice.code for choice in shown(someone("ru"), Typed(typed)).agencies] == [code]


def test_the_words_of_an_agency_tell_its_services_apart():
    assert found(someone("ru"), "паспорт") == {"c_mia_passport", "c_mfa_passport_abroad"}
    assert found(someone("ru"), "паспорт министерство иностранных дел") == {"c_mfa_passport_abroad"}


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_answered(text, language):
    (show,) = receive(someone(language), Typed(text or "x"), seed=1, today=TODAY).shows
    assert isinstance(show, Ask | Say)
    if isinstance(show, Ask):
        render(show, "-")


@pytest.mark.parametrize("text", ["Рахмет!", "көп рақмет", "Спасибо большое", "Рахмет сізге", "thank you"])
def test_thanks_are_answered_and_nothing_is_offered(text):
    (show,) = receive(someone("kk"), Typed(text), seed=1, today=TODAY).shows
    assert (show.notice, show.language) == ("thanked", "kk")


@pytest.mark.parametrize("text", ["Сәлеметсіз бе!", "Салем", "Добрый день", "👍", "Бастау"])
def test_who_greets_is_asked_what_to_rate(text):
    assert shown(someone("kk"), Typed(text)) == shown(someone("kk"), Started())


def test_where_nothing_is_found_it_is_said_and_all_is_offered():
    prompt = shown(someone("ru"), Typed("велосипед"))
    assert prompt.facts == {"notice": "not_found"}
    assert len(prompt.agencies) == PAGE


# What is answered already


@given(st.sets(st.sampled_from(sorted(ROUTES))), st.sampled_from(LANGUAGES))
def test_nobody_is_offered_what_they_have_answered(rated, language):
    arrival = someone(language, rated=rated)
    if rated == ROUTES:
        return
    assert reached(arrival, Started()) == ROUTES - rated
    for code in list(SERVICES)[::9]:
        prompt = shown(arrival, Typed(SERVICES[code][language]))
        assert not {choice.code for choice in prompt.choices} & rated


def test_who_asks_for_what_they_have_answered_is_told_so():
    prompt = shown(someone("ru", rated={"c_mia_passport"}), Typed("выдача паспорта"))
    assert prompt.facts["notice"] == "already_answered"


def test_an_agency_that_is_answered_meanwhile_leads_back_to_the_others():
    mine = {each.route for each in EVERYTHING.offers if each.agency == "mia"}
    prompt = shown(someone("kk", rated=mine), Browsed(agency="mia"))
    assert prompt.facts == {"notice": "already_answered"}
    assert "mia" not in {choice.code for choice in prompt.agencies}


def test_buttons_go_where_nothing_is_left_to_choose():
    gone, said = receive(someone("kk", rated=ROUTES), Browsed(1), seed=1, today=TODAY).shows
    assert (gone, said.notice) == (Retire(), "answered_all")
    gone, said = receive(someone("kk", directory([])), Browsed(1), seed=1, today=TODAY).shows
    assert (gone, said.notice) == (Retire(), "nothing_open")


# A service that is pressed

HERE = CampaignRoute("r1", "c1", VISITED, ABOUT)
CLOSED = CampaignRoute("r1", "c1", VISITED, ABOUT, open=False)


def test_a_pressed_service_settles_the_message_it_was_pressed_on():
    first, then = receive(
        Arrival(language="ru", wanted=HERE), Started("r1", picked=True), seed=1, today=TODAY
    ).shows
    assert first == Settle(
        language="ru", text=ABOUT["agency"]["ru"], answer="Выдача паспорта", where="pressed"
    )
    assert then.prompt.kind == "consent"


def test_a_pressed_service_that_is_answered_leads_to_the_rest():
    arrival = Arrival(language="ru", wanted=HERE, answered=True, offers=EVERYTHING)
    first, then = receive(arrival, Started("r1", picked=True), seed=1, today=TODAY).shows
    assert isinstance(first, Settle)
    assert then.prompt.facts["notice"] == "already_answered"


def test_a_pressed_service_that_is_closed_loses_its_buttons_and_leads_to_the_rest():
    arrival = Arrival(language="ru", wanted=CLOSED, offers=EVERYTHING)
    first, then = receive(arrival, Started("r1", picked=True), seed=1, today=TODAY).shows
    assert first == Retire()
    assert then.prompt.facts["notice"] == "closed_link"


def test_where_nobody_can_begin_now_the_button_stays_for_a_later_press():
    (show,) = receive(
        Arrival(wanted=HERE, stopped=True), Started("r1", picked=True), seed=1, today=TODAY
    ).shows
    assert show.notice == "try_again"


# What it costs to know


def test_of_very_many_services_only_those_that_can_be_shown_are_looked_after():
    names = {"agency": AGENCIES["mia"], "campaign": WAVE}
    many = directory(
        [
            Offer(
                f"r{n}", "c", f"s{n}", f"a{n % 100}", {**names, "service": dict.fromkeys(WAVE, f"услуга {n}")}
            )
            for n in range(LOOKED_AFTER + 1)
        ]
    )
    assert looked_after(many, Started(), "ru") == ()
    assert {each.agency for each in looked_after(many, Browsed(agency="a7"), "ru")} == {"a7"}
    assert [each.route for each in looked_after(many, Typed("услуга 128"), "ru")] == ["r128"]
    assert len(looked_after(EVERYTHING, Started(), "ru")) == 58
