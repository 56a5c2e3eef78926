"""Moves: who may press, what guards say, what is asked and set."""

from datetime import date

import pytest

from language import speaking
from records.refusals import Conflict, Forbidden, NotFound, Refused


@pytest.fixture
def loan(member, book):
    return member.create("loan", {"items": [{"book": book()}]})


@pytest.fixture
def asked(member, loan):
    return member.move("loan", loan.id, "ask")


def names(pressables):
    return {p.transition.name: bool(p.decision) for p in pressables}


def test_only_transitions_that_leave_the_state_and_are_mine_stand_open(member, librarian, asked):
    assert names(member.transitions(asked)) == {}
    assert names(librarian.transitions(asked)) == {"lend": True, "refuse": True}


def test_a_transition_may_be_pressed_without_the_right_to_change(librarian, asked):
    assert not librarian.decide("update", "loan", asked)
    lent = librarian.move("loan", asked.id, "lend")
    assert (lent.state, lent.values["lent_on"]) == ("lent", date(2026, 6, 15))
    assert lent.values["due_on"] == date(2026, 6, 29)


def test_a_path_to_a_person_opens_a_transition(gate_of, asked, system, people):
    system.update("loan", asked.id, {"reader": people.cai}, None)
    bea = gate_of("bea", "librarian")
    assert "lend" not in names(bea.transitions(bea.get("loan", asked.id)))
    with pytest.raises(Forbidden, match="Lend is not yours to press."):
        bea.move("loan", asked.id, "lend")


def test_a_guard_that_does_not_hold_tells_its_reason(member, book):
    empty = member.create("loan", {})
    (only,) = member.transitions(empty)
    assert not only.decision and only.decision.reason == "请先添加图书"
    with pytest.raises(Forbidden, match="请先添加图书"):
        member.move("loan", empty.id, "ask")


def test_a_guard_about_whoever_presses(gate_of, book):
    ada = gate_of("ada", "head")
    own = ada.create("loan", {"items": [{"book": book()}]})
    own = ada.move("loan", own.id, "ask")
    with pytest.raises(Forbidden, match="reader != me"):
        ada.move("loan", own.id, "lend")


def test_a_move_from_another_state_is_refused_with_the_state_in_words(librarian, asked):
    with pytest.raises(Forbidden, match="Return is not possible while the state is Asked."):
        librarian.move("loan", asked.id, "give_back", {"condition": "intact"})


def test_what_is_asked_must_be_written_and_nothing_else_may_be(librarian, asked):
    with pytest.raises(Refused) as refused:
        librarian.move("loan", asked.id, "refuse", {"days": 3})
    assert {p.path for p in refused.value.problems} == {"days", "comment"}
    moved = librarian.move("loan", asked.id, "refuse", {"comment": " too many "})
    assert moved.state == "refused"
    entry = librarian.history("loan", asked.id)[0]
    assert (entry.transition, entry.comment) == ("refuse", "too many")
    assert entry.changes == {"state": ("asked", "refused")}


def test_a_choice_that_is_asked_is_read_and_kept(librarian, asked):
    librarian.move("loan", asked.id, "lend")
    with pytest.raises(Refused, match="Choose one of"):
        librarian.move("loan", asked.id, "give_back", {"condition": "eaten"})
    back = librarian.move("loan", asked.id, "give_back", {"condition": "damaged", "damage": "wet"})
    assert back.values["condition"] == "damaged"


@pytest.fixture
def lent(librarian, asked):
    return librarian.move("loan", asked.id, "lend")


def refused(librarian, lent, **answers):
    """The fields with which a return is refused."""
    with pytest.raises(Refused) as found:
        librarian.move("loan", lent.id, "give_back", answers)
    return {problem.path for problem in found.value.problems}


def test_a_field_is_asked_once_an_answer_lets_it_show(librarian, lent):
    assert refused(librarian, lent) == {"condition"}
    assert refused(librarian, lent, condition="damaged") == {"damage"}
    assert refused(librarian, lent, condition="damaged", damage="x" * 21) == {"damage"}


def test_what_does_not_show_is_not_stored(librarian, lent):
    hidden = {"condition": "intact", "damage": "x" * 21}
    back = librarian.move("loan", lent.id, "give_back", hidden)
    assert (back.state, back.values["damage"]) == ("returned", None)


