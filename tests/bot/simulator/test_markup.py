"""Telegram's HTML: what is understood, what is refused at which byte, and how it is shown again."""

import pytest

from bot.simulator.phone.screens import as_html
from bot.simulator.wire.markup import find_commands, parse_html, utf16_length
from bot.simulator.wire.refusals import CallRefusedError


def shape(entities):
    return [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("жай мәтін", "жай мәтін", []),
        ("<b>а</b>", "а", [("bold", 0, 1)]),
        ("<strong>а</strong><em>б</em>", "аб", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>а</u><ins>б</ins>", "аб", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>а</s><strike>б</strike><del>в</del>", "абв", [("strikethrough", n, 1) for n in range(3)]),
        ("👍<b>👍</b>", "👍👍", [("bold", 2, 2)]),
        ("<b>а<i>б</i></b>", "аб", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b></b>а", "а", []),
        ("<B>а</b >", "а", [("bold", 0, 1)]),
        ("а &lt;b&gt; &amp;amp; &quot;", 'а <b> &amp; "', []),
        ("&#1241;&#x49B;&nbsp;&", "әқ&nbsp;&", []),
        ("<span class='tg-spoiler'>а</span>", "а", [("spoiler", 0, 1)]),
        ("<tg-spoiler>а</tg-spoiler>", "а", [("spoiler", 0, 1)]),
        ("<blockquote>а</blockquote>", "а", [("blockquote", 0, 1)]),
        ("<blockquote expandable>а</blockquote>", "а", [("expandable_blockquote", 0, 1)]),
        ('<code class="language-x">а</code>', "а", [("code", 0, 1)]),
        ("<b>а</>", "а", [("bold", 0, 1)]),
    ],
)
def test_html_becomes_text_and_entities(source, text, entities):
    found_text, found = parse_html(source)
    assert (found_text, shape(found)) == (text, entities)


def test_a_link_and_a_code_block_keep_what_they_say():
    text, entities = parse_html('<a href="https://gov.kz/?a=1&amp;b=2">сайт</a> <a>https://gov.kz</a>')
    assert text == "сайт https://gov.kz"
    assert [entity["url"] for entity in entities] == ["https://gov.kz/?a=1&b=2", "https://gov.kz"]
    _, entities = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]
    _, entities = parse_html('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>')
    assert entities[0]["custom_emoji_id"] == "5368324170671202286"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<b>а", 'Can\'t find end tag corresponding to start tag "b"'),
        ("а</b>", "Unexpected end tag at byte offset 2"),
        ("ә <x>а</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("а <", "Unclosed start tag at byte offset 3"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<!-- а -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("<b>а</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("<b>а</b", "Unclosed end tag at byte offset 5"),
        ("<b><i>а</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("<span>а</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        (
            "<a href>а</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ('<a href="x>а</a>', "Unclosed start tag at byte offset 0"),
        ("<a href=http://x>а</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">а</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href='x'", "Unclosed start tag at byte offset 0"),
        ("<tg-emoji>а</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source, said):
    with pytest.raises(CallRefusedError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {said}"


@pytest.mark.parametrize(
    "source",
    [
        "<b>а</b> &lt;i&gt; б",
        "<b>а <i>👍 б</i></b> в <u>г</u>",
        '<a href="https://gov.kz/?a=1&amp;b=%22">сайт</a>',
        "<blockquote>а\nб</blockquote>",
        "<tg-spoiler>👍</tg-spoiler><code>x</code>",
    ],
)
def test_what_was_parsed_is_shown_again_as_the_same_html(source):
    assert as_html(*parse_html(source)) == source


def test_text_of_strangers_is_shown_as_text():
    assert as_html("<script>alert(1)</script> & co", []) == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"


def test_lengths_are_counted_in_utf16_units():
    assert [utf16_length(text) for text in ("", "abc", "әқ", "👍", "а👍б")] == [0, 3, 2, 2, 4]


def test_commands_are_marked_where_a_client_marks_them():
    found = find_commands("👍 /start abc /help@the_bot а/b </x> /")
    assert [(entity["offset"], entity["length"]) for entity in found] == [(3, 6), (14, 13)]
    assert find_commands("1/2") == []
