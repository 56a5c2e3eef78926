"""Which of the 64 traps of the specification have a test of their own here, and which not yet.

Numbers of whole traps that nothing here proves are in `MISSING`, each with the reason; a
test below fails when the list and the tests differ, so that it stays true.
"""

import re
from pathlib import Path

TRAPS = frozenset(range(1, 65))
MISSING: dict[int, str] = {}
NUMBERS = re.compile(r"^def test_trap_(\d\d)(?:_and_(\d\d))?_", re.MULTILINE)


def test_every_trap_is_proven_here_or_listed_as_missing():
    texts = (path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    proven = {int(n) for text in texts for pair in NUMBERS.findall(text) for n in pair if n}
    assert proven.isdisjoint(MISSING), "what is proven is not missing"
    assert proven | MISSING.keys() == TRAPS
