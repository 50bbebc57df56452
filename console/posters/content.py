"""Decides what a poster says: what is asked for, about which service and where, in Kazakh and in Russian."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import segno

from locales.catalogs import words
from locales.marking import marked

SPOKEN = ("kk", "ru")
"""Both, in equal size, the state language first."""
HEADLINE = marked("Rate this service")
HOW = marked(
    "Point your phone's camera at the code, or type this address in a browser: a few questions open in Telegram."
)
ANONYMOUS = marked("Nobody asks your name: your answers are counted together with those of other people.")
CODE = marked("QR code of the address {address}")

QUIET = 4
"""Modules of white around a code, as its standard wants (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster: the address that its code leads to, and names by language."""

    address: str
    service: Mapping[str, str]
    agency: Mapping[str, str]
    office: Mapping[str, str] | None = None


def content(posters: Sequence[Poster], paper: str) -> dict[str, Any]:
    """What the page is set from. `paper`: a4 or a5."""
    headline = _in_both(HEADLINE)
    about = [headline["kk"], posters[0].service["kk"]] if len(posters) == 1 else [headline["kk"]]
    return {
        "paper": paper,
        "title": " · ".join(about),
        "headline": headline,
        "how": _in_both(HOW),
        "anonymous": _in_both(ANONYMOUS),
        "posters": [_sheet(poster) for poster in posters],
    }


def _sheet(poster: Poster) -> dict[str, Any]:
    typed = poster.address.removeprefix("https://")
    return {
        "link": poster.address,
        "typed": typed,
        "code": code(poster.address),
        "alt": words("kk").text(CODE, address=typed),
        "service": _capitals(poster.service),
        "agency": _capitals(poster.agency),
        "office": _capitals(poster.office) if poster.office else None,
    }


def code(address: str) -> str:
    """The QR code as SVG, at level Q: scratches and small spots do not spoil it."""
    drawn = io.BytesIO()
    made = segno.make(address, error="q", boost_error=False, micro=False)
    made.save(drawn, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


def _in_both(msgid: str) -> dict[str, str]:
    return {language: words(language).text(msgid) for language in SPOKEN}


def _capitals(names: Mapping[str, str]) -> dict[str, str]:
    return {language: names[language][:1].upper() + names[language][1:] for language in SPOKEN}
