"""In Chinese a problem is told in Chinese: only names, keys and formulas stay as they are written."""

import re
from collections.abc import Iterator

import pytest

from formula.functions import FUNCTIONS
from formula.parse import KEYWORDS
from language import speaking
from schema.examples import VERDICTS
from schema.problems import Problems
from schema.shapes import OBJECTS
from schema.types import TYPES
from tests.formula.test_faults import CASES
from tests.formula.world import faults_of
from tests.problems.test_problems import FOLDER, PAGES, checked, parts


def latin(*texts: str) -> set[str]:
    """Every word in Latin letters, parts of names one by one."""
    return set(re.findall(r"[A-Za-z]{2,}", " ".join(texts)))


KEPT = latin(
    *TYPES, *FUNCTIONS, *KEYWORDS, *VERDICTS, *(key for keys in OBJECTS.values() for key in keys)
) | latin(
    "me parent id setting kpi score owner as_of_event month quarter half year company refuse",
    "no_data not_applicable none YAML UTF Jinja endif zh_CN zh_TW en CNY USD EUR YYYY YY MM DD XS",
)
"""What stands in Latin letters in Chinese text, too: keys, functions, words of the YAML, codes."""


WORLD = latin("origin goal won lost pending void")
"""Names of the small business of the formulas' tests that a message may list."""


def strange(line: str, written: set[str]) -> set[str]:
    """The words of a message that are English, and neither quoted nor taken from what was written."""
    bare = re.sub(r"“.*?”|'.*?'|\{.*?\}|\S+\.(?:yaml|html)\S*", "", line)
    return latin(bare) - written - KEPT


def told(shown: str) -> Iterator[str]:
    """The messages and hints of shown problems, without places, codes and quoted lines."""
    for line in shown.splitlines():
        if not re.match(r" *\d* \| ", line):
            yield re.sub(r"^\S+:\d+:\d+  [EW]\d+  ", "", line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_problem_of_the_yaml_is_told_in_chinese(page):
    texts, sheets, _ = parts(page)
    with speaking("zh_CN"), pytest.raises(Problems) as caught:
        checked(texts, sheets)
    for line in told(caught.value.show()):
        assert re.search(r"[\u4e00-\u9fff]", line), line
        assert not strange(line, latin(*texts.values(), *sheets.values())), line


@pytest.mark.parametrize(("text", "how"), [case[:2] for case in CASES], ids=[c[0] for c in CASES])
def test_a_fault_of_a_formula_is_told_in_chinese(text, how):
    with speaking("zh_CN"):
        (found,) = faults_of(text, **how)
    for line in filter(None, (found.message, found.hint)):
        assert re.search(r"[\u4e00-\u9fff]", line), line
        assert not strange(line, latin(text) | WORLD), line


def test_traditional_script_falls_out_of_it():
    texts, sheets, _ = parts(FOLDER / "E201_unknown_type.yaml")
    with speaking("zh_TW"), pytest.raises(Problems, match="“mony”不是欄位型別。"):
        checked(texts, sheets)
