"""Decides what an author meant where YAML cannot be read: most often a text that needs quotes, and where it begins."""

import re

import yaml

_ENTRY = re.compile(r"(?P<before>\s*(?:- +)*(?:[\w-]+:\s+)?)(?P<text>\S.*)")
_UNFINISHED = re.compile(r"(?P<before>\s*(?:- +)*)(?P<key>[\w-]+)(?P<colon>:?)(?P<glued>[^\s:].*)?\s*\Z")
_LINE_END = re.compile("\r\n|\r|\n")
_SIGNS = frozenset("@`%&*!|>[]{},?#-")
"""What a text may not begin with unless it is quoted."""

_OPENED = {"found unexpected end of stream": "the quote that opens here is never closed"}
"""Where the beginning says more than the place where reading stopped."""
_PLAIN = {
    "found unknown escape character": "a backslash in double quotes means something else; use single quotes",
    "found invalid Unicode character escape code": "this escape names no character",
    "did not find expected <document start>": "nothing may follow the end of the document",
    "found unknown directive name": "a line that begins with % is no text",
}
"""What libyaml says where it is right about the place and the cause."""
_UNSURE = {
    "mapping values are not allowed in this context": "a key stands where none is expected",
    "did not find expected key": "the indentation fits nothing above",
    "did not find expected '-' indicator": "this stands among the entries of a list, and is none",
    "could not find expected ':'": "a colon is missing in the line above",
}
"""What libyaml says where nothing better was found."""


def explained(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int, str]:
    """Line and column of the cause, from 1, and what is wrong there."""
    lines = _LINE_END.split(text)
    said = str(error.problem)
    stopped = error.problem_mark or error.context_mark
    here = (0, 0) if stopped is None else _within(lines, stopped.line, stopped.column)
    if said in _OPENED and error.context_mark is not None:
        begun = _within(lines, error.context_mark.line, error.context_mark.column)
        return _counted(begun, _OPENED[said])
    if said in _PLAIN:
        return _counted(here, _PLAIN[said])
    if lines[here[0]][here[1] : here[1] + 1] == "\t":
        return _counted(here, "a tab cannot indent or separate; use spaces")
    begun = here if error.context_mark is None else (error.context_mark.line, error.context_mark.column)
    for place in (here, _within(lines, *begun)):
        if (found := _sign(lines, place)) is not None:
            return found
    if said.startswith(("mapping values", "could not find expected ':'")):
        return _colon(lines, here) or _counted(here, _UNSURE[said])
    return _counted(here, _UNSURE.get(said, said))


def _sign(lines: list[str], place: tuple[int, int]) -> tuple[int, int, str] | None:
    """The text of this line, if what it begins with has a meaning of its own."""
    line, stopped = place
    found = _ENTRY.match(lines[line])
    if found is None or found.start("text") > stopped:
        return None
    sign, begins = found["text"][0], (line, found.start("text"))
    if sign in "'\"":
        return _counted(begins, "the quoted text ends too early; write a quote inside it twice")
    if sign in _SIGNS and (found["before"].strip() or sign not in "-%"):
        return _counted(begins, f"the text begins with {sign}")
    return None


def _colon(lines: list[str], place: tuple[int, int]) -> tuple[int, int, str] | None:
    """A colon too many in this line, or one that is missing just above."""
    line, stopped = place
    found = _ENTRY.match(lines[line])
    if found is not None and found["before"].strip(" -") and stopped > found.start("text"):
        return _counted((line, found.start("text")), "the text holds a colon and a space")
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), None)
    unfinished = None if above is None else _UNFINISHED.match(lines[above])
    if above is None or unfinished is None or (unfinished["colon"] and not unfinished["glued"]):
        return None
    missing = "space" if unfinished["colon"] else "colon"
    return _counted((above, unfinished.start("key")), f"a {missing} is missing after {unfinished['key']}")


def _within(lines: list[str], line: int, column: int) -> tuple[int, int]:
    """The place, or the end of the file where libyaml points behind it."""
    if line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return line, min(column, len(lines[line]))


def _counted(place: tuple[int, int], detail: str) -> tuple[int, int, str]:
    return place[0] + 1, place[1] + 1, detail
