"""The texts of a questionnaire go out to translators and come back, and nothing else of the file changes."""

import shutil

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from console import shipped
from console.cli.words import command as words
from console.preview.drafts import read_draft
from console.questionnaire_files import read_file
from console.translating import sent_out
from locales import po_files
from surveys.item import Part
from surveys.reading import check, read
from surveys.reading.problems import QuestionnaireError
from surveys.reading.translations import KEYS, Translation, texts
from surveys.reading.yaml_nodes import compose
from surveys.versions import fingerprint
from surveys.wording import Wording
from surveys.writing.rewording import reworded
from tests.questionnaire_texts import codes, item, text_of

MADE = "2026-11-24 10:00+0000"
NAMES = list(shipped.questionnaire_names())
LINES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"),
    min_size=1,
)


def without(text, language):
    """The file without one language, everything else as it was."""
    while True:
        spoken = [
            found.node.value[language] for found in texts(compose(text)) if language in found.node.value
        ]
        if not spoken:
            return text
        start, end = spoken[-1].span
        first = text.rindex("\n", 0, start) + 1
        last = text.index("\n", end - 1) + 1
        text = text[:first] + text[last:]


def laid(text, overlays):
    """The problems of the file with these translations."""
    return codes(check(text, core=shipped.core(), overlays=overlays)[1])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_questionnaire_is_the_same_with_its_texts_beside_it(name, language, tmp_path):
    path = tmp_path / f"{name}.yaml"
    path.write_text(shipped.questionnaire_text(name), "utf-8")
    whole = read(path.read_text("utf-8"), core=shipped.core())
    sent = sent_out(read_file(path), language, name=path.name, made=MADE)
    path.with_name(f"{name}.{language}.po").write_bytes(po_files.write(sent))
    path.write_text(without(path.read_text("utf-8"), language), "utf-8")
    assert f" {language}: " not in path.read_text("utf-8")
    apart = read_file(path)
    assert fingerprint(read(apart.text, core=shipped.core(), overlays=apart.overlays)) == fingerprint(whole)
    with pytest.raises(QuestionnaireError):
        read(apart.text, core=shipped.core())


# What blocks publishing

ONE = text_of(item("a"))
BARE = without(ONE, "kk")


def overlay(**changed):
    """Complete Kazakh translations of ONE, some of them changed."""
    found = {
        "title": Translation("Мысал", source="Пример"),
        "introduction": Translation("Бірнеше сұрақ.", source="Несколько вопросов."),
        "items.a.text": Translation("кк a", source="ру a"),
    }
    return {"kk": {**found, **{name.replace("__", "."): each for name, each in changed.items()}}}


def test_complete_translations_make_the_same_questionnaire():
    assert laid(BARE, overlay()) == []
    assert fingerprint(read(BARE, core=shipped.core(), overlays=overlay())) == fingerprint(
        read(ONE, core=shipped.core())
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"items__a__text": Translation("кк a", fuzzy=True, source="ру a")}, "fuzzy-text"),
        ({"items__a__text": Translation("", source="ру a")}, "empty-text"),
        ({"items__a__text": Translation(" ", fuzzy=True, source="ру a")}, "empty-text"),
        ({"items__a__text": Translation("кк a", source="до правки")}, "old-translation"),
        ({"items__b__text": Translation("кк", source="ру")}, "stray-translation"),
    ],
)
def test_an_unfinished_translation_blocks_publishing(changed, code):
    assert laid(BARE, overlay(**changed)) == [code]


def test_a_missing_translation_blocks_publishing_and_is_named():
    left = {"kk": {path: found for path, found in overlay()["kk"].items() if path != "items.a.text"}}
    problems = check(BARE, core=shipped.core(), overlays=left)[1]
    assert codes(problems) == ["missing-text"]
    assert "items.a.text" in problems[0].sentence()


def test_two_different_wordings_of_one_text_are_not_chosen_from():
    assert laid(ONE, overlay(title=Translation("Басқа", source="Пример"))) == ["two-texts"]
    assert laid(ONE, overlay()) == []


def test_translations_into_a_language_that_is_not_spoken_are_told_of_once():
    assert laid(ONE, {"en": {"title": Translation("Example"), "items.a.text": Translation("a")}}) == [
        "unlisted-language"
    ]


