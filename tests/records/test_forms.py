"""Forms while they are filled in: drafts, conditions, pickers."""

from decimal import Decimal

import pytest

from records.refusals import NotFound


def test_a_draft_has_the_defaults_and_the_titles_of_its_links(member, people):
    draft = member.draft("loan")
    assert draft.values["reader"] == people.dan and draft.titles["reader"] == "Dan"
    assert draft.values["branch"] == people.north and draft.values["days"] == 14
    assert member.draft("book", {"name": "X"}).values["name"] == "X"
    assert "cost" not in member.draft("book").values


def test_conditions_follow_what_is_typed(librarian):
    plain = librarian.conditions("book", {"kind": "novel"})
    secret = librarian.conditions("book", {"kind": "secret"})
    assert plain["secret_place"] == {"visible": False, "required": False, "readonly": False}
    assert secret["secret_place"] == {"visible": True, "required": True, "readonly": False}
    assert plain["net"]["readonly"] and "cost" not in plain


def test_computed_fields_follow_what_is_typed_even_where_it_is_half_written(librarian):
    found = librarian.conditions("book", {"price": "100", "discount": "20", "bought_on": "20"})
    assert found["net"]["value"] == Decimal("80.00")
    assert librarian.conditions("book", {"price": "1..0"})["net"]["value"] is None


def test_totals_over_lines_follow_what_is_typed(member, book):
    rows = [{"book": book(price="10"), "copies": "3"}, {"book": book(price="5")}, {"copies": ""}]
    found = member.conditions("loan", {"items": rows})
    assert found["count"]["value"] == 4
    assert found["items.0.value"]["value"] == Decimal("30.00")
    assert found["items.1.value"]["value"] == Decimal("5.00")
    assert found["items.2.book"]["required"]


def test_lines_that_are_stored_count_along_with_those_that_are_typed(member, book):
    loan = member.create("loan", {"items": [{"book": book(), "copies": 2}, {"book": book()}]})
    first, second = loan.values["items"]
    rows = [{"id": first.id, "copies": "7"}, {"id": second.id, "_delete": "1"}]
    assert member.conditions("loan", {"items": rows}, loan.id)["count"]["value"] == 7


def test_a_default_that_names_other_fields_comes_when_they_are_known(member, people):
    found = member.conditions("loan", {"reader": people.cai, "branch": ""})
    assert found["branch"]["value"] == people.south and found["branch"]["title"] == "South"
    assert (
        "value"
        not in member.conditions("loan", {"reader": people.cai, "branch": people.north})["branch"]
    )


def ids(options):
    return [option.id for option in options]


def test_a_picker_offers_what_fits_and_may_be_read(member, book, people):
    north, south = book(name="Northern"), book(name="Southern", branch=people.south)
    book(name="Hidden", kind="secret", secret_place="x")
    assert ids(member.options("loan", "items.book", "", {"branch": people.north})) == [north]
    assert ids(member.options("loan", "items.book", "", {"branch": people.south})) == [south]
    assert ids(member.options("loan_item", "book", "", {"loan": {"branch": people.south}})) == [
        south
    ]


def test_a_picker_searches_and_tells_records_apart(member, book):
    book(name="Dune")
    book(name="Emma", price="7")
    (option,) = member.options("note", "book", "emm")
    assert option.title == "AA2 Emma"
    assert option.detail == "North · 7.00"
    assert len(member.options("note", "book", "", limit=1)) == 1


def test_a_picker_of_what_may_not_be_read_is_empty(gate_of, system, people):
    system.create("loan", {"reader": people.dan})
    assert gate_of("cai", "member").options("fine", "loan") == []
    assert gate_of("dan", "acquirer").options("note", "book", "zzz") == []
    assert gate_of("dan", "member").options("book", "nosuch") == []
    assert gate_of("dan", "member").options("book", "name") == []


def test_unknown_entities_are_not_found(member):
    with pytest.raises(NotFound):
        member.find("nosuch")
    with pytest.raises(NotFound):
        member.draft("nosuch")
