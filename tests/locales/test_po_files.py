"""What Poedit, Weblate and gettext make of a file of translations is read as they mean it, and written as they do."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.po_files import Entry, PoError, PoFile, headers, merged, read, write

HEAD = """\
# Translations of the questionnaire.
# Айгүл <aigul@example.kz>, 2026.
msgid ""
msgstr ""
"Project-Id-Version: service_experience\\n"
"PO-Revision-Date: 2026-11-24 12:00+0500\\n"
"Last-Translator: Айгүл <aigul@example.kz>\\n"
"Language-Team: Kazakh <kk@example.kz>\\n"
"Language: kk\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=n != 1;\\n"
"X-Generator: Poedit 3.5\\n"

"""
ONE = 'msgctxt "title"\nmsgid "Качество"\nmsgstr "Сапа"\n'
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], include_characters="\n\t"), min_size=1
)


def only(body):
    """The one entry of a file with this body."""
    found = read((HEAD + body).encode())
    assert len(found.entries) == 1
    return found.entries[0]


def new(*entries, language="kk"):
    """A file of ours."""
    made = headers(language, project="q", source="ru", made="2026-11-24 10:00+0000")
    return PoFile(language, entries, headers=made)


# What translators' programs write


def test_the_header_says_the_language_and_is_kept_with_what_only_poedit_knows():
    found = read((HEAD + ONE).encode())
    assert found.language == "kk"
    again = read(write(found))
    assert again == found
    assert again.headers["X-Generator"] == "Poedit 3.5"
    assert again.headers["Last-Translator"] == "Айгүл <aigul@example.kz>"
    assert again.title == ("Translations of the questionnaire.", "Айгүл <aigul@example.kz>, 2026.")


@pytest.mark.parametrize("written", ["kk_KZ", "kk-KZ", "kk", "KK"])
def test_a_country_in_the_header_changes_no_language(written):
    assert read((HEAD.replace("Language: kk\\", f"Language: {written}\\") + ONE).encode()).language == "kk"


def test_wrapped_lines_are_one_text():
    entry = only('msgctxt "introduction"\nmsgid ""\n"Раз, "\n"два"\nmsgstr ""\n"Бір, "\n"екі\\n"\n"үш"\n')
    assert (entry.source, entry.text) == ("Раз, два", "Бір, екі\nүш")


def test_a_fuzzy_mark_is_seen_among_other_flags():
    entry = only("#, fuzzy, max-length:36\n" + ONE)
    assert entry.fuzzy
    assert entry.flags == {"max-length:36"}
    assert not only("#, max-length:36\n" + ONE).fuzzy


def test_the_former_text_is_remembered_even_over_several_lines():
    former = '#| msgctxt "title"\n#| msgid ""\n#| "Старое "\n#| "качество"\n'
    entry = only(f"#, fuzzy\n{former}{ONE}")
    assert entry.previous == "Старое качество"
    assert only(f'#, fuzzy\n#| msgid "Старое"\n{ONE}').previous == "Старое"


def test_obsolete_texts_are_set_apart_and_kept():
    gone = '#~ msgctxt "items.old.text"\n#~ msgid "Было"\n#~ msgstr "Болған"\n'
    found = read((HEAD + ONE + "\n" + gone).encode())
    assert [entry.path for entry in found.entries] == ["title"]
    assert found.obsolete == (Entry("items.old.text", "Было", "Болған"),)
    assert read(write(found)).obsolete == found.obsolete


def test_what_gettext_remembers_of_an_obsolete_text_does_no_harm():
    gone = '#~ #, fuzzy\n#~| msgid "Давно было"\n#~ msgctxt "items.old.text"\n#~ msgid "Было"\n#~ msgstr "Болған"\n'
    assert read((HEAD + ONE + "\n" + gone).encode()).obsolete[0].text == "Болған"


def test_comments_of_the_program_and_of_the_translator_are_told_apart():
    entry = only("# Тексеріңіз\n#. kk: Сапа\n#: service.yaml:12 \u2068a b.yaml\u2069:3\n" + ONE)
    assert entry.notes == ("Тексеріңіз",)
    assert entry.comments == ("kk: Сапа",)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_neither_a_byte_order_mark_nor_other_line_ends_matter(mark, end):
    body = "#, fuzzy\n" + ONE + '\nmsgctxt "a"\nmsgid ""\n"б"\nmsgstr "ә"\n'
    found = read(mark + (HEAD + body).replace("\n", end).encode())
    assert found == read((HEAD + body).encode())
    assert len(found.entries) == 2


def test_another_character_set_is_taken_from_the_header():
    cyrillic = (HEAD + ONE).replace("charset=UTF-8", "charset=CP1251").replace("Айгүл", "Айгуль")
    assert read(cyrillic.encode("cp1251")).entries[0].source == "Качество"
    assert read((HEAD + ONE).encode("utf-16")).entries[0].text == "Сапа"


def test_escaped_quotes_and_backslashes_come_back():
    entry = only('msgctxt "t"\nmsgid "a"\nmsgstr "\\"тырнақша\\" \\\\ \\t"\n')
    assert entry.text == '"тырнақша" \\ \t'


# What is refused


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('msgctxt "t"\nmsgid "a\nmsgstr "b"\n', 17),
        ("<<<<<<< HEAD\n" + ONE, 16),
        ('msgctxt "t"\nmsgid a\nmsgstr "b"\n', 17),
        ('msgctxt "t"\nmsgid "a"\n\nmsgctxt "u"\nmsgid "b"\nmsgstr "c"\n', 17),
        ('msgctxt "t"\nmsgid "a"\nmsgtext "b"\n', 18),
    ],
)
def test_a_broken_line_is_named(body, line):
    with pytest.raises(PoError, match=f"line {line}\\b"):
        read((HEAD + body).encode())


def test_one_text_cannot_stand_twice():
    with pytest.raises(PoError, match="title stands twice"):
        read((HEAD + ONE + "\n" + ONE.replace("Качество", "Другое")).encode())


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"\xfa\xfb", b'"Content-Type: text/plain; charset=NONE\\n"', b"x" * 3_000_000]
)
def test_what_is_no_po_file_is_refused_in_words(raw):
    with pytest.raises(PoError):
        read(raw)


@given(
    st.binary(max_size=200)
    | st.text(st.sampled_from(list('#~|,.: "\\\nmsgidctr[0]\t')), max_size=120).map(str.encode)
)
def test_any_bytes_are_a_file_or_an_error_in_words(raw):
    try:
        read(raw)
    except PoError as error:
        assert str(error)


# What is written


@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans(), st.none() | TEXTS), max_size=5))
def test_what_is_written_is_read_again(texts):
    entries = [
        Entry(
            f"items.q{place}.text",
            source,
            text,
            fuzzy=fuzzy,
            previous=previous,
            flags=frozenset({"max-length:36"}),
        )
        for place, (source, text, fuzzy, previous) in enumerate(texts)
    ]
    file = new(*entries)
    assert read(write(file)) == file


def test_gettext_itself_finds_nothing_wrong(tmp_path):
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        pytest.skip("no gettext on this machine: apt-get install gettext")
    long = "слово " * 60
    file = new(
        Entry("t", long, long, fuzzy=True, previous=long + '"x"', comments=("kk: ә",), notes=("ойлану",)),
        Entry("u", "a", "b"),
    )
    path = tmp_path / "kk.po"
    path.write_bytes(write(PoFile("kk", file.entries, (Entry("v", long, "ә"),), file.headers, ("Title",))))
    checked = subprocess.run([msgfmt, "--check", "-o", "/dev/null", path], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


# What happens to translations when the questionnaire changes


def test_a_translation_follows_its_text_and_a_changed_wording_makes_it_fuzzy():
    old = new(
        Entry("same", "Да", "Иә", notes=("менің",)),
        Entry("changed", "Было", "Болды"),
        Entry("gone", "Нет", "Жоқ"),
    )
    found = merged(old, new(Entry("same", "Да"), Entry("changed", "Стало"), Entry("fresh", "Новое")))
    assert [(entry.path, entry.text, entry.fuzzy, entry.previous) for entry in found.entries] == [
        ("same", "Иә", False, None),
        ("changed", "Болды", True, "Было"),
        ("fresh", "", False, None),
    ]
    assert found.entries[0].notes == ("менің",)
    assert [entry.path for entry in found.obsolete] == ["gone"]


def test_a_text_that_comes_back_brings_its_translation_back():
    without = merged(new(Entry("a", "Да", "Иә")), new())
    assert [entry.text for entry in without.obsolete] == ["Иә"]
    again = merged(without, new(Entry("a", "Да")))
    assert [entry.text for entry in again.entries] == ["Иә"]
    assert again.obsolete == ()


def test_a_fuzzy_translation_remembers_the_first_wording_it_was_made_of():
    once = merged(new(Entry("a", "Раз", "Бір")), new(Entry("a", "Два")))
    twice = merged(once, new(Entry("a", "Три")))
    assert (twice.entries[0].previous, twice.entries[0].fuzzy) == ("Раз", True)


def test_the_translators_name_survives_a_new_export():
    found = merged(read((HEAD + ONE).encode()), new(Entry("title", "Качество")))
    assert found.headers["Last-Translator"] == "Айгүл <aigul@example.kz>"
    assert found.headers["X-Generator"] == "Poedit 3.5"
    assert found.headers["POT-Creation-Date"] == "2026-11-24 10:00+0000"
    assert found.title[1] == "Айгүл <aigul@example.kz>, 2026."


def test_a_text_that_the_file_words_otherwise_by_now_is_not_taken_back_silently():
    found = merged(new(Entry("a", "Да", "Иә")), new(Entry("a", "Да", "Әрине"))).entries[0]
    assert (found.text, found.fuzzy, found.comments) == ("Иә", True, ("In the file: Әрине",))
