"""Fields that are unique together: nobody stores the same twice, and the other one is named."""

import pytest

from records.refusals import Refused


def problems(refused):
    return {problem.path: problem.message for problem in refused.value.problems}


@pytest.fixture
def june(librarian, people):
    given = {"branch": people.north, "month": "2026-06", "counts": [{"shelf": "A"}]}
    return librarian.create("stocktake", given)


def test_the_same_values_are_refused_and_the_other_record_is_named(librarian, people, june):
    with pytest.raises(Refused) as refused:
        librarian.create("stocktake", {"branch": people.north, "month": "2026-06"})
    assert problems(refused) == {
        "month": "Stocktake North 2026-06 has the same Branch, Month already."
        " Change that one, or write other values."
    }


def test_other_values_and_empty_ones_are_no_doubles(librarian, people, june):
    july = librarian.create("stocktake", {"branch": people.north, "month": "2026-07"})
    librarian.create("stocktake", {"branch": people.north})
    librarian.create("stocktake", {"month": "2026-06"})
    with pytest.raises(Refused, match="has the same"):
        librarian.update("stocktake", july.id, {"month": "2026-06"}, july.version)
    librarian.update("stocktake", july.id, {"month": "2026-07", "place": 2}, july.version)


def test_a_record_that_may_not_be_seen_is_not_named(gate_of, people, june):
    with pytest.raises(Refused, match="Another record has the same values already"):
        gate_of("cai", "librarian").create(
            "stocktake", {"branch": people.north, "month": "2026-06"}
        )


def test_what_is_in_the_bin_does_not_count_until_it_comes_back(librarian, people, june):
    librarian.delete("stocktake", june.id)
    librarian.create("stocktake", {"branch": people.north, "month": "2026-06"})
    with pytest.raises(Refused, match="has the same"):
        librarian.restore("stocktake", june.id)


def test_rows_of_one_form_are_compared_with_each_other(librarian, people):
    rows = [{"shelf": "A"}, {"shelf": "B"}, {"shelf": "A"}]
    with pytest.raises(Refused) as refused:
        librarian.create("stocktake", {"branch": people.north, "counts": rows})
    assert problems(refused) == {"counts.2.shelf": "Row 1 has the same Shelf."}


def test_a_row_may_take_the_place_of_one_that_goes(librarian, people, june):
    first = june.values["counts"][0]
    added = {"counts": [{"id": first.id}, {"shelf": "A"}]}
    with pytest.raises(Refused, match="has the same|Row 1"):
        librarian.update("stocktake", june.id, added, june.version)
    swapped = {"counts": [{"id": first.id, "_delete": "1"}, {"shelf": "A", "books": 3}]}
    after = librarian.update("stocktake", june.id, swapped, june.version)
    assert [row.values["books"] for row in after.values["counts"]] == [3]


def test_the_database_itself_refuses_what_two_store_at_once(rulebook, system, people, june):
    model = rulebook.tables.model("stocktake")
    found = model.select().where(model.id == june.id).dicts().get()
    row = {name: value for name, value in found.items() if name != "id"}
    with pytest.raises(Exception, match=r"(?i)unique"):
        model.insert(**row).execute()


def test_a_check_over_all_records_leaves_a_new_record_itself_out(librarian, people):
    given = {"branch": people.north, "place": 1}
    first = librarian.create("stocktake", given)
    with pytest.raises(Refused, match="次序重复"):
        librarian.create("stocktake", {**given, "branch": people.south})
    librarian.update("stocktake", first.id, {"place": 1, "month": "2026-01"}, first.version)
