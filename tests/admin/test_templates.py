"""Templates as texts: what Jinja lets pass and nobody means."""

from collections import Counter
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

FOLDER = Path(__file__).parents[2] / "templates"
FILES = sorted(FOLDER.rglob("*.html"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_no_macro_silently_takes_the_place_of_another(file):
    tree = Environment(extensions=["jinja2.ext.do"]).parse(file.read_text("utf-8"))
    names = Counter(macro.name for macro in tree.find_all(nodes.Macro))
    assert [name for name, times in names.items() if times > 1] == []
