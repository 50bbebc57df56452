"""Decides which sentences the bot says that no questionnaire contains, by key; the catalogue has the words."""

from typing import Literal

NoticeKey = Literal[
    "added",
    "already_answered",
    "answers_erased",
    "button_over",
    "choose_alone",
    "choose_fewer",
    "choose_more",
    "choose_one",
    "choose_several",
    "closed",
    "complete",
    "date_out_of_range",
    "edited",
    "edited_late",
    "empty_text",
    "help",
    "invalid",
    "not_a_date",
    "not_a_number",
    "not_a_reply",
    "not_a_time",
    "not_added",
    "not_own_words",
    "nothing_open",
    "nothing_to_stop",
    "out_of_range",
    "refused",
    "stale",
    "stopped",
    "tap_to_go_on",
    "text_too_long",
    "time_out_of_range",
    "too_many_decimals",
    "try_again",
    "typed_before",
    "unsupported",
    "withdraw_sure",
    "withdrawn",
]
"""What the bot says by itself, or because an answer was not taken."""

TypingHint = Literal["text", "number", "date", "time"]
"""How an answer is to be typed: said under the question where no button answers it."""
