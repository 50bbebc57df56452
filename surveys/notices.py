"""Decides which sentences the bot says that no questionnaire contains, by key; the catalogue has the words."""

from typing import Literal

NoticeKey = Literal[
    "already_answered",
    "answered_all",
    "answers_erased",
    "choose_alone",
    "choose_fewer",
    "choose_more",
    "choose_one",
    "choose_several",
    "closed",
    "closed_link",
    "complete",
    "date_out_of_range",
    "edited",
    "empty_text",
    "help",
    "invalid",
    "not_a_date",
    "not_a_number",
    "not_a_time",
    "not_found",
    "nothing_open",
    "nothing_to_stop",
    "out_of_range",
    "paused",
    "refused",
    "stale",
    "stopped",
    "tap_to_go_on",
    "text_too_long",
    "thanked",
    "time_out_of_range",
    "too_many_decimals",
    "try_again",
    "unknown_link",
    "unsupported",
    "unsupported_outside",
    "withdraw_sure",
    "withdrawn",
]
"""What the bot says by itself, or because an answer was not taken."""

TypingHint = Literal["text", "number", "date", "time"]
"""How an answer is to be typed: said under the question where no button answers it."""
