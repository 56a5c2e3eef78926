"""Lists: what is found, in which order, with which titles, in how many statements."""

from datetime import date
from decimal import Decimal

import pytest

from records.query import Filter, Query
from records.refusals import Refused
from records.search import words_of


def codes(page):
    return [record.values["code"] for record in page.records]


@pytest.fixture
def shelf(book, people, system):
    """Five books that differ in every way a list can tell."""
    writer = system.create("author", {"name": "Frank Herbert"}).id
    book(name="Dune", price="12.5", discount="10%", authors=[writer], bought_on="2024-01-05")
    book(name="100% Wolle", price="3", kind="science", branch=people.south, tags=["rare"])
    book(name="红楼梦", price="80", bought_on="2025-03-01", tags=["old", "rare"])
    book(name="Vault", price="9", kind="secret", secret_place="cellar")
    book(name="No price", price=None, branch=None)
    return writer


def test_a_page_shows_the_declared_columns_with_titles_of_links(member, shelf):
    record = member.find("book").records[0]
    assert record.title == "AA1 Dune"
    assert record.values["price"] == Decimal("12.50")
    assert record.values["net"] == Decimal("11.25")
    assert record.titles["branch"] == "North"


def test_what_may_not_be_read_is_neither_shown_nor_counted(member, librarian, shelf):
    assert codes(member.find("book")) == ["AA1", "AA2", "AA3", "AA5"]
    assert member.find("book").total == 4
    assert librarian.count("book") == 5


def test_many_links_bring_their_titles(member, shelf):
    page = member.find("book", Query(columns=("code", "authors")))
    assert page.records[0].values["authors"] == (shelf,)
    assert page.records[0].titles["authors"] == ("Frank Herbert",)
    assert page.records[1].titles["authors"] == ()


@pytest.mark.parametrize(
    ("field", "op", "values", "expected"),
    [
        pytest.param("name", "contains", ("dun",), "AA1", id="text contains, whatever the case"),
        pytest.param("name", "contains", ("100%",), "AA2", id="a percent sign is no wildcard"),
        pytest.param("name", "contains", ("_une",), "", id="an underscore is no wildcard"),
        pytest.param("name", "eq", ("Dune",), "AA1", id="text equals"),
        pytest.param("price", "between", ("3", "12.5"), "AA1 AA2", id="between, ends included"),
        pytest.param("price", "between", ("", "5"), "AA2", id="between with an open end"),
        pytest.param("price", "gt", ("12.5",), "AA3", id="greater"),
        pytest.param("price", "ne", ("80",), "AA1 AA2 AA5", id="unequal takes the empty along"),
        pytest.param("price", "empty", (), "AA5", id="empty"),
        pytest.param("net", "eq", ("11.25",), "AA1", id="a computed field"),
        pytest.param("kind", "in", ("novel", "science"), "AA1 AA2 AA3 AA5", id="one of several"),
        pytest.param("kind", "eq", ("科学",), "AA2", id="an option by its label"),
        pytest.param("tags", "contains", ("rare",), "AA2 AA3", id="several options"),
        pytest.param("tags", "empty", (), "AA1 AA5", id="no option"),
        pytest.param("authors", "not_empty", (), "AA1", id="many links, any"),
        pytest.param("bought_on", "ge", ("2025-01-01",), "AA3", id="a date from"),
        pytest.param("branch", "empty", (), "AA5", id="no link"),
        pytest.param("created_at", "eq", ("2026-06-15",), "AA1 AA2 AA3 AA5", id="a moment's day"),
        pytest.param("created_at", "lt", ("2026-06-15",), "", id="before a day"),
        pytest.param("created_by", "eq", ("system",), "AA1 AA2 AA3 AA5", id="by whom"),
    ],
)
def test_a_filter_finds(member, shelf, field, op, values, expected):
    page = member.find("book", Query(filters=(Filter(field, op, values),)))
    assert codes(page) == expected.split()


