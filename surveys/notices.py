"""Decides which sentences the bot says that no questionnaire contains, by key; the catalogue has the words."""

from typing import Literal

NoticeKey = Literal[
    "already_answered",
    "answers_erased",
    "choose_alone",
    "choose_fewer",
    "choose_more",
    "choose_one",
    "choose_several",
    "closed",
    "complete",
    "date_out_of_range",
    "edited",
    "empty_text",
    "help",
    "invalid",
    "not_a_date",
    "not_a_number",
    "not_a_time",
    "nothing_open",
    "nothing_to_stop",
    "out_of_range",
    "refused",
    "stale",
    "stopped",
    "tap_to_go_on",
    "text_too_long",
    "time_out_of_range",
    "too_fast",
    "too_many_decimals",
    "try_again",
    "unsupported",
    "withdraw_sure",
    "withdrawn",
]
"""What the bot says by itself, or because an answer was not taken."""

TypingHint = Literal["text", "number", "date", "time"]
"""How an answer is to be typed: said under the question where no button answers it."""
