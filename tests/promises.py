"""Decides what the campaigns of tests promise: the same words whatever stands behind the phone."""

import datetime

from storage.plans import Promise

PROMISE = Promise(
    datetime.date(2050, 2, 1),
    {"kk": "saualnama.example/kk", "ru": "saualnama.example/ru", "en": "saualnama.example/en"},
    {"kk": "Сынақ бөлімі, 1414", "ru": "Отдел проб, 1414", "en": "Department of trials, 1414"},
)
ABOUT = {
    "results_on": dict.fromkeys(("kk", "ru", "en"), f"{PROMISE.results_on}"),
    "results_where": PROMISE.results_where,
    "contact": PROMISE.contact,
}
"""The same as an interview knows it."""
