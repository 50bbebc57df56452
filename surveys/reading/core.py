"""Decides what the core registry holds: named scales, missing codes, and items whose wording is fixed by version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.coding import LANGUAGES, names_of
from surveys.meaning import Meaning
from surveys.reading.yaml_nodes import compose


@dataclass(frozen=True, slots=True)
class Core:
    """What questionnaires may refer to, as plain values. `items` are named `id@version`."""

    scales: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    missing: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    items: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    means: Mapping[str, Meaning] = field(default_factory=dict)
    """What the scores of a scale speak of, by the scale's name."""
    languages: tuple[str, ...] = LANGUAGES
    """Languages that the bot's own words are spoken in."""


def read_core(
    texts: Iterable[str],
    *,
    regions: Iterable[Mapping[str, str]] = (),
    districts: Iterable[Mapping[str, str]] = (),
) -> Core:
    """The registry in the files `surveys/core/*.yaml`. `regions`: rows with `iso` and a name per language.

    `districts`: rows with `code`, the `region` they lie in, and a name per language.
    """
    scales: dict[str, list[dict[str, Any]]] = {}
    missing: dict[str, dict[str, Any]] = {}
    items: dict[str, dict[str, Any]] = {}
    means: dict[str, Meaning] = {}
    for text in texts:
        found = compose(text).plain()
        scales |= {name: scale["options"] for name, scale in found.get("scales", {}).items()}
        means |= {name: scale["means"] for name, scale in found.get("scales", {}).items() if "means" in scale}
        missing |= {str(option["code"]): option for option in found.get("missing", [])}
        items |= {f"{item['id']}@{item['version']}": item for item in found.get("items", [])}
    named = [{"code": row["iso"], "label": names_of(row)} for row in regions]
    nearer = [{"code": row["code"], "region": row["region"], "label": names_of(row)} for row in districts]
    scales |= {name: options for name, options in (("regions", named), ("districts", nearer)) if options}
    return Core(scales, missing, items, means)
