"""Decides what each type of question is in an XLSForm: one file each, named by its `type:`, found by walking here.

The other half of a type, what it is here, stands in surveys/items/, which knows nothing of forms. What stands for other
items has no half here: the reader has made those items of it before there is anything to export.
"""

import importlib
import pkgutil
from functools import cache
from typing import Any

from surveys.xlsform.types._constraints import Checks
from surveys.xlsform.types._form_type import FormType, Given

__all__ = ["Checks", "FormType", "Given", "form_types", "usual_types"]


@cache
def form_types() -> dict[str, FormType[Any]]:
    """The XLSForm half of every type: `types/rating.py` holds `RatingForm`, that of the type `rating`."""
    found: dict[str, FormType[Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        name = "".join(word.capitalize() for word in module.name.split("_")) + "Form"
        found[module.name] = getattr(importlib.import_module(f"{__name__}.{module.name}"), name)()
    return found


@cache
def usual_types() -> dict[str, str]:
    """ODK's question type -> the type that it means here where no column says more."""
    return {command: name for name, each in form_types().items() for command in each.commands}
