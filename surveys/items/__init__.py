"""Decides which types of item there are: one file each, named by its `type:`, found by walking this folder."""

import importlib
import pkgutil
from functools import cache

from surveys.item import Item


@cache
def item_types() -> dict[str, type[Item]]:
    """The class of every type: `items/rating.py` holds `Rating`, the type `rating`."""
    found: dict[str, type[Item]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        name = "".join(word.capitalize() for word in module.name.split("_"))
        found[module.name] = getattr(importlib.import_module(f"{__name__}.{module.name}"), name)
    return found
