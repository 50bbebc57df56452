"""Decides the words of every notice: what happened, and what to do now."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from bot.telegram.keyboards import LABELS
from locales.catalogs import Words
from locales.marking import marked, marked_plural
from surveys.notices import NoticeKey

NOTICES: Mapping[NoticeKey, str] = {
    "added": marked("Your words were added to your last answer."),
    "already_answered": marked("You have already answered this survey. Thank you! Each person answers once."),
    "answered_all": marked("You have answered everything that is open now. Thank you!"),
    "answers_erased": marked(
        "You changed an answer, so some questions are no longer asked. Your answers to them were deleted."
    ),
    "button_over": marked("That question is no longer open. To see which surveys are open now, send /start."),
    "choose_alone": marked(
        "One of the options you chose cannot be combined with others. Leave only that one, or take it off."
    ),
    "choose_one": marked("There is no such option. Tap one of the buttons or type the number of an option."),
    "choose_several": marked(
        "There are no such options. Tap the buttons or type numbers with a space between, like this: 1 3."
    ),
    "choose_several_unclear": marked(
        "It is not clear which options you mean. Tap the buttons or type each number, with spaces between, "
        "like this: 1 2 3."
    ),
    "choose_unclear": marked(
        "It is not clear which option you mean. Tap one of the buttons or type one number and nothing else."
    ),
    "closed": marked("Answers are no longer taken here. To see which surveys are open now, send /start."),
    "closed_link": marked("Answers are no longer taken at this link."),
    "complete": marked(
        "Thank you! Your answers are saved. They are counted together with those of other people, without "
        "names, and the results are published."
    ),
    "edited": marked(
        "A changed message changes no answer. To change an answer, tap “Back” and answer again."
    ),
    "edited_late": marked(
        "A changed message changes nothing here. To see which surveys are open now, send /start."
    ),
    "empty_text": marked("There are no words in this message. Please write your answer in words."),
    "help": marked(
        "Here you can rate public services. Tap the buttons, or type the number of an option.\n"
        "Begin or continue: /start\nChange the language: /language\nStop: /stop"
    ),
    "not_a_date": marked(
        "This date could not be read. Please type day, month and year like this: 23.11.2026."
    ),
    "not_a_number": marked("This is not a number. Please type your answer in digits, like this: 15."),
    "not_a_reply": marked(
        "You replied to an earlier message. Please answer the question that was asked last."
    ),
    "not_a_time": marked("This time could not be read. Please type hours and minutes like this: 14:30."),
    "not_added": marked("The survey is finished: your last words were too many to be added to your answer."),
    "not_own_words": marked("Forwarded messages are not taken as answers. Please answer in your own words."),
    "not_found": marked(
        "Nothing was found by these words. Please write another word of the name of the service or the body."
    ),
    "nothing_open": marked(
        "No survey is open for you now. Please follow the link or QR code of the body whose service you used."
    ),
    "nothing_to_stop": marked(
        "There is nothing to stop: you are not answering a survey now. To begin: /start."
    ),
    "number_unclear": marked(
        "It is not clear which number you mean. Please type one number without spaces, like this: 15000."
    ),
    "other_office": marked(
        "You are rating your visit to another office: {office}. Each person rates a service once."
    ),
    "paused": marked("Answers are not taken here at the moment. Please come back later."),
    "refused": marked(
        "All right, there will be no questions. No answers were saved. "
        "If you change your mind, open the link again or send /start."
    ),
    "stale": marked("That button belongs to an earlier question. Please answer the one that was asked last."),
    "stopped": marked(
        "You have stopped the survey. There will be no more questions, and your answers were deleted. "
        "If you change your mind, open the link again or send /start."
    ),
    "tap_to_go_on": marked("To go on, please tap one of the buttons under the message above."),
    "text_too_long": marked(
        "Your answer is too long. It has {length} characters, and at most {max} are taken. "
        "Please write it shorter."
    ),
    "thanked": marked("Thank you too! To rate a public service, send /start."),
    "token_expired": marked(
        "This personal link has expired: it was valid for a limited time. "
        "The body that sent it to you can give you a new one."
    ),
    "token_used": marked(
        "This personal link has been used already: it works once. "
        "If somebody else opened it, ask the body that sent it to you for a new one."
    ),
    "too_fast": marked(
        "That was very much at once: your last messages were not taken. "
        "Please wait a moment, then send your answer again."
    ),
    "try_again": marked(
        "Something went wrong on our side, and your last answer may not have been saved. "
        "Please repeat it in a minute."
    ),
    "two_ways": marked(
        "This can be read in two ways: {one} or {other}. Please type the one you mean, just as it is written here."
    ),
    "typed_before": marked(
        "Your message was sent before this question was shown, so it was not taken as an answer to it. "
        "Please answer now."
    ),
    "unknown_link": marked(
        "This link is not known. Please check it, or scan the QR code of the body once more."
    ),
    "unknown_token": marked(
        "This personal link is not known, or expired long ago. Please check that it was copied whole."
    ),
    "unsupported": marked(
        "Only words and buttons are understood here: photos, voice messages and stickers are not taken. "
        "Please tap a button or write."
    ),
    "unsupported_outside": marked(
        "Only words and buttons are understood here: photos, voice messages and stickers are not taken. "
        "To rate a public service, send /start or write a word of its name."
    ),
    "withdraw_sure": marked(
        "Do you want to withdraw your answers? They will be deleted and not counted, and you will not be able "
        "to answer this survey again."
    ),
    "withdrawn": marked("Your answers are withdrawn. They will not be counted, and will be deleted."),
}
"""Notices that are one sentence; the others are in VARIED."""

_CHOOSE_FEWER = marked_plural(
    "Please choose at most {n} option. To take one off, tap it again.",
    "Please choose at most {n} options. To take one off, tap it again.",
)
_CHOOSE_MORE = marked_plural(
    "Please choose at least {n} option, then tap “{button}”.",
    "Please choose at least {n} options, then tap “{button}”.",
)
_DECIMALS = marked_plural(
    "At most {n} digit after the point is taken. Please type the number again.",
    "At most {n} digits after the point are taken. Please type the number again.",
)
_WHOLE = marked("Please type a whole number.")

_UNBOUNDED = "…"
"""What the questionnaire says for a bound that is not there."""

_NUMBER_BOUNDS = (
    marked("The number must be from {low} to {high}. Please type another one."),
    marked("The number must be {low} or more. Please type another one."),
    marked("The number must be {high} or less. Please type another one."),
)
_DATE_BOUNDS = (
    marked("The date must be from {low} to {high}. Please type another one."),
    marked("The date cannot be earlier than {low}. Please type another one."),
    marked("The date cannot be later than {high}. Please type another one."),
)

_TIME_BOUNDS = (
    marked("The time must be from {low} to {high}. Please type another one."),
    marked("The time cannot be earlier than {low}. Please type another one."),
    marked("The time cannot be later than {high}. Please type another one."),
)


def noticed(notice: NoticeKey, facts: Mapping[str, str], spoken: Words) -> str:
    """The notice in words, not yet escaped. `facts`: the values of its Refusal; KeyError without them."""
    if notice in VARIED:
        return VARIED[notice](facts, spoken)
    return spoken.text(NOTICES[notice], **facts)


def _invalid(facts: Mapping[str, str], spoken: Words) -> str:
    """The questionnaire's author has said what is wrong, in the respondent's language."""
    return facts["message"]


def _choose_fewer(facts: Mapping[str, str], spoken: Words) -> str:
    return spoken.plural(*_CHOOSE_FEWER, int(facts["max"]))


def _choose_more(facts: Mapping[str, str], spoken: Words) -> str:
    return spoken.plural(*_CHOOSE_MORE, int(facts["min"]), button=spoken.button(LABELS["done"]))


def _too_many_decimals(facts: Mapping[str, str], spoken: Words) -> str:
    digits = int(facts["decimals"])
    return spoken.plural(*_DECIMALS, digits) if digits else spoken.text(_WHOLE)


def _out_of_range(facts: Mapping[str, str], spoken: Words) -> str:
    bounds = {name: _number(facts[name], spoken) for name in ("low", "high")}
    return _within(_NUMBER_BOUNDS, bounds, spoken)


def _date_out_of_range(facts: Mapping[str, str], spoken: Words) -> str:
    return _within(_DATE_BOUNDS, facts, spoken)


def _time_out_of_range(facts: Mapping[str, str], spoken: Words) -> str:
    return _within(_TIME_BOUNDS, facts, spoken)


def _within(sentences: tuple[str, str, str], bounds: Mapping[str, str], spoken: Words) -> str:
    both, at_least, at_most = sentences
    if bounds["high"] == _UNBOUNDED:
        return spoken.text(at_least, low=bounds["low"])
    if bounds["low"] == _UNBOUNDED:
        return spoken.text(at_most, high=bounds["high"])
    return spoken.text(both, low=bounds["low"], high=bounds["high"])


def _number(bound: str, spoken: Words) -> str:
    """The bound as the language writes it: what arrives may look like 1e+06."""
    try:
        return spoken.format_number(Decimal(bound))
    except InvalidOperation:
        return bound


VARIED: Mapping[NoticeKey, Callable[[Mapping[str, str], Words], str]] = {
    "choose_fewer": _choose_fewer,
    "choose_more": _choose_more,
    "date_out_of_range": _date_out_of_range,
    "invalid": _invalid,
    "out_of_range": _out_of_range,
    "time_out_of_range": _time_out_of_range,
    "too_many_decimals": _too_many_decimals,
}
"""Notices whose words depend on their numbers."""
