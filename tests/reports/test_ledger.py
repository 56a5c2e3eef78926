"""Every print is written down, in a chain, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from records.actor import SYSTEM
from records.rulebook import Rulebook
from reports.ledger import Copy, broken, enter, figures_printed
from schema.load import read
from tests.worlds import closed, founded


@pytest.fixture
def rulebook(database_url, tmp_path):
    schema = read(
        {
            "a.yaml": "entities: {boat: {label: 船, title: '{name}', fields: {name: {type: string, label: 名}}}}"
        }
    )
    tables = founded(schema, database_url)
    yield Rulebook(schema, tables, tmp_path, clock=lambda: datetime(2026, 6, 15, 10, 30, 5))
    closed(tables)


def copy(number: str = "A1", **values) -> Copy:
    return Copy("receipt", "收据", number, "boat", 7, **values)


def test_copies_of_a_document_are_counted(rulebook):
    assert [enter(rulebook, SYSTEM, copy()) for _ in range(3)] == [1, 2, 3]
    assert enter(rulebook, SYSTEM, Copy("receipt", "收据", "A2", "boat", 8)) == 1
    assert enter(rulebook, SYSTEM, Copy("board", "看板", "2026", period="2026-06")) == 1


def test_the_chain_holds_until_somebody_changes_a_line(rulebook):
    for number in ("A1", "A2", "A3"):
        enter(rulebook, SYSTEM, copy(number, sha256="ab", snapshot={"a": {"x": "1.50"}}))
    assert list(broken(rulebook)) == []
    table = rulebook.tables.Print
    table.update(snapshot={"a": {"x": "9.50"}}).where(table.id == 2).execute()
    assert list(broken(rulebook)) == [3]


def test_printers_at_the_same_moment_keep_the_chain(rulebook):
    with ThreadPoolExecutor(4) as pool:
        ordinals = list(pool.map(lambda n: enter(rulebook, SYSTEM, copy()), range(12)))
    assert sorted(ordinals) == list(range(1, 13))
    assert list(broken(rulebook)) == []


def test_a_removed_line_breaks_the_chain(rulebook):
    for number in ("A1", "A2", "A3"):
        enter(rulebook, SYSTEM, copy(number))
    table = rulebook.tables.Print
    table.delete().where(table.id == 2).execute()
    assert list(broken(rulebook)) == [3]


def test_the_figures_of_the_first_final_print_are_kept_for_that_version(rulebook):
    for draft, score, version in (
        (True, "1", 3),
        (False, "2", 3),
        (False, "3", 3),
        (False, "4", 4),
    ):
        enter(
            rulebook,
            SYSTEM,
            copy(draft=draft, snapshot={"version": version, "figures": {"score": score}}),
        )
    assert figures_printed(rulebook, "receipt", 7, 3) == {"score": "2"}
    assert figures_printed(rulebook, "receipt", 7, 4) == {"score": "4"}
    assert figures_printed(rulebook, "receipt", 7, 5) is None
