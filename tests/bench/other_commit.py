"""Decides how another commit is measured in the same run: in a `git worktree` and a process of its own."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.storage_rounds import Round

ROOT = Path(__file__).parents[2]
LONGEST = 64 * 1024 * 1024
"""Bytes of the longest line that tells a round."""


@dataclass(slots=True)
class OtherCommit:
    """A process that runs a round for each line."""

    process: asyncio.subprocess.Process
    tree: Path

    async def round(self, line: str) -> Round:
        """Runs one. RuntimeError if the process has ended."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        return Round(**json.loads(await _line(self.process)))

    async def end(self) -> None:
        """Ends it, and removes its tree."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()
        _git("worktree", "remove", "--force", str(self.tree))


async def other_commit(commit: str, folder: Path, url: str) -> OtherCommit | None:
    """The commit, ready for rounds on the empty database at `url`; None, and a line, where it cannot be had."""
    tree = folder / commit
    made = _git("worktree", "add", "--detach", str(tree), commit)
    if made is None or made.returncode:
        print(f"{commit} is not measured: {'there is no git' if made is None else made.stderr.strip()}")
        return None
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(Path(__file__).with_name(f"at_{commit}.py")), url, str(folder / "former-keys")),
        env={**os.environ, "PYTHONPATH": str(tree)},
        cwd=tree,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST,
    )
    await _line(process)
    return OtherCommit(process, tree)


async def _line(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    line = await process.stdout.readline()
    if not line:
        raise RuntimeError("the other commit's process has ended: see above")
    return line


def _git(*arguments: str) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return None
