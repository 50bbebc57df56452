"""Decides how posters become PDF files: tagged, with our own fonts in them, and refused rather than set wrongly."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from console.posters.content import Poster, content

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
STANDARD = "ua-1"
"""PDF/UA-1: a page whose font lacks a letter, or that a screen reader cannot read, is refused."""


class PosterError(Exception):
    """A poster that cannot be set; the message says why."""


def as_pdf(posters: Sequence[Poster], paper: str) -> bytes:
    """The posters, one a page; the same bytes for the same posters."""
    made: bytes = _set(posters, paper, format="pdf", pdf_standards=[STANDARD], timestamp=0)
    return made


def as_pictures(posters: Sequence[Poster], paper: str, *, ppi: int) -> list[bytes]:
    """The same pages as PNG."""
    made = _set(posters, paper, format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else list(made)


def _set(posters: Sequence[Poster], paper: str, **how: Any) -> Any:
    given = json.dumps(content(posters, paper), ensure_ascii=False)
    try:
        return _compiler().compile(sys_inputs={"data": given}, **how)
    except typst.TypstError as error:
        raise PosterError(f"a poster cannot be set: {error.message}") from None


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(HERE / "poster.typ"), root=str(HERE), font_paths=fonts)
