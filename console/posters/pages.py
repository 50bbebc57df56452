"""Decides how posters become PDF files: tagged, with our own fonts in them, and refused rather than set wrongly."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

import typst

from console.posters.content import Poster, content

HERE = Path(__file__).parent
FONTS = HERE.parent / "fonts"
STANDARD: Final = "ua-1"
"""PDF/UA-1: a page whose font lacks a letter, or that a screen reader cannot read, is refused."""


class PosterError(Exception):
    """A poster that cannot be set; the message says why."""


def as_pdf(posters: Sequence[Poster], paper: str) -> bytes:
    """The posters, one a page; the same bytes for the same posters. Raises PosterError."""
    given = json.dumps(content(posters, paper), ensure_ascii=False)
    try:
        made = _compiler().compile(
            format="pdf", pdf_standards=[STANDARD], timestamp=0, sys_inputs={"data": given}
        )
    except typst.TypstError as error:
        raise PosterError(f"a poster cannot be set: {error.message}") from None
    if not isinstance(made, bytes):
        raise TypeError("several files where one was wanted")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(str(HERE / "poster.typ"), root=str(HERE), font_paths=fonts)
