"""Rows in and out: all or nothing, every row's problem, words by column."""

import pytest

from records.query import Filter, Query
from records.refusals import Forbidden


def told(outcome):
    return {row.number: {p.path for p in row.problems} for row in outcome.faulty}


def test_rows_are_stored_by_field_names_and_by_labels(librarian):
    rows = [
        {"code": "AA1", "name": "One", "price": "1,200.50"},
        {"书号": "AA2", "书名": "Two", "类别": "科学"},
    ]
    outcome = librarian.import_rows("book", rows)
    assert outcome.stored and [row.number for row in outcome.rows] == [1, 2]
    assert librarian.get("book", outcome.rows[1].id).values["kind"] == "science"


def test_one_bad_row_keeps_all_out_and_every_problem_is_told(librarian, book):
    book(code="AA9")
    rows = [
        {"code": "AA1", "name": "Good"},
        {"code": "bad", "name": "", "price": "much"},
        {"code": "AA1", "name": "Twice"},
        {"code": "AA9", "name": "Taken"},
        {"code": "AA3", "name": "x", "branch": "West", "nosuch": "1"},
    ]
    outcome = librarian.import_rows("book", rows)
    assert not outcome.stored and librarian.count("book") == 1
    assert told(outcome) == {
        2: {"code", "name", "price"}, 3: {"code"}, 4: {"code"}, 5: {"branch", "nosuch"},
    }  # fmt: skip


def test_a_trial_run_stores_nothing_and_tells_the_same(librarian):
    outcome = librarian.import_rows("book", [{"code": "AA1", "name": "One"}], dry_run=True)
    assert not outcome.stored and outcome.faulty == () and librarian.count("book") == 0


def test_links_are_found_by_title_by_number_and_by_a_unique_value(librarian, system, people, book):
    first = book(code="AA1", name="Dune")
    author = system.create("author", {"name": "Frank Herbert"}).id
    rows = [
        {"code": "AA2", "name": "x", "branch": "South", "authors": "Frank Herbert"},
        {"code": "AA3", "name": "y", "branch": f"#{people.north}"},
    ]
    outcome = librarian.import_rows("book", rows)
    record = librarian.get("book", outcome.rows[0].id)
    assert (record.values["branch"], record.values["authors"]) == (people.south, (author,))
    assert librarian.get("book", outcome.rows[1].id).values["branch"] == people.north
    assert first


def test_a_title_that_two_records_have_names_neither(librarian, system):
    for _ in range(2):
        system.create("author", {"name": "Smith"})
    outcome = librarian.import_rows("book", [{"code": "AA1", "name": "x", "authors": "Smith"}])
    assert told(outcome) == {1: {"authors"}}


def test_a_row_with_an_id_changes_that_record(librarian, book):
    id = book(name="Old")
    outcome = librarian.import_rows(
        "book", [{"id": str(id), "name": "New"}, {"id": "77", "name": "x"}]
    )
    assert told(outcome) == {2: {"id"}}
    assert librarian.import_rows("book", [{"id": str(id), "name": "New"}]).stored
    assert librarian.get("book", id).values["name"] == "New"


def test_an_import_needs_its_own_grant(gate_of):
    with pytest.raises(Forbidden):
        gate_of("dan", "acquirer").import_rows("book", [{"code": "AA1", "name": "x"}])


def test_an_export_gives_words_for_what_is_found(librarian, book, people):
    book(name="Dune", price="10", discount="1.6%", kind="science", tags=["old", "rare"])
    book(name="Emma", branch=people.south)
    query = Query(filters=(Filter("branch", "eq", (people.north,)),))
    (row,) = librarian.export(
        "book", query, ("code", "branch", "price", "discount", "kind", "tags")
    )
    assert row == {"code": "AA1", "branch": "North", "price": "10.00", "discount": "1.6%",
                   "kind": "科学", "tags": "旧, 珍本"}  # fmt: skip


def test_an_export_has_neither_private_nor_unreadable_columns(librarian, book, people):
    book(cost="5")
    (row,) = librarian.export("book")
    assert "cost" not in row and "net" in row
    assert "phone" not in next(iter(librarian.export("reader")))


def test_an_export_is_narrowed_by_its_own_grant(gate_of, system, people):
    for reader in (people.dan, people.cai):
        system.create("loan", {"reader": reader})
    assert [row["reader"] for row in gate_of("bea", "librarian").export("loan")] == ["Dan"]
    with pytest.raises(Forbidden):
        list(gate_of("dan", "member").export("loan"))


def test_an_export_goes_on_page_after_page(librarian, book, monkeypatch):
    monkeypatch.setattr("records.exchange.MOST_ROWS", 2)
    for _ in range(5):
        book()
    codes = [row["code"] for row in librarian.export("book", Query(), ("code",))]
    assert codes == ["AA1", "AA2", "AA3", "AA4", "AA5"]
