"""Decides how tests look at a printed page: drawn as a printer would, its codes read as a phone would."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

POINTS = 72
"""To an inch."""


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def codes(pdf: bytes, *, ppi: int = 100) -> list[list[str]]:
    """What the QR codes of each page say, drawn with so many dots to an inch."""
    with opened(pdf) as document:
        pictures = [page.render(scale=ppi / POINTS).to_numpy() for page in document]
        return [[found.text for found in zxingcpp.read_barcodes(picture)] for picture in pictures]


def code_width(pdf: bytes, *, ppi: int = 100) -> float:
    """Millimetres from side to side of the code on the first page, without the white around it."""
    with opened(pdf) as document:
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=ppi / POINTS).to_numpy())
    return (found.position.top_right.x - found.position.top_left.x) / ppi * 25.4


def words(pdf: bytes) -> list[str]:
    """The text of each page, as who copies it gets it, in one line."""
    with opened(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Of the pages, in whole millimetres."""
    with opened(pdf) as document:
        return {tuple(round(side / POINTS * 25.4) for side in page.get_size()) for page in document}


def fonts(pdf: bytes) -> set[str]:
    """The names of the fonts whose letters are on the pages, each with whether it is in the file."""
    with opened(pdf) as document:
        found = set()
        for page in document:
            for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=15):
                font = pdfium.FPDFTextObj_GetFont(thing.raw)
                name = bytearray(100)
                length = pdfium.FPDFFont_GetBaseFontName(font, (pdfium.c_char * 100).from_buffer(name), 100)
                found.add(
                    name[: length - 1].decode() + ("" if pdfium.FPDFFont_GetIsEmbedded(font) else " missing")
                )
        return found


def is_tagged(pdf: bytes) -> bool:
    """Whether a screen reader finds headings and pictures."""
    with opened(pdf) as document:
        return bool(pdfium.FPDFCatalog_IsTagged(document.raw))


def language(pdf: bytes) -> str:
    """What the document says it is written in."""
    with opened(pdf) as document:
        buffer = (pdfium.c_ushort * 20)()
        length = pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, 40)
        return bytes(buffer)[: length - 2].decode("utf-16-le")


def height_of(pdf: bytes, text: str) -> float:
    """Of the letters of a text on the first page, in points."""
    with opened(pdf) as document:
        page = document[0].get_textpage()
        found = page.search(text).get_next()
        assert found is not None, text
        return pdfium.FPDFText_GetFontSize(page.raw, found[0])
