"""The rules of the house that a machine can keep. Each one names the files that break it, and what to do instead."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("bot", "surveys", "locales", "storage", "analytics", "console")
BESIDE = {
    *("tests", "docs", "requirements", "README.md", "Makefile", "CHANGELOG.md", "LICENSE", "pyproject.toml"),
}
"""What stands at the top beside the folders of the program, besides what begins with a dot."""
LONGEST_FILE = 300
LONGEST_FUNCTION = 50
"""Lines; beyond them a file or a function is to be split by subject."""

NO_NAMES = frozenset(
    f"{word}{ending}"
    for word in ("manager", "helper", "util", "common", "misc", "info", "processor", "handler")
    for ending in ("", "s")
)
"""Words that say nothing about what a thing decides."""
LIBRARIES_OWN = {"get_webhook_info"}
"""Names that others chose: the Bot API calls this method getWebhookInfo."""

PURE = ("surveys", "storage", "analytics")
"""Where clock and chance come in as arguments."""
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"},
    "os": {"urandom"},
}
"""Module or class -> what asks the clock, or chance, there: `time.time()` does, `datetime.time(9, 30)` does not."""
CHANCE = {"random", "secrets", "uuid"}
OUTSIDE = {
    "os",
    "pathlib",
    "socket",
    "subprocess",
    "asyncio",
    "sqlite3",
    "tempfile",
    "shutil",
    "threading",
}
"""What a folder without input and output has no use for."""
STATEMENTS = {"select", "insert", "update", "delete", "text", "union", "union_all"}
TELEGRAM_LIBRARIES = {"aiogram", "telegram"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> list[Path]:
    """The Python files in these folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def texts() -> Iterator[Path]:
    """Every file of the project that is text."""
    for name in kept():
        path = ROOT / name
        if path.is_file():  # not yet, where a deletion is not committed
            yield path


@cache
def kept() -> tuple[str, ...]:
    """What git keeps, by path: what a run has made beside it is nobody's fault."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(filter(None, listed.stdout.split("\0"))))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def at(path: Path, node: ast.AST | int, what: str) -> str:
    """One offence, as an editor can follow it."""
    line = node if isinstance(node, int) else getattr(node, "lineno", 1)
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, methods too."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def imported(path: Path) -> Iterator[tuple[ast.AST, str, tuple[str, ...]]]:
    """Every import of a file: where, the module, and the names taken from it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or "", tuple(alias.name for alias in node.names)


def keep(rule: Callable[[Path], Iterator[str]], paths: list[Path]) -> None:
    """Fails with every offence against the rule, a line each."""
    none([offence for path in paths for offence in rule(path)])


def none(offences: list[str]) -> None:
    """Fails with these lines, if there are any."""
    if offences:
        pytest.fail("\n".join(offences), pytrace=False)


def test_the_folders_form_layers() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


def test_the_top_holds_the_program_and_little_beside_it() -> None:
    found = {name.partition("/")[0] for name in kept() if not name.startswith(".")}
    assert found == {*FOLDERS, *BESIDE}


def test_only_bot_telegram_imports_a_telegram_library() -> None:
    def rule(path: Path) -> Iterator[str]:
        if (ROOT / "bot" / "telegram") in path.parents:
            return
        for node, module, _ in imported(path):
            if module.partition(".")[0] in TELEGRAM_LIBRARIES:
                yield at(path, node, f"{module} is imported; ask bot.channel instead")

    keep(rule, modules(*FOLDERS))


def test_all_sql_is_in_storage() -> None:
    """But for the one expression that takes moments from rows: what is counted there is a matter of figures."""

    def rule(path: Path) -> Iterator[str]:
        if path == ROOT / "analytics" / "moments.py":
            return
        for node, module, names in imported(path):
            if module.partition(".")[0] in {"asyncpg", "aiosqlite"}:
                yield at(path, node, f"{module} is storage's")
            if module.startswith("sqlalchemy") and STATEMENTS & set(names):
                yield at(path, node, f"{', '.join(STATEMENTS & set(names))}: statements belong into storage/")

    keep(rule, modules(*(folder for folder in FOLDERS if folder != "storage")))


def test_clock_and_chance_are_arguments() -> None:
    def rule(path: Path) -> Iterator[str]:
        for node, module, names in imported(path):
            chance = {module.partition(".")[0]} & CHANCE or (set(names) & CHANCE if not module else set())
            if chance and not (module == "random" and set(names) == {"Random"}):
                yield at(path, node, f"{module} is chance: take it as an argument")
            if module == "time" and (not names or set(names) & CLOCKS["time"]):
                yield at(path, node, "time is a clock: take it as an argument")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if node.func.attr in CLOCKS.get(owner.split(".")[-1], ()):
                    yield at(path, node, f"{owner}.{node.func.attr}: take it as an argument")

    keep(rule, modules(*PURE))


