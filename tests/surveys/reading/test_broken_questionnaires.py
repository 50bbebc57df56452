"""Each broken file is refused with exactly its problems, each at its place; a hostile one at small cost."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from console import shipped
from console.questionnaire_files import read_file
from surveys.reading import check
from surveys.reading.problems import KINDS, QuestionnaireError
from tests.surveys.reading.hostile_files import HOSTILE, raw

FOLDER = Path(__file__).parent / "broken_questionnaires"
FILES = sorted(FOLDER.glob("*.yaml"))
LEAST = 60
MEMORY = 50
"""MiB that reading a file may take beside the program itself."""
SECONDS = 60
"""Of processor time for all hostile files together; what each takes, the bench prints."""


def problems_of(file):
    """What is said of a file, whatever stops the reading."""
    try:
        found = read_file(file)
        return check(found.text, core=shipped.core(), overlays=found.overlays)[1]
    except QuestionnaireError as error:
        return error.problems


def expected(file):
    """What the first line of a broken file says: code line:column ..."""
    first = re.split(rb"[\r\n]", file.read_bytes())[0].decode("utf-8-sig")
    words = first.removeprefix("# expects:").split()
    assert first.startswith("# expects:")
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_broken_file_has_exactly_these_problems(file):
    found = problems_of(file)
    assert [(problem.code, f"{problem.line}:{problem.column}") for problem in found] == expected(file)
    for problem in found:
        assert (
            "{" not in problem.sentence().replace("{agency}", "").replace("{service}", "")
            or problem.code == "not-yaml"
        )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_for_what_it_is(name, tmp_path):
    content, code = HOSTILE[name]
    file = tmp_path / "hostile.yaml"
    file.write_bytes(raw(content))
    found = problems_of(file)
    assert code in {problem.code for problem in found}
    assert len(found) <= 201
    assert sum(len(problem.sentence()) for problem in found) < 100_000


def test_there_are_enough_examples():
    assert len(FILES) >= LEAST


def test_every_possible_mistake_has_an_example():
    shown = {code for file in FILES for code, _ in expected(file)} | {code for _, code in HOSTILE.values()}
    assert shown == set(KINDS)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the size of the process from /proc")
def test_no_hostile_file_takes_more_memory_than_it_may(tmp_path):
    for place, (content, _) in enumerate(HOSTILE.values()):
        (tmp_path / f"{place:02}.yaml").write_bytes(raw(content))
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(MEMORY), str(SECONDS), str(tmp_path), str(FOLDER)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert child.returncode == 0, child.stderr[-2000:]
    assert child.stdout.split() == ["read", str(len(HOSTILE) + len(FILES))]


CHILD = """
import resource, sys
from pathlib import Path
from console import shipped
from console.questionnaire_files import read_file
from surveys.items import item_types
from surveys.reading.problems import QuestionnaireError
from surveys.reading import check

core = shipped.core()
check(shipped.questionnaire_text("digital-service"), core=core)  # whatever is imported late is there now
memory, seconds, *folders = sys.argv[1:]
pages = int(Path("/proc/self/statm").read_text().split()[0])
limit = pages * resource.getpagesize() + int(memory) * 1024 * 1024
count = 0
for file in [file for folder in folders for file in sorted(Path(folder).glob("*.yaml"))]:
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    try:
        found = read_file(file)
        check(found.text, core=core, overlays=found.overlays)
    except QuestionnaireError:
        pass
    count += 1
print("read", count)
"""
