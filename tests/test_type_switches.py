"""What asks an item asks it what it can answer: only surveys/items/ and its half in forms tell the types apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import FOLDERS, ROOT, at, imported, keep, modules, tree

TYPES_OWN = (ROOT / "surveys" / "items", ROOT / "surveys" / "xlsform" / "types")
NO_QUESTIONS = (ROOT / "bot" / "simulator", ROOT / "storage" / "migrations")
"""Telegram has types of its own, and a migration reads what was written before, whatever the types say by now."""
TYPES = {path.stem for path in (ROOT / "surveys" / "items").glob("[a-z]*.py")}


def _names_a_type(node: ast.expr) -> bool:
    """True for the literal name of a type, and for a collection that holds one."""
    inside = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return any(value in TYPES for value in inside if isinstance(value, str))


def _asks_for_the_type(node: ast.expr) -> bool:
    """True for `item.type`, `item["type"]`, `item.get("type")` and `item_type`."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name == "type" or name.endswith("_type")
        case ast.Subscript(slice=ast.Constant(value="type")):
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="type"), *_]):
            return True
        case ast.Call(func=ast.Name(id="str"), args=[inside]):
            return _asks_for_the_type(inside)
    return False


def type_switches(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every place of a file that tells types of questions apart, and what to do instead."""
    for node, module, names in imported(path):
        own = module.removeprefix("surveys.items.")
        if module.startswith("surveys.items.") and own.lstrip("_") in {*TYPES, "one_of"}:
            for name in names:
                if name[:1].isupper() and not name.isupper():
                    yield node, f"{name} is imported: ask any item what this one would be asked"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Compare) and len(node.comparators) == 1:
            sides = (node.left, node.comparators[0])
            membership = isinstance(node.ops[0], ast.In | ast.NotIn)
            named = _names_a_type(sides[1]) or (membership and isinstance(sides[1], ast.Name))
            if _asks_for_the_type(sides[0]) and named:
                yield node, f"{ast.unparse(node)}: let the types answer, in surveys/items/"
        if isinstance(node, ast.Match) and _asks_for_the_type(node.subject):
            yield node, "match on a type: let the types answer, in surveys/items/"


def test_no_one_but_the_types_tells_types_of_questions_apart() -> None:
    def rule(path: Path) -> Iterator[str]:
        yield from (at(path, node, what) for node, what in type_switches(path))

    keep(rule, [path for path in modules(*FOLDERS) if not {*TYPES_OWN, *NO_QUESTIONS} & set(path.parents)])


@pytest.mark.parametrize(
    "line",
    [
        "from surveys.items.multiple import Multiple",
        "from surveys.items._one_of import OneOf",
        "found = item.type == 'rating'",
        "found = item.type in {'rating', 'nps'}",
        "found = item.type not in _JUDGED",
        "found = row['type'] == 'multiple'",
        "found = str(item.get('type')) != 'battery'",
        "found = item_type == 'nps'",
        "match item.type:\n    case 'text':\n        pass",
    ],
)
def test_a_type_switch_is_seen(line: str, tmp_path: Path) -> None:
    file = tmp_path / "switching.py"
    file.write_text(line, "utf-8")
    assert len(list(type_switches(file))) == 1