def test_surveys_do_no_input_and_output() -> None:
    def rule(path: Path) -> Iterator[str]:
        for node, module, _ in imported(path):
            if module.partition(".")[0] in OUTSIDE:
                yield at(path, node, f"{module} is input and output")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
                yield at(path, node, "open() is input and output")

    keep(rule, modules("surveys"))


def test_no_file_is_too_long_to_read() -> None:
    def rule(path: Path) -> Iterator[str]:
        lines = path.read_text("utf-8").count("\n")
        if lines > LONGEST_FILE:
            yield at(path, lines, f"{lines} lines, {LONGEST_FILE} at most: split it by subject")

    keep(rule, [path for path in modules(*FOLDERS) if "migrations" not in path.parts])


def test_no_function_is_too_long_to_read() -> None:
    def rule(path: Path) -> Iterator[str]:
        for function in functions(path):
            lines = (function.end_lineno or 0) - function.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield at(path, function, f"{function.name} has {lines} lines, {LONGEST_FUNCTION} at most")

    keep(rule, [path for path in modules(*FOLDERS) if "migrations" not in path.parts])


def test_every_module_says_what_it_decides() -> None:
    def rule(path: Path) -> Iterator[str]:
        if not (ast.get_docstring(tree(path)) or "").strip():
            yield at(path, 1, "has no docstring: say in one sentence what the file decides")

    keep(rule, [*modules(*FOLDERS), *modules("tests")])


def test_no_name_says_nothing() -> None:
    def rule(path: Path) -> Iterator[str]:
        named: list[tuple[ast.AST | int, str]] = [(1, path.stem)]
        named += [
            (node, node.name)
            for node in ast.walk(tree(path))
            if isinstance(node, Function | ast.ClassDef) and node.name not in LIBRARIES_OWN
        ]
        for node, name in named:
            parts = set(re.findall(r"[a-z]+|[A-Z][a-z]*", name))
            if found := NO_NAMES & {part.lower() for part in parts}:
                yield at(path, node, f"{name}: what does this {', '.join(found)} decide?")

    keep(rule, [*modules(*FOLDERS), *modules("tests")])


def test_nothing_is_printed_past_the_log_and_the_command_line() -> None:
    def rule(path: Path) -> Iterator[str]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                yield at(path, node, "print: use click.echo in a command, else a logger")

    keep(rule, modules(*FOLDERS))


FORBIDDEN = {
    "TO" + "DO": "finish it, or file an issue",
    "FIX" + "ME": "mend it, or file an issue",
    "py" + "pi.org": "name no index: any mirror must serve",
    "python" + "hosted.org": "name no index: any mirror must serve",
    "npm" + "js.org": "name no index: any mirror must serve",
    "proxy.go" + "lang.org": "name no index: any mirror must serve",
    "farm-" + "studio": "the project stands by itself",
    "/wo" + "rk/": "a path of one machine",
    "/ro" + "ot/": "a path of one machine",
    "/ho" + "me/": "a path of one machine",
    ".py" + "env": "a path of one machine",
}
"""What no file may hold, and what to do about it. Written in two parts, so that this file may be read as well."""


def test_no_file_names_an_index_a_machine_or_unfinished_work() -> None:
    offences = []
    for path in texts():
        try:
            lines = path.read_text("utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(lines, start=1):
            offences += [
                at(path, number, f"{word}: {mend}") for word, mend in FORBIDDEN.items() if word in line
            ]
    none(offences)


def test_tests_are_no_package() -> None:
    """With one there, pytest takes `tests/bot` for `bot`."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_is_a_package_that_imports_nothing_by_itself(folder: str) -> None:
    """Importing a folder costs nothing: what is heavy waits for the module that needs it."""
    statements = tree(ROOT / folder / "__init__.py").body
    assert all(isinstance(each, ast.Expr) for each in statements)


# Decisions


HEADINGS = ("Context", "Decision", "Consequences", "Alternatives", "Kept by")
PAGE = 60
"""Lines of a decision: it is read on one screen or not at all."""


def test_decisions_are_numbered_short_and_name_what_keeps_them() -> None:
    found = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [path.name[:5] for path in found]
    assert numbers[:6] == [f"{number:04}-" for number in range(1, 7)]
    assert len(set(numbers)) == len(numbers), "two decisions have one number"
    for path in found:
        text = path.read_text("utf-8")
        headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
        assert [each for each in headings if each != "Not yet"] == list(HEADINGS), path.name
        assert text.count("\n") <= PAGE, path.name
        kept = text.partition("## Kept by")[2]
        named = re.findall(r"`((?:\w+|\.ci)/[\w./-]+)`", kept)
        assert named, f"{path.name} names no file that keeps it"
        assert [name for name in named if not (ROOT / name).exists()] == [], path.name


def test_no_test_is_judged_by_the_time_that_an_example_takes() -> None:
    ours = {"deadline", "derandomize", "suppress_health_check"}

    def rule(path: Path) -> Iterator[str]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.keyword) and node.arg in ours and path.name != "exploring.py":
                yield at(
                    path, node.value, f"{node.arg}: tests/exploring.py decides it for all property tests"
                )

    keep(rule, modules("tests"))
