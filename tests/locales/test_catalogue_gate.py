"""The gate lets no catalogue through that would show half a sentence, a wrong number or a cut label."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from locales.catalogs import stored
from locales.gate import ROOT, catalogue, main, problems, update

SOURCE = """
from locales.marking import marked, marked_button, marked_plural

SAVED = marked("Saved for {name}")
COUNT = marked_plural("{n} answer", "{n} answers")
BACK = marked_button("Back")

def say(spoken, late, titles):
    spoken.text("Too late" if late else "In time", n=1)
    spoken.text(titles["not a text"])
    text("a plain function of this name says nothing")
    return spoken.text("<b>Bold</b> words")
"""

RUSSIAN = {
    "Saved for {name}": ["Сохранено для {name}"],
    "{n} answer": ["{n} ответ", "{n} ответа", "{n} ответов"],
    "Back": ["Назад"],
    "Too late": ["Поздно"],
    "In time": ["Вовремя"],
    "<b>Bold</b> words": ["<b>Жирные</b> слова"],
}


def fill(path: Path, translations: dict[str, list[str]]) -> None:
    """Writes translations into the file as a translator would: below each msgid."""

    def filled(entry: re.Match[str]) -> str:
        forms = translations.get(entry[2], [entry[2], entry[2]])
        strings = iter(forms if "msgid_plural" in entry[0] else forms[:1])
        return re.sub(r'(msgstr(?:\[\d\])?) ""', lambda found: f'{found[1]} "{next(strings)}"', entry[0])

    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r'(msgid "([^"\n]+)"\n(?:msgid_plural[^\n]+\n)?(?:msgstr[^\n]+\n)+)', filled, text),
        encoding="utf-8",
    )


@pytest.fixture
def house(tmp_path):
    """A small product whose catalogues are complete."""
    for folder in ("bot", "console", "analytics"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bot" / "speech.py").write_text(SOURCE, encoding="utf-8")
    update(tmp_path)
    fill(catalogue(tmp_path, "ru"), RUSSIAN)
    for language in ("kk", "en"):
        fill(catalogue(tmp_path, language), {"{n} answer": ["{n} answer", "{n} answers"]})
    assert problems(tmp_path) == []
    return tmp_path


def change(house: Path, old: str, new: str, language: str = "ru") -> list[str]:
    """The problems after one place of a catalogue was changed."""
    path = catalogue(house, language)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return problems(house)


def test_the_product_speaks_all_its_languages_completely():
    found = problems(ROOT)
    advice = (
        "`python -m locales.gate --update`, then translate what is new in locales/*/LC_MESSAGES/messages.po"
    )
    assert not found, "\n".join([advice, *found])


def test_the_texts_of_the_source_are_found_and_lookups_are_not(house):
    found = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in stored(house / "locales/messages.pot")
    }
    assert found - {""} == set(RUSSIAN)


def test_a_new_text_of_the_source_is_missing_in_the_template_and_in_each_catalogue(house):
    (house / "console" / "page.py").write_text('title = spoken.text("A new page")\n', encoding="utf-8")
    found = problems(house)
    assert [line.partition(":")[0] for line in found] == [
        "locales/messages.pot",
        "locales/kk/LC_MESSAGES/messages.po",
        "locales/ru/LC_MESSAGES/messages.po",
        "locales/en/LC_MESSAGES/messages.po",
    ]
    assert all('"A new page"' in line for line in found)


def test_a_text_that_nobody_says_any_more_is_obsolete(house):
    source = house / "bot" / "speech.py"
    source.write_text(SOURCE.replace('marked_button("Back")', "None"), encoding="utf-8")
    found = problems(house)
    assert len(found) == 4
    assert all('button "Back" is obsolete' in line for line in found)


def test_a_text_put_together_while_running_cannot_be_translated(house):
    (house / "bot" / "more.py").write_text('spoken.text(f"Hello {name}")\n', encoding="utf-8")
    (found,) = problems(house)
    assert found.startswith("bot/more.py:1: a text that is put together here")


def test_an_empty_translation_is_found(house):
    (found,) = change(house, 'msgstr "Поздно"', 'msgstr ""')
    assert '"Too late" is empty' in found


def test_a_translation_that_nobody_has_confirmed_is_found(house):
    (found,) = change(house, 'msgid "Too late"', '#, fuzzy\nmsgid "Too late"')
    assert '"Too late" is fuzzy' in found


@pytest.mark.parametrize("wrong", ["Сохранено", "Сохранено для {nom}", "Сохранено для {name} {extra}"])
def test_other_placeholders_are_found(house, wrong):
    (found,) = change(house, "Сохранено для {name}", wrong)
    assert '"Saved for {name}" has other placeholders' in found


def test_a_plural_form_without_its_number_is_found(house):
    (found,) = change(house, '"{n} ответ"', '"один ответ"')
    assert '"{n} answer" has other placeholders: none for {n}' in found


def test_a_missing_plural_form_is_found(house):
    (found,) = change(house, 'msgstr[2] "{n} ответов"', 'msgstr[2] ""')
    assert '"{n} answer" has 2 of 3 plural forms' in found


def test_a_plural_form_too_many_makes_the_file_unreadable(house):
    found = change(house, 'msgstr[2] "{n} ответов"', 'msgstr[2] "{n} ответов"\nmsgstr[3] "{n} ответов"')
    assert any("cannot be read" in line and "plurals" in line for line in found)


def test_a_header_with_another_number_of_plural_forms_is_found(house):
    path = catalogue(house, "kk")
    text = path.read_text(encoding="utf-8").replace("nplurals=2; plural=(n != 1);", "nplurals=1; plural=0;")
    path.write_text(text.replace('msgstr[1] "{n} answers"\n', ""), encoding="utf-8")
    assert any("has 1 plural forms in its header, the language has 2" in line for line in problems(house))


def test_a_label_too_long_for_a_button_is_found_and_a_sentence_may_be_long(house):
    (found,) = change(house, 'msgstr "Назад"', f'msgstr "{"Н" * 37}"')
    assert 'button "Back" is 37 characters long on its button, 36 at most' in found
    change(house, "Н" * 37, "Н" * 36)
    assert change(house, 'msgstr "Поздно"', f'msgstr "{"П" * 300}"') == []


@pytest.mark.parametrize("wrong", ["Жирные слова", "<i>Жирные</i> слова", "<b>Жирные слова"])
def test_other_tags_are_found(house, wrong):
    (found,) = change(house, "<b>Жирные</b> слова", wrong)
    assert '"<b>Bold</b> words" has other HTML tags' in found


def test_a_language_without_a_file_is_found(house):
    catalogue(house, "kk").unlink()
    assert any(
        line.startswith("locales/kk/LC_MESSAGES/messages.po: cannot be read") for line in problems(house)
    )


def test_an_update_that_finds_nothing_new_changes_no_byte(house):
    before = {path: path.read_bytes() for path in (house / "locales").rglob("*.po*")}
    assert update(house) == []
    assert {path: path.read_bytes() for path in (house / "locales").rglob("*.po*")} == before


def test_an_update_sets_a_translation_aside_and_takes_it_up_again(house):
    source = house / "bot" / "speech.py"
    path = catalogue(house, "ru")
    path.write_text(
        path.read_text(encoding="utf-8").replace("#: bot", "# said by an elder\n#: bot"), encoding="utf-8"
    )
    source.write_text(SOURCE.replace('marked_button("Back")', "None"), encoding="utf-8")
    assert 'ru: button "Back" is set aside behind #~' in update(house)
    assert '#~ msgstr "Назад"' in path.read_text(encoding="utf-8")
    assert problems(house) == []
    source.write_text(SOURCE, encoding="utf-8")
    assert 'ru: button "Back" is taken up again' in update(house)
    text = path.read_text(encoding="utf-8")
    assert "#~" not in text
    assert text.count("# said by an elder") == len(RUSSIAN)
    assert problems(house) == []


def test_an_update_leaves_a_new_text_for_a_translator(house):
    (house / "console" / "page.py").write_text('title = spoken.text("In due time")\n', encoding="utf-8")
    assert update(house) == [f'{language}: "In due time" is new' for language in ("kk", "ru", "en")]
    assert [line for line in problems(house) if "In due time" not in line or "is empty" not in line] == []


def test_the_command_ends_with_one_for_a_problem_and_prints_a_line_for_each(house, capsys):
    assert main([], house) == 0
    change(house, 'msgstr "Поздно"', 'msgstr ""')
    capsys.readouterr()
    assert main([], house) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["--nonsense"], house) == 2


def test_the_gate_runs_as_a_program():
    run = subprocess.run([sys.executable, "-m", "locales.gate"], cwd=ROOT, capture_output=True, text=True)
    found = problems(ROOT)
    assert run.returncode == (1 if found else 0)
    assert run.stdout.splitlines() == (found or ["The catalogues are complete."])


def test_kazakh_texts_say_where_a_native_speaker_has_to_look():
    asked = [message for message in stored(catalogue(ROOT, "kk"), "kk") if message.user_comments]
    assert asked
    assert {comment for message in asked for comment in message.user_comments} == {
        "needs a native speaker's review"
    }
