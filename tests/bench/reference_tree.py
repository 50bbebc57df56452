"""Decides where the code of an earlier commit is found, to be measured and played beside today's in one run."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REFERENCE = "98478cd"
"""The last commit that walked the questionnaire three to four times a turn."""
ROOT = Path(__file__).parents[2]


class NoReferenceError(Exception):
    """Git is not there, or knows no such commit; says which."""


@contextmanager
def reference_tree(commit: str = REFERENCE) -> Iterator[Path]:
    """The files of a commit, in a temporary folder. Raises NoReferenceError."""
    with tempfile.TemporaryDirectory(prefix="reference-") as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--detach", "--quiet", str(tree), commit)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> None:
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True)
    except OSError as error:
        raise NoReferenceError("no reference: git is not there") from error
    if done.returncode:
        raise NoReferenceError(f"no reference: {(done.stderr or 'git failed').strip().splitlines()[-1]}")
