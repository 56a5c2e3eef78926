"""Every code of a problem has a page: faulty YAML and the exact text that it brings."""

import re
from pathlib import Path

import pytest

from formula.faults import MESSAGES
from kpi.examples import failures
from schema.codes import CODES
from schema.load import load, read
from schema.problems import Problems

FOLDER = Path(__file__).parent
PAGES = sorted(FOLDER.glob("[EW]*.yaml"))
FROM_DISK = {"E103", "E104"}
FORMULA_PAGES = {
    "E600",
    "E610",
    "E611",
    "E613",
    "E618",
    "E630",
    "E637",
    "E639",
    "E640",
    "E648",
    "E649",
    "E656",
    "E660",
    "W601",
}


def parts(page: Path) -> tuple[dict[str, str], dict[str, str], str]:
    """The YAML files and templates of a page, and the text that they bring."""
    declared, expected = page.read_text("utf-8").split("\n# expects:\n")
    pieces = re.split(r"^# file: (\S+)\n", f"# file: {page.name}\n{declared}\n", flags=re.M)[1:]
    files = dict(zip(pieces[::2], pieces[1::2], strict=True))
    sheets = {n.removeprefix("reports/"): t for n, t in files.items() if n.startswith("reports/")}
    texts = {n: t for n, t in files.items() if not n.startswith("reports/")}
    return texts, sheets, re.sub(r"^# ?", "", expected, flags=re.M).rstrip()


def checked(texts: dict[str, str], sheets: dict[str, str]) -> None:
    """What `check` does: read everything, then compute the examples; warnings are told, too."""
    schema = read(texts, sheets)
    found = failures(schema, texts) or schema.warnings
    if found:
        raise Problems(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_faulty_declaration_brings_exactly_this_text(page):
    texts, sheets, expected = parts(page)
    with pytest.raises(Problems) as caught:
        checked(texts, sheets)
    assert caught.value.show() == expected
    assert {problem.code for problem in caught.value.problems} == {page.stem.split("_")[0]}


def test_every_code_has_a_page():
    documented = {page.stem.split("_")[0] for page in PAGES}
    assert documented == (set(CODES) - FROM_DISK) | FORMULA_PAGES


def test_every_code_that_is_given_is_in_the_table():
    sources = (Path(__file__).parent.parent.parent / "schema").rglob("*.py")
    given = set().union(
        *(re.findall(r'"([EW]\d{3})"', file.read_text("utf-8")) for file in sources)
    )
    assert given - set(MESSAGES) == set(CODES)


def test_a_file_that_is_no_text_is_a_problem(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"label: \xff\xfe")
    with pytest.raises(Problems, match="E103  The file is not UTF-8 text."):
        load(tmp_path)


def test_a_folder_without_files_is_a_problem(tmp_path):
    with pytest.raises(Problems, match="E104  There is no YAML file in this folder."):
        load(tmp_path)