# The commands


@pytest.fixture
def file(tmp_path):
    """A shipped questionnaire in a folder of its own."""
    path = tmp_path / "survey.yaml"
    path.write_text(shipped.questionnaire_text("digital-service"), "utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(words, [str(argument) for argument in arguments])


def test_a_corrected_translation_comes_back_into_its_line_and_nothing_else_changes(file):
    out = file.with_name("for-aigul.po")
    assert run("export", file, "--language", "kk", "--out", out).exit_code == 0
    before = file.read_text("utf-8")
    out.write_text(
        out.read_text("utf-8").replace('msgstr "Онлайн қызмет"', 'msgstr "Онлайн: # қызмет"'), "utf-8"
    )
    done = run("import", file, out)
    assert done.exit_code == 0, done.output
    assert "1 texts changed" in done.output
    assert file.read_text("utf-8") == before.replace("kk: Онлайн қызмет\n", "kk: 'Онлайн: # қызмет'\n", 1)
    assert not file.with_name("survey.kk.po").exists()


def test_translations_that_the_file_does_not_hold_are_kept_beside_it(file):
    sent = run("export", file, "--language", "en").output
    file.write_text(without(file.read_text("utf-8"), "en"), "utf-8")
    back = file.with_name("back.po")
    back.write_text(sent, "utf-8")
    assert run("import", file, back).exit_code == 0
    found = read_file(file)
    assert codes(check(found.text, core=shipped.core(), overlays=found.overlays)[1]) == []
    assert fingerprint(read(found.text, core=shipped.core(), overlays=found.overlays)) == fingerprint(
        read(shipped.questionnaire_text("digital-service"), core=shipped.core())
    )


def test_what_is_not_finished_is_left_out_and_named(file):
    out = file.with_name("out.po")
    run("export", file, "--language", "en", "--out", out)
    found = po_files.read(out.read_bytes())
    first, second, third, *rest = found.entries
    spoiled = (
        po_files.Entry(first.path, first.source, "Changed", fuzzy=True),
        po_files.Entry(second.path, "до правки", "Changed"),
        po_files.Entry(third.path, third.source, ""),
        po_files.Entry("items.nobody.text", "?", "Changed"),
        *rest,
    )
    out.write_bytes(po_files.write(po_files.PoFile("en", spoiled, headers=found.headers)))
    before = file.read_text("utf-8")
    done = run("import", file, out)
    assert file.read_text("utf-8") == before
    for path in (first.path, second.path, third.path, "items.nobody.text"):
        assert f"left out: {path}: " in done.output


def test_exporting_again_keeps_what_is_translated_and_marks_what_has_changed(file):
    file.write_text(without(file.read_text("utf-8"), "en"), "utf-8")
    out = file.with_name("survey.en.po")
    run("export", file, "--language", "en", "--out", out)
    out.write_text(
        out.read_text("utf-8").replace(
            'msgid "Онлайн-услуга"\nmsgstr ""', 'msgid "Онлайн-услуга"\nmsgstr "Service"'
        ),
        "utf-8",
    )
    file.write_text(file.read_text("utf-8").replace("ru: Онлайн-услуга\n", "ru: Услуга в сети\n"), "utf-8")
    assert run("export", file, "--language", "en", "--out", out).exit_code == 0
    title = po_files.read(out.read_bytes()).entries[0]
    assert (title.source, title.text, title.fuzzy, title.previous) == (
        "Услуга в сети",
        "Service",
        True,
        "Онлайн-услуга",
    )
    problems = check(read_file(file).text, core=shipped.core(), overlays=read_file(file).overlays)[1]
    assert "fuzzy-text" in codes(problems)


def test_russian_is_translated_from_kazakh_and_the_others_from_russian(file):
    found = {
        language: sent_out(read_file(file), language, name="f", made=MADE).entries[0]
        for language in ("kk", "ru", "en")
    }
    assert [found[language].source for language in ("kk", "ru", "en")] == [
        "Онлайн-услуга",
        "Онлайн қызмет",
        "Онлайн-услуга",
    ]
    assert "kk: Онлайн қызмет" in found["en"].comments


def test_a_label_says_how_long_it_may_be_and_a_placeholder_that_it_must_stay(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(
        text_of(
            item("a", "single", options=[{"code": "x", "label": {"kk": "ә {agency}", "ru": "{agency}"}}])
        ),
        "utf-8",
    )
    entry = next(
        each
        for each in sent_out(read_file(path), "kk", name="f", made=MADE).entries
        if each.path.endswith("label")
    )
    assert entry.path == "items.a.options.x.label"
    assert entry.flags == {"max-length:36", "python-brace-format"}


def test_a_language_that_the_questionnaire_does_not_list_is_not_taken_in(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(ONE, "utf-8")
    out = tmp_path / "out.po"
    assert run("export", path, "--language", "en", "--out", out).exit_code == 0
    done = run("import", path, out)
    assert done.exit_code == 1
    assert "languages" in done.output


@pytest.mark.parametrize("raw", [b"msgid broken", b"\xff\xff"])
def test_broken_translations_beside_the_file_are_a_problem_of_the_file(file, raw):
    file.with_name("survey.kk.po").write_bytes(raw)
    with pytest.raises(QuestionnaireError) as raised:
        read_file(file)
    assert [problem.code for problem in raised.value.problems] == ["broken-translations"]
    assert "survey.kk.po" in raised.value.problems[0].sentence()


def test_translations_in_a_file_of_another_language_are_refused(file):
    run("export", file, "--language", "en", "--out", file.with_name("survey.kk.po"))
    with pytest.raises(QuestionnaireError):
        read_file(file)


def test_other_files_beside_it_are_none_of_its_own(file):
    for name in ("survey.po", "survey.old.kk.po", "other.kk.po", "survey.kazakh.po"):
        file.with_name(name).write_bytes(b"nothing")
    assert read_file(file).overlays == {}


# Rewording


@given(
    LINES,
    st.sampled_from(
        ["plain", "'single'", '"double"', ">-\n      folded\n      words", "|\n      block\n\n", ""]
    ),
)
def test_any_words_can_take_the_place_of_any_text(new, old):
    text = (
        f"# a\nquestionnaire: x\ntitle:\n    kk: Мысал # not this\n    ru: {old}\n# b\nlanguages: [kk, ru]\n"
    )
    found = reworded(text, "ru", {"title": new})
    root = compose(found).plain()
    assert root["title"] == {"kk": "Мысал", "ru": new}
    assert root["languages"] == ["kk", "ru"]
    assert found.startswith("# a\nquestionnaire: x\ntitle:\n    kk: Мысал # not this\n    ru: ")
    assert found.endswith("\n# b\nlanguages: [kk, ru]\n")


def test_line_ends_and_a_byte_order_mark_stay():
    text = "\ufeff" + ONE.replace("\n", "\r\n")
    found = reworded(text, "ru", {"title": "Другой", "items.a.text": "Да?"})
    assert found == text.replace("ru: Пример", "ru: Другой").replace("ru: ру a", "ru: Да?")


def test_every_text_of_the_models_is_found_in_a_file():
    def wordings(model):
        for name, field in model.model_fields.items():
            if Wording.__metadata__[0] in field.metadata or "dict[str, str], AfterValidator" in str(
                field.annotation
            ):
                yield name

    parts = set(_parts(Part))
    assert {name for model in parts for name in wordings(model)} == KEYS


def _parts(model):
    yield model
    for inner in model.__subclasses__():
        yield from _parts(inner)


def test_gettext_can_merge_what_was_exported(file, tmp_path):
    if shutil.which("msgfmt") is None:
        pytest.skip("no gettext on this machine: apt-get install gettext")
    import subprocess

    out = tmp_path / "out.po"
    run("export", file, "--language", "kk", "--out", out)
    checked = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", out], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_preview_shows_a_questionnaire_whose_kazakh_stands_beside_it(file):
    run("export", file, "--language", "kk", "--out", file.with_name("survey.kk.po"))
    file.write_text(without(file.read_text("utf-8"), "kk"), "utf-8")
    draft = read_draft(file)
    assert draft.questionnaire is not None
    assert draft.questionnaire.title["kk"] == "Онлайн қызмет"
    assert set(draft.overlays) == {"kk"}
