"""Decides which files nobody writes by accident: too large for a folder of examples, and made to harm a reader."""

from collections.abc import Mapping

from tests.questionnaire_texts import HEAD, text_of, words

KIB = 1024


def _item(name: str, kind: str = "yes_no", more: str = "") -> str:
    return f"  - id: {name}\n    type: {kind}\n    text:\n      kk: Қалай?\n      ru: Как?\n{more}"


def _options(count: int) -> str:
    label = "        label:\n          kk: Иә\n          ru: Да\n"
    return "    options:\n" + "".join(f"      - code: c{number}\n{label}" for number in range(count))


def _laughing(levels: int, width: int) -> str:
    lines = ["a0: &a0 [ха]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def _merging(levels: int) -> str:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


HOSTILE: Mapping[str, tuple[str | bytes, str]] = {
    "50,000 opening brackets": ("[" * 50_000, "too-deep"),
    "50,000 opening braces": ("{" * 50_000, "too-deep"),
    "50,000 brackets on lines of their own": ("[\n" * 50_000, "too-deep"),
    "50,000 dashes in a line": ("- " * 50_000, "too-deep"),
    "50,000 question marks": ("? " * 50_000, "too-deep"),
    "700 levels of keys": ("".join(" " * level + "a:\n" for level in range(700)), "too-deep"),
    "a billion laughs": (_laughing(60, 9), "alias"),
    "a billion merges": (_merging(60), "alias"),
    "80,000 anchors": ("&a " * 80_000, "not-yaml"),
    "50,000 aliases": ("- *a\n" * 50_000, "alias"),
    "60,000 documents": ("---\n" * 60_000, "several-documents"),
    "a list of 60,000": ("- a\n" * 60_000, "too-many-nodes"),
    "a mapping of 9,000 keys": ("".join(f"k{number}: 1\n" for number in range(9_000)), "unknown-key"),
    "9,000 times the same key": ("k: 1\n" * 9_000, "duplicate-key"),
    "250 KiB in one text": (f"{HEAD}items:\n  - id: {'x' * 250 * KIB}\n    type: text\n", "bad-identifier"),
    "250 KiB in one key": (f"? {'x' * 250 * KIB}\n: 1\n", "unknown-key"),
    "250 KiB in one condition": (
        HEAD
        + "items:\n"
        + _item("a")
        + _item("b", "text", f"    ask_when: {'a == yes or ' * 20_000}a == yes\n"),
        "condition-limit",
    ),
    "250 KiB in one type": (f"{HEAD}items:\n" + _item("a", "x" * 250 * KIB), "unknown-type"),
    "250 KiB of parentheses": (
        HEAD + "items:\n" + _item("a") + _item("b", "text", f"    ask_when: {'(' * 250 * KIB}\n"),
        "condition-limit",
    ),
    "250 KiB of spaces": (" " * 250 * KIB, "not-a-mapping"),
    "250 KiB of line ends": ("\n" * 250 * KIB, "not-a-mapping"),
    "250 KiB of quotes": ("'" * (250 * KIB - 1), "not-yaml"),
    "250 KiB of colons": (": " * 125 * KIB, "not-yaml"),
    "250 KiB of exclamation marks": ("!" * 250 * KIB, "tag"),
    "250 KiB of percent signs": ("%a\n" * 80_000, "not-yaml"),
    "250 KiB of comments": ("#\n" * 125 * KIB, "not-a-mapping"),
    "250 KiB of escapes": ('a: "' + "\\u0000" * 40_000 + '"', "bad-character"),
    "tabs": ("\t" * 250 * KIB, "not-yaml"),
    "NUL bytes": (b"\x00" * 250 * KIB, "bad-character"),
    "bytes of no text": (b"\xff" * 250 * KIB, "not-text"),
    "UTF-16": (HEAD.encode("utf-16"), "not-text"),
    "UTF-16 without a mark": (HEAD.encode("utf-16-le"), "not-text"),
    "ten megabytes": (b"a: b\n" * 2_000_000, "too-large"),
    "a little more than allowed": (b"#" * (256 * KIB + 1), "too-large"),
    "3,000 items": (
        HEAD + "items:\n" + "".join(_item(f"q{number}") for number in range(3_000)),
        "too-many-nodes",
    ),
    "201 items": (
        HEAD + "items:\n" + "".join(_item(f"q{number}") for number in range(201)),
        "too-many-items",
    ),
    "250 options": (HEAD + "items:\n" + _item("a", "single", _options(250)), "too-many-options"),
    "a number with 249 options": (
        HEAD + "items:\n" + _item("a", "number", _options(249)),
        "too-many-options",
    ),
    "400 unknown keys": (
        text_of({"id": "a", "type": "yes_no", "text": words(), **{f"k{n}": 1 for n in range(400)}}),
        "many-problems",
    ),
    "every text in a hundred languages": (
        text_of(
            {
                "id": "a",
                "type": "yes_no",
                "text": {f"{a}{b}": "x" for a in "abcdefghij" for b in "abcdefghij"},
            }
        ),
        "unlisted-language",
    ),
}
"""What it is -> the file, and the code of a problem that it must give."""


def raw(content: str | bytes) -> bytes:
    """The file's bytes."""
    return content.encode() if isinstance(content, str) else content
