"""Lists: what is found, in which order, with which titles, in how many statements."""

from decimal import Decimal


def names(page):
    return [record.values["name"] for record in page.records]


def test_a_page_shows_the_declared_columns_with_titles_of_links(member, book):
    book(name="Dune", price="12.5", discount="10%")
    record = member.find("book").records[0]
    assert record.title == "AA1 Dune"
    assert record.values["price"] == Decimal("12.50")
    assert record.values["net"] == Decimal("11.25")
    assert record.titles["branch"] == "North"