def test_links_are_filtered_by_id(member, shelf, people):
    page = member.find("book", Query(filters=(Filter("branch", "eq", (people.south,)),)))
    assert codes(page) == ["AA2"]
    page = member.find("book", Query(filters=(Filter("authors", "contains", (shelf,)),)))
    assert codes(page) == ["AA1"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param(Query(filters=(Filter("nosuch", "eq", (1,)),)), "nosuch", id="unknown filter"),
        pytest.param(Query(filters=(Filter("cost", "gt", (1,)),)), "cost", id="unreadable filter"),
        pytest.param(
            Query(filters=(Filter("diary", "eq", ("x",)),)), "diary", id="seen on own only"
        ),
        pytest.param(Query(sort=("-cost",)), "cost", id="unreadable order"),
        pytest.param(Query(totals=("cost",)), "cost", id="unreadable sum"),
        pytest.param(Query(columns=("cost",)), "cost", id="unreadable column"),
        pytest.param(
            Query(filters=(Filter("price", "contains", ("1",)),)), "Price", id="not for its type"
        ),
        pytest.param(Query(filters=(Filter("price", "eq", ("abc",)),)), "number", id="no number"),
    ],
)
def test_what_cannot_be_asked_is_refused(member, shelf, query, message):
    with pytest.raises(Refused) as refused:
        member.find("book", query)
    assert message in str(refused.value)


def test_an_unreadable_field_and_an_unknown_one_are_refused_in_the_same_words(member):
    answers = []
    for name in ("cost", "tosc"):
        with pytest.raises(Refused) as refused:
            member.find("book", Query(filters=(Filter(name, "eq", (1,)),)))
        answers.append(str(refused.value).replace(name, "…"))
    assert answers[0] == answers[1]


def test_a_private_field_is_in_no_list_but_on_the_record(librarian, people):
    with pytest.raises(Refused):
        librarian.find("reader", Query(columns=("name", "phone")))
    assert "phone" in librarian.get("reader", people.dan).values


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        pytest.param(("-price",), "AA3 AA1 AA2 AA5", id="empty last when falling"),
        pytest.param(("price",), "AA2 AA1 AA3 AA5", id="empty last when rising"),
        pytest.param(("branch", "-code"), "AA3 AA1 AA2 AA5", id="by the title of a link"),
        pytest.param(("kind", "code"), "AA1 AA3 AA5 AA2", id="options in declared order"),
        pytest.param(("-net",), "AA3 AA1 AA2 AA5", id="by a computed field"),
        pytest.param(("-id",), "AA5 AA3 AA2 AA1", id="by number"),
    ],
)
def test_a_list_is_ordered(member, shelf, sort, expected):
    assert codes(member.find("book", Query(sort=sort))) == expected.split()


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("dune", "AA1"), ("红楼", "AA3"), ("north", "AA1 AA3"), ("100%", "AA2"), ("%", "AA2"),
        ("north 梦", "AA3"), ("vault", ""), ("zzz", ""), ("a\0a1", "AA1"), ("   ", "AA1 AA2 AA3 AA5"),
    ],
)  # fmt: skip
def test_a_search_finds(member, shelf, search, expected):
    assert codes(member.find("book", Query(search=search))) == expected.split()


def test_a_search_finds_by_the_titles_of_the_links_in_a_list(head, people, system):
    loan = system.create("loan", {"reader": people.cai, "branch": people.south}).id
    fine = head.create("fine", {"loan": loan}).id
    system.create("fine", {"loan": system.create("loan", {"reader": people.dan}).id})
    assert [record.id for record in head.find("fine", Query(search="cai")).records] == [fine]


def test_a_search_has_a_limited_number_of_words():
    assert len(words_of("a " * 50)) == 6


def test_totals_are_over_everything_found_and_not_the_page_only(member, shelf):
    page = member.find("book", Query(size=1, totals=("price", "net")))
    assert page.totals == {"price": Decimal("95.50"), "net": Decimal("94.25")}
    assert (page.total, page.pages, len(page.records)) == (4, 4, 1)


