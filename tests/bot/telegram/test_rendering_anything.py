"""Whatever people and questionnaires write, a message keeps its form, and Telegram takes it."""

import re
import sys
from typing import get_args

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.simulator.wire.markup import MAX_TEXT, parse_html, utf16_length
from bot.telegram import callback_data
from bot.telegram import hypertext as hypertext_module
from bot.telegram.hypertext import TEXT_LIMIT, Line, hypertext, seen, shortened, units
from bot.telegram.rendering import render
from locales.catalogs import LOCALES
from surveys.interview.prompts import Action, Ask, Choice, Prompt, Settle
from surveys.notices import TypingHint

LANGUAGES = tuple(LOCALES)
ID = "AbCdEfGhI_-"
LAST_TURN = 999_999_999
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
ANYTHING = st.text(max_size=60)
NASTY = st.sampled_from(
    ["<b>", "</b>", "&lt;", "&#60;", "<a href='x'>", "\u202eabc", "&", "\x00", "\u200b", "🇰🇿", "a" * 5000]
)
WRITTEN = st.one_of(ANYTHING, NASTY, st.text(alphabet="<>&/b\u202e\u2066 ", max_size=30))


@st.composite
def prompts(draw):
    count = draw(st.integers(0, 12))
    offered = tuple(
        Choice(
            code=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}", fullmatch=True)),
            label=draw(WRITTEN),
            number=draw(st.sampled_from(["", str(place)])),
            chosen=draw(st.booleans()),
        )
        for place in range(1, count + 1)
    )
    return Prompt(
        kind="question",
        turn=draw(st.integers(0, LAST_TURN)),
        language=draw(st.sampled_from(LANGUAGES)),
        text=draw(WRITTEN),
        hint=draw(WRITTEN),
        choices=offered,
        actions=tuple(draw(st.sets(st.sampled_from(get_args(Action))))),
        expects=draw(st.sampled_from(["tap", "ticks", "typed"])),
        typing_hint=draw(st.sampled_from([None, *get_args(TypingHint)])),
        kept=draw(WRITTEN),
        place=draw(st.none() | st.integers(1, 50)),
        pages=draw(st.none() | st.just((1, 2))),
    )


def sound(screen):
    """Text and entities as Telegram reads them, after checking what Telegram would refuse."""
    text, entities = parse_html(screen.text)
    assert 0 < utf16_length(text) <= MAX_TEXT
    assert text == text.strip()
    assert not BIDI.search(text)
    buttons = [button for row in screen.rows for button in row]
    assert len(buttons) <= 100
    assert all(len(row) <= 8 for row in screen.rows)
    for button in buttons:
        assert button.label.strip()
        assert not BIDI.search(button.label)
        assert 1 <= len(button.data.encode()) <= 64
        assert callback_data.read(button.data) is not None
    return text, entities


@given(prompts())
def test_a_question_of_any_letters_keeps_its_form(prompt):
    text, entities = sound(render(Ask(prompt=prompt), ID))
    words_asked = seen(prompt.text)
    assert [entity["type"] for entity in entities] == (["bold"] if words_asked else [])
    if words_asked and units(words_asked) < TEXT_LIMIT - 100:
        (bold,) = entities
        encoded = text.encode("utf-16-le")
        covered = encoded[2 * bold["offset"] : 2 * (bold["offset"] + bold["length"])].decode("utf-16-le")
        assert covered == words_asked


@given(WRITTEN, WRITTEN, st.sampled_from(["answered", "skipped", "left"]), st.sampled_from(LANGUAGES))
@example("ы" * 4096, "я" * 4000, "answered", "ru")
@example("🇰🇿" * 3000, "", "left", "kk")
def test_a_settled_question_of_any_letters_has_no_form_at_all(text, answer, outcome, language):
    _, entities = sound(render(Settle(language=language, text=text, answer=answer, outcome=outcome), ID))
    assert entities == []


@given(WRITTEN, WRITTEN, WRITTEN, st.sampled_from(LANGUAGES))
def test_a_consent_of_any_letters_has_a_bold_title_only(title, agency, introduction, language):
    assume(seen(title))
    facts = {"title": title, "agency": agency, "service": agency}
    facts |= {"questions": "5", "at_most": "5", "minutes": "1"}
    facts |= {"results_on": "2027-03-01", "results_where": title, "contact": agency}
    prompt = Prompt(kind="consent", turn=1, language=language, text=introduction, facts=facts)
    _, entities = sound(render(Ask(prompt=prompt), ID))
    assert [(entity["type"], entity["offset"]) for entity in entities] == [("bold", 0)]


@given(st.lists(WRITTEN, max_size=20), st.sampled_from(LANGUAGES))
def test_services_of_any_letters_are_offered(names, language):
    offered = tuple(Choice(code=f"r{place}", label=name) for place, name in enumerate(names))
    prompt = Prompt(kind="services", turn=0, language=language, choices=offered, facts={"notice": "closed"})
    screen = render(Ask(prompt=prompt), ID)
    assert sound(screen)[1] == []
    assert len(screen.rows) == len(names)


@given(st.lists(st.lists(st.tuples(st.text(), st.booleans()))), st.integers(1, 60))
def test_cutting_never_breaks_a_tag_or_a_letter(blocks, limit):
    shown = hypertext(*([Line(words_, bold) for words_, bold in block] for block in blocks), limit=limit)
    text, _ = parse_html(shown)
    assert 0 < utf16_length(text) <= limit
    assert text.encode("utf-16-le").decode("utf-16-le") == text


@given(st.text(), st.integers(0, 30))
def test_shortening_keeps_the_beginning_and_says_that_it_cut(text, limit):
    short = shortened(text, limit)
    assert units(short) <= limit
    assert short == text or not short or (short.endswith("…") and text.startswith(short[:-1]))


def test_half_a_letter_is_dropped():
    assert seen("a\ud83db") == "ab"


def test_words_that_python_calls_printable_hold_nothing_that_would_be_taken_out():
    """So that `seen` may let them pass: there are a million characters, and all are tried."""
    printable = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert not hypertext_module._UNSEEN.search(printable)
    assert [character for character in printable if character.isspace()] == [" "]
