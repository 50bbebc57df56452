"""Decides how source code marks the words that translators get: English sentences, in calls of these names.

A literal given straight to a method of `Words` (`spoken.text("...")`, `.plural`, `.button`) is found as it
is; one that is kept in a table and looked up later is marked by a function below.
"""

BUTTON = "button"
"""The msgctxt of button labels: they are short, and may be translated unlike the same words in a sentence."""


def marked(sentence: str) -> str:
    """The sentence itself: for `Words.text` later."""
    return sentence


def marked_plural(singular: str, plural: str) -> tuple[str, str]:
    """Both sentences: for `Words.plural` later. Each must hold `{n}`: Russian says "one" of 21 too."""
    return singular, plural


def marked_button(label: str) -> str:
    """The label itself: for `Words.button` later."""
    return label
