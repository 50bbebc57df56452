"""What is exported is loaded without a change, whatever the registry holds, as CSV and as a workbook."""

import datetime
import unicodedata
from functools import partial
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from console.registry.cells import RESERVED
from console.registry.checks import check
from console.registry.exporting import write_csv, write_sheets
from console.registry.headers import KINDS
from console.registry.reading import open_files, read_lines
from storage.registry import TABLES
from storage.registry_loading import InUse, compared, merged
from tests.exploring import examples

REGIONS = {"KZ-10": {"code": "KZ-10", "kk": "Абай", "ru": "Абай", "en": "Abai"}}
WORDS = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x4FF, exclude_categories=["Cc", "Cf", "Cn", "Mn", "Zs"]),
    min_size=1,
    max_size=12,
).map(partial(unicodedata.normalize, "NFC"))
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
CODES = st.from_regex(r"[a-z][a-z0-9_]{3,10}", fullmatch=True).filter(lambda code: code not in RESERVED)
DAYS = st.none() | st.dates(datetime.date(1991, 1, 1), datetime.date(2100, 1, 1))


@st.composite
def registries(draw):
    """A registry that could have been loaded, whole rows by kind and code."""
    agencies = draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
    codes = {
        "agencies": agencies,
        "services": draw(st.lists(CODES, max_size=4, unique=True)),
        "offices": agencies,
    }
    found = {"regions": REGIONS}
    for kind in KINDS:
        found[kind] = {}
        for place, code in enumerate(codes[kind]):
            entry = {
                **{language: draw(NAMES) for language in ("kk", "ru")},
                "en": draw(st.none() | NAMES),
                **{f"short_{language}": draw(st.none() | WORDS) for language in ("kk", "ru", "en")},
                "kk_checked": draw(st.booleans()),
                "valid_from": draw(DAYS),
                "predecessor": draw(st.sampled_from([None, *codes[kind][:place]])),
                "agency": draw(st.sampled_from(agencies)),
                "region": draw(st.sampled_from([None, "KZ-10"])),
                "kind": draw(st.sampled_from(["central", "local", "other"])),
                "clients": draw(st.none() | st.integers(0, 10**9)),
            }
            mine = {name: value for name, value in entry.items() if name in TABLES[kind].c}
            found[kind][code] = merged(kind, None, {"code": code, **mine})
    return found


def files(registry, folder: Path):
    """The registry in both forms."""
    rows = {kind: list(registry[kind].values()) for kind in KINDS}
    write_sheets(rows, folder / "all.xlsx")
    for kind in KINDS:
        write_csv(kind, rows, folder / f"{kind}.csv")
    return [folder / "all.xlsx"], [folder / f"{kind}.csv" for kind in KINDS if rows[kind]]


@given(registry=registries())
@examples(40)
def test_an_export_that_is_loaded_changes_nothing(registry, tmp_path_factory) -> None:
    for chosen in files(registry, tmp_path_factory.mktemp("registry")):
        said = read_lines(open_files(chosen))
        harmful = {each.key for each in said.findings if not each.is_warning}
        if harmful <= {"begins-as-formula", "letters-lost", "cell-error"} and harmful:
            continue  # names that could not have been loaded
        assert not harmful
        assert not [each for each in check(said.lines, registry, InUse({}, {})) if not each.is_warning]
        given_rows = {kind: [line.entry for line in said.lines if line.kind == kind] for kind in KINDS}
        changes = compared(registry, given_rows)
        assert changes.done == ()
        assert sum(changes.same.values()) == sum(len(registry[kind]) for kind in KINDS)
