"""Decides whether the data folder is there, can be written, and is closed to others."""

import os
from pathlib import Path
from shlex import quote

from console.checks.finding import Finding, fail, ok, warn
from console.checks.keys import OTHERS


def data(folder: Path) -> Finding:
    """Whether the data folder can be written; one that is not there yet is made at first use."""
    if not folder.exists():
        above = next(parent for parent in folder.absolute().parents if parent.exists())
        if not os.access(above, os.W_OK | os.X_OK):
            return fail("data", f"{folder} cannot be made", f"make it, or let this user write in {above}")
        return ok("data", f"{folder} will be made at the first start")
    if not folder.is_dir():
        return fail("data", f"{folder} is no folder", "set SAUALNAMA_DATA to a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        return fail(
            "data", f"{folder} cannot be written", f"give it to this user: `sudo chown -R $USER {folder}`"
        )
    if folder.stat().st_mode & OTHERS:
        return warn(
            "data", f"others may look into {folder}", f"close it to others: `chmod 700 {quote(str(folder))}`"
        )
    return ok("data", f"{folder} can be written, closed to others")