def test_a_condition_is_judged_as_the_record_will_be_and_may_loosen_what_is_asked(librarian, lent):
    told = {"condition": "damaged", "damage": "lost pages"}
    assert refused(librarian, lent, **told) == {"remark"}
    said = librarian.asking(lent, "give_back", told)
    assert said["remark"] == {"visible": True, "required": True, "readonly": False}
    # The damage is typed, but does not show: nothing hangs on it.
    said = librarian.asking(lent, "give_back", told | {"condition": "intact"})
    assert not said["damage"]["visible"]
    assert said["remark"] == {"visible": True, "required": False, "readonly": False}
    assert librarian.move("loan", lent.id, "give_back", {"condition": "intact"}).state == "returned"


def test_a_move_of_what_changed_meanwhile_is_a_conflict(member, librarian, asked, gate_of):
    gate_of("ada", "head").update("loan", asked.id, {"days": 3}, asked.version)
    with pytest.raises(Conflict):
        librarian.move("loan", asked.id, "lend", {}, asked.version)


def test_an_unseen_record_and_an_unknown_transition_are_not_found(gate_of, librarian, asked):
    with pytest.raises(NotFound):
        gate_of("cai", "librarian").move("loan", asked.id, "refuse", {"comment": "x"})
    with pytest.raises(NotFound):
        librarian.move("loan", asked.id, "nosuch")
    with pytest.raises(NotFound):
        librarian.move("book", 1, "nosuch")


def test_the_desk_shows_what_waits_for_me_and_for_nobody_else(member, librarian, gate_of, asked):
    (task,) = librarian.waiting()
    assert (task.entity, task.id, task.state) == ("loan", asked.id, "asked")
    assert task.title == "JY202606001 Dan"
    assert member.waiting() == [] and gate_of("cai", "librarian").waiting() == []


def test_a_draft_waits_for_its_owner_only_when_it_can_go_on(member, librarian, loan):
    assert [task.id for task in member.waiting()] == [loan.id]
    member.create("loan", {})
    assert [task.id for task in member.waiting()] == [loan.id]
    assert librarian.waiting() == []


def test_the_desk_shows_what_i_started_and_what_is_late(member, librarian, system, asked):
    librarian.move("loan", asked.id, "lend")
    assert [task.id for task in member.desk(5, 5).started] == [asked.id]
    assert member.overdue() == []
    system.update("loan", asked.id, {"lent_on": "2026-05-01"}, None)
    (late,) = member.overdue()
    assert (late.id, late.due) == (asked.id, date(2026, 5, 15))
    assert [task.id for task in librarian.overdue()] == [asked.id]


def test_a_reminder_says_its_message_to_whom_it_names_while_it_holds(
    librarian, gate_of, asked, system
):
    assert librarian.reminders() == ()
    system.update("loan", asked.id, {"days": 25}, None)
    (nudge,) = librarian.reminders()
    assert (nudge.entity, nudge.id, nudge.message) == (
        "loan",
        asked.id,
        "Decide on JY202606001 Dan",
    )
    with speaking("zh_TW"):
        assert librarian.reminders()[0].message == "JY202606001 Dan 待批"
    assert gate_of("cai", "librarian").reminders() == () and librarian.overdue() == []
    librarian.move("loan", asked.id, "lend")
    assert librarian.reminders() == ()


def test_the_whole_desk_reads_an_entity_once_however_many_lists_it_is_in(
    librarian, asked, system, statements
):
    system.update("loan", asked.id, {"lent_on": "2026-05-01"}, None)
    librarian.waiting()
    with statements() as seen:
        desk = librarian.desk(5, 5)
    assert [task.id for task in desk.waiting] == [task.id for task in desk.overdue] == [asked.id]
    assert len(seen) == 4
    assert desk.waiting == librarian.waiting() and desk.overdue == librarian.overdue()
    assert desk.started == []


def test_how_much_waits_is_counted_in_one_statement(librarian, asked, statements):
    librarian.waiting()
    with statements() as seen:
        assert librarian.waiting_counts(5) == {"loan": 1}
    assert len(seen) == 1


def test_the_desk_takes_two_statements_however_much_waits(member, librarian, book, statements):
    for _ in range(8):
        loan = member.create("loan", {"items": [{"book": book()}]})
        member.move("loan", loan.id, "ask")
    librarian.waiting()
    with statements() as seen:
        assert len(librarian.waiting(5)) == 5
    assert len(seen) == 2
