"""The manual cannot lie: its tables are fresh, its examples load, nothing is left out."""

import re

import click
import pytest
import yaml

from cli.main import commands
from docs.generate import renewed, stale
from docs.tables import KEYS, SIGNS
from formula.check import typed
from formula.faults import MESSAGES
from formula.functions import FUNCTIONS, OPERATORS
from formula.parse import KEYWORDS, parse
from kpi.examples import differences, how_many
from schema.codes import CODES
from schema.load import read
from schema.shapes import OBJECTS
from schema.types import SYSTEM_FIELDS, TYPES
from tests.manual import (
    DOCS,
    LANGUAGE,
    READMES,
    ROOT,
    blocks,
    formulas,
    fragment,
    names,
    templates,
    text_of,
    together,
)

FORMULAS = DOCS / "formulas.md"
PAGES = sorted(DOCS.glob("*.md"))
TYPED = click.Context(commands)
FORMULA_EXAMPLES = list(formulas(FORMULAS))
FRAGMENTS = [
    (page, b) for page in LANGUAGE for b in blocks(page, "yaml") if not (b.whole or b.alone)
]


def code_words(text: str) -> set[str]:
    """Every word that a page sets as code, in a line or in a block."""
    inline = re.findall(r"`([^`\n]+)`", text)
    blocks_ = re.findall(r"^```.*?^```$", text, flags=re.M | re.S)
    return set(re.findall(r"[\w*.-]+", " ".join([*inline, *blocks_])))


def test_generated_parts_are_fresh():
    assert stale() == []


def test_a_changed_generated_part_is_noticed():
    page = "<!-- generated: limits -->\nold\n<!-- end -->"
    assert renewed(page) != page
    assert renewed(renewed(page)) == renewed(page)


def test_every_key_has_words_in_both_languages():
    said = {(name, key) for name, keys in KEYS.items() for key in keys}
    shared = {("setting", key) for key in OBJECTS["setting"].keys() & OBJECTS["field"].keys()}
    assert said == {(n, k) for n, keys in OBJECTS.items() for k in keys} - (shared - said)
    assert all(len(texts) == 2 for keys in KEYS.values() for texts in keys.values())


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_every_type_and_key_is_in_the_manual(page):
    words = code_words(text_of(page))
    assert TYPES.keys() | SYSTEM_FIELDS.keys() <= words
    assert {key for keys in OBJECTS.values() for key in keys} <= words


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_every_type_has_a_row_on_what_people_type(page):
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", text_of(page), flags=re.M)
    assert [*TYPES] == [*sorted(set(rows) & TYPES.keys(), key=list(TYPES).index)]


def test_every_function_and_operator_is_in_the_manual():
    text = text_of(FORMULAS)
    assert all(f"`{name}(" in text for name in FUNCTIONS)
    assert SIGNS.keys() == OPERATORS.keys()
    assert all(f"`{sign}`" in text for sign in SIGNS.values())
    assert {w for w in KEYWORDS if not w.isascii()} <= code_words(text)


def test_every_code_is_in_the_manual():
    text = text_of(DOCS / "problems.md")
    assert all(f"### {code}\n" in text for code in {*CODES, *MESSAGES})
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "migrate").glob("*.py"))
    assert all(f"| {code} |" in text for code in re.findall(r'"(H\d{3})"', sources))


@pytest.mark.parametrize("page", [*LANGUAGE, *READMES], ids=lambda page: page.name)
def test_every_command_is_in_a_table(page):
    cells = " ".join(re.findall(r"^\|([^|]*(?:\\\|[^|]*)*)\|", text_of(page), flags=re.M))
    words = set(re.findall(r"[a-z-]+", cells))
    assert set(commands.list_commands(TYPED)) <= words


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_every_subcommand_is_in_the_manual(page):
    asked = (commands.get_command(TYPED, name) for name in commands.list_commands(TYPED))
    groups = [command for command in asked if isinstance(command, click.Group)]
    assert groups and all(
        f"`{group.name} {name}" in text_of(page)
        for group in groups
        for name in group.list_commands(TYPED)
    )


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_the_first_example_is_a_rulebook_by_itself(page):
    assert read({"reception.yaml": blocks(page, "yaml")[0].text}).entities["visitor"].grants


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_an_example_that_stands_alone_is_a_rulebook_whose_own_examples_hold(page):
    (block,) = (block for block in blocks(page, "yaml") if block.alone)
    schema = read({"alone.yaml": block.text})
    assert how_many(schema) == 1 and differences(schema) == []


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_the_whole_examples_are_one_rulebook(page):
    schema = together(page)
    assert schema.scorecards and schema.reports and schema.clauses
    assert {report.template for report in schema.reports.values()} == templates(page).keys()


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_the_figures_examples_of_the_manual_hold(page):
    schema = together(page)
    assert how_many(schema) == 4
    assert differences(schema) == []


@pytest.mark.parametrize(("page", "block"), FRAGMENTS, ids=lambda part: getattr(part, "name", None))
def test_a_fragment_loads_in_its_place(page, block):
    assert fragment(page, block).entities["loan"].fields


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_examples_of_the_front_page_load_beside_the_manual(page):
    for block in blocks(page, "yaml"):
        assert together(LANGUAGE[0], block.content["entities"]).entities["visitor"]


def test_the_twins_have_the_same_examples():
    first, second = ([b.content.keys() for b in blocks(page, "yaml")] for page in LANGUAGE)
    assert first == second


@pytest.mark.parametrize("page", LANGUAGE, ids=lambda page: page.name)
def test_seeds_name_what_the_manual_declares(page):
    schema = together(page)
    for block in blocks(page, "seeds"):
        rows = yaml.safe_load(block.text)
        later = rows.pop("_update")
        for entity, row in [
            (e, r) for part in (rows, later) for e, many in part.items() for r in many
        ]:
            assert {key for key in row if key[0] != "_"} <= schema.entities[entity].fields.keys()


@pytest.mark.parametrize(("text", "how"), FORMULA_EXAMPLES, ids=[t for t, _ in FORMULA_EXAMPLES])
def test_a_formula_of_the_manual_types(text, how):
    assert typed(text, names(FORMULAS), **how)


def test_the_shop_of_the_formulas_is_a_rulebook():
    assert read({"shop.yaml": blocks(FORMULAS, "yaml")[0].text}).kpis


@pytest.mark.parametrize("sign", SIGNS.values())
def test_an_operator_is_written_as_the_manual_says(sign):
    assert parse(sign)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target, anchor in re.findall(r"\]\((?!https?:)([\w.-]*)#?([^)\s]*)\)", text_of(page)):
        assert not target or (DOCS / target).is_file()
        if anchor and not target:
            assert anchor in anchors(text_of(page))


def anchors(text: str) -> set[str]:
    """What a page's headings and marks are called in addresses."""
    heads = re.findall(r"^#+ (.+)$", text, flags=re.M)
    made = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
    return made | set(re.findall(r'<a id="([^"]+)">', text))
