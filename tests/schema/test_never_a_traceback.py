"""Whatever is written into a rulebook, its author gets problems and never a traceback."""

import contextlib
import copy
import random
from pathlib import Path

import pytest
import yaml

from schema.load import read
from schema.problems import Problems
from tests.schema.conftest import WORLD
from tests.schema.test_documents import ORDER
from tests.schema.test_figures import SALES

LOAN = (Path(__file__).parent / "loan.yaml").read_text("utf-8")
SOURCES = (WORLD, LOAN, SALES, ORDER)
ODD = (None, "", [], {}, "x", "no", 7, -1, "{", "= 1 +", "a.b.c", "me", "state", "*", [[]], [{}],
       ["x"], {"x": "y"}, {"label": "x"}, "2024-13", "id", "count(", "{}{}", "'", True,
       "order", "employee", "lines", "link", "choice", "100", "owner", "month", "sheet")  # fmt: skip


def spots(node, found):
    """Every place of a tree where a value stands, as holder and key."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(pairs):
        found.append((node, key))
        if isinstance(value, dict | list):
            spots(value, found)
    return found


def spoilt(text: str, dice: random.Random) -> str:
    """A text with a few of its values replaced or left out."""
    tree = yaml.safe_load(text)
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice(spots(tree, []))
        if isinstance(holder, dict) and dice.random() < 0.3:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(dice.choice(ODD))
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


@pytest.mark.parametrize("seed", range(60))
def test_a_spoilt_rulebook_brings_problems_at_most(seed):
    dice = random.Random(seed)
    whole = {f"{n}.yaml": text for n, text in enumerate(SOURCES)}
    spoiled = dice.randrange(len(SOURCES))
    texts = whole | {f"{spoiled}.yaml": spoilt(SOURCES[spoiled], dice)}
    with contextlib.suppress(Problems):
        read(texts, {"sheet.html": "{{ record.number }}", "document_loan.html": ""})
