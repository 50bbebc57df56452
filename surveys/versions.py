"""Decides which version a questionnaire is: a fingerprint of all that a respondent can see and do."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from surveys.items import item_types
from surveys.questionnaire import Questionnaire

_NOT_SEEN = {"source", "licence", "review", "accept"}
"""What staff may correct without making another questionnaire."""


def fingerprint(questionnaire: Questionnaire) -> str:
    """SHA-256, 64 hexadecimal digits, of the questionnaire in canonical JSON (sorted keys, no spaces)."""
    seen = questionnaire.model_dump(mode="json", exclude=_NOT_SEEN, exclude_defaults=True)
    canonical = json.dumps(seen, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def from_json(resolved: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire that `model_dump(mode="json")` wrote."""
    types = item_types()
    items = tuple(types[item["type"]].model_validate(item) for item in resolved["items"])
    return Questionnaire.model_validate({**resolved, "items": items})
