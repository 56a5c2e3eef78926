"""Templates as texts: what Jinja lets pass and nobody means."""

import re
from collections import Counter
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from admin.sheet_panel import Line, Panel, PartLine

FOLDER = Path(__file__).parents[2] / "templates"
FILES = sorted(FOLDER.rglob("*.html"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(FOLDER).as_posix())
def test_no_macro_silently_takes_the_place_of_another(file):
    tree = Environment(extensions=["jinja2.ext.do"]).parse(file.read_text("utf-8"))
    names = Counter(macro.name for macro in tree.find_all(nodes.Macro))
    assert [name for name, times in names.items() if times > 1] == []


def test_items_that_are_a_part_of_the_score_are_summed_for_themselves(app):
    line = Line("态度", "", "84.9", "", "", "", "100", "84.91", "", rated=True)
    parts = [PartLine("月度", "50", "69.9", ()), PartLine("年度", "50", "84.9", ())]
    panel = Panel(
        "年度考核表", [("评价", [line])], (), "100", "77.4", "77.4", "", "合格", "wait", False, (),
        parts=parts, items_score="84.9",
    )  # fmt: skip
    with app.test_request_context():
        macros = app.jinja_env.get_template("admin/_sheet.html").module
        totals = re.findall(r"<tfoot>.*?</tfoot>", str(macros.sheet(panel)), re.DOTALL)
    assert [re.findall(r"\d+\.\d", total) for total in totals] == [["84.9"], ["77.4"]]