def test_a_page_beyond_the_end_is_empty(member, shelf):
    page = member.find("book", Query(page=10**12, size=10**6))
    assert page.records == () and page.total == 4


def test_a_list_takes_at_most_three_statements_whatever_its_size(member, shelf, book, statements):
    for _ in range(30):
        book()
    member.find("book")
    with statements() as seen:
        page = member.find(
            "book",
            Query(search="o", totals=("price",), columns=("code", "authors", "branch", "net")),
        )
    assert len(page.records) == 34 and len(seen) <= 3


def test_a_link_to_what_may_not_be_read_has_no_title(head, librarian, people, system):
    loan = system.create("loan", {"reader": people.cai, "branch": people.south}).id
    fine = head.create("fine", {"loan": loan})
    assert fine.titles["loan"].endswith("Cai")
    assert librarian.find("loan").total == 0


def test_a_field_seen_by_its_owner_is_there_on_own_records_only(gate_of, book, people):
    mine, other = book(keeper=people.bea, diary="mine"), book(keeper=people.cai, diary="other")
    bea = gate_of("bea", "librarian")
    found = {r.id: r.values for r in bea.find("book", Query(columns=("code", "diary"))).records}
    assert found[mine]["diary"] == "mine" and "diary" not in found[other]
    assert bea.get("book", mine).values["diary"] == "mine"
    assert "diary" not in bea.get("book", other).values


def test_an_entity_without_any_grant_does_not_exist_in_lists(member):
    with pytest.raises(Exception, match="may not see"):
        member.find("fine")


def test_another_package_may_bring_a_condition_of_its_own(member, shelf):
    page = member.find("book", Query(), lambda book: book.price > 10)
    assert codes(page) == ["AA1", "AA3"]


def test_dates_come_back_as_dates(member, shelf):
    assert member.find("book").records[0].values["bought_on"] == date(2024, 1, 5)


def test_links_of_all_kinds_to_a_record_are_counted_in_one_statement(
    head, people, shelf, statements
):
    record = head.get("branch", people.north)
    with statements() as seen:
        found = {(each.entity, each.field): each.count for each in head.related(record)}
    assert sum("COUNT(" in statement for statement in seen) == 1
    here = Query(filters=(Filter("branch", "eq", (people.north,)),))
    assert found["book", "branch"] == head.count("book", here) == 3


def test_a_list_whose_number_is_known_is_not_counted(member, shelf, statements):
    with statements() as seen:
        page = member.find("book", Query(size=2, counted=False))
    assert len(page.records) == page.total == 2
    assert not any("COUNT(" in statement for statement in seen)


def test_while_one_looks_a_row_is_read_once(librarian, book, statements):
    record = librarian.get("book", book())
    with librarian.remembering(), statements() as seen:
        assert librarian.decide("update", "book", record) and librarian.history("book", record.id)
        assert librarian.shown("book", record.id) >= {"code", "price"}
        assert librarian.attachments("book", record.id) == ()
    assert sum('FROM "book"' in statement for statement in seen) == 1


def test_whoever_writes_sees_what_was_written(librarian, book):
    record = librarian.get("book", book(name="Before"))
    with librarian.remembering():
        assert librarian.decide("update", "book", record)
        librarian.update("book", record.id, {"name": "After"}, record.version)
        assert librarian.session.row("book", record.id).get("name") == "After"


def test_lines_reached_on_two_ways_are_the_same_rows(librarian, book):
    session = librarian.session
    with librarian.remembering():
        row = session.row("book", book())
        branch = row.follow("branch")
        assert branch is session.row("book", row.id).follow("branch")
        assert list(branch.children("book", "branch")) == list(branch.children("book", "branch"))
        assert next(iter(branch.children("book", "branch"))).follow("branch") is branch
