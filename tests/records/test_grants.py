"""Decisions: a table of who may do what, and the reasons with which they come."""

import pytest

from records.actor import role_closure
from records.grants import rules
from records.refusals import Forbidden, NotFound
from records.why import why


@pytest.mark.parametrize(
    ("who", "role", "action", "kind", "allowed", "reason"),
    [
        pytest.param("dan", "guest", "read", "novel", True, "The role 访客 may see Book where: kind != 'secret'", id="row condition holds"),
        pytest.param("dan", "guest", "read", "secret", False, "Your roles may see Book only where: kind != 'secret'", id="row condition does not hold"),
        pytest.param("dan", "member", "read", "novel", True, "The role 访客 may see Book", id="through an included role"),
        pytest.param("dan", "member", "update", "novel", False, "None of your roles may change Book.", id="no grant"),
        pytest.param("bea", "librarian", "update", "novel", True, "where: keeper = me or branch = me.branch", id="one of two conditions"),
        pytest.param("cai", "librarian", "update", "novel", False, "only where: keeper = me or branch = me.branch", id="neither of them"),
        pytest.param("ada", "head", "update", "novel", True, "The role 馆长 may change every Book.", id="roles add up"),
        pytest.param("bea", "librarian", "print", "novel", False, "None of your roles may print Book.", id="unlisted action"),
        pytest.param("bea", "librarian", "delete", "secret", True, "The role 馆员 may delete every Book.", id="everything"),
        pytest.param("bea", "librarian", "fly", "novel", False, "None of your roles may fly Book.", id="unknown action"),
    ],
)  # fmt: skip
def test_a_decision_comes_with_its_reason(
    gate_of, book, system, who, role, action, kind, allowed, reason
):
    id = book(kind=kind, secret_place="x")
    decision = gate_of(who, role).decide(action, "book", system.get("book", id))
    assert bool(decision) is allowed
    assert reason in decision.reason


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [("guest", "read", True), ("guest", "create", False), ("librarian", "export", True), ("librarian", "create", True)],
)  # fmt: skip
def test_without_a_record_a_grant_of_some_is_enough(gate_of, role, action, allowed):
    assert bool(gate_of("dan", role).decide(action, "book")) is allowed


def test_what_is_done_to_a_record_needs_the_right_to_see_it(gate_of, system):
    decision = gate_of("bea", "acquirer").decide("update", "reader")
    assert decision.reason == "None of your roles may see Reader."


def test_a_grant_that_names_a_hidden_field_does_not_tell_its_condition(
    gate_of, head, system, people
):
    loan = system.create("loan", {"reader": people.dan}).id
    fine = head.create("fine", {"loan": loan})
    decision = gate_of("bea", "acquirer").decide("read", "fine", fine)
    assert decision.reason == "Your roles may see Fine only in certain cases."


def test_lines_inherit_the_grants_of_their_record(schema):
    found = rules(schema, frozenset({"member"}), "create", "loan_item")
    assert [(rule.entity, rule.via, rule.condition.text) for rule in found] == [
        ("loan", ("loan",), "reader = me and state = 'draft'")
    ]


def test_lines_are_found_through_their_record_in_lists(member, gate_of, book):
    member.create("loan", {"items": [{"book": book()}]})
    assert member.count("loan_item") == 1
    assert gate_of("cai", "member").count("loan_item") == 0


def test_roles_bring_every_role_that_they_include(schema):
    assert role_closure(schema, ["head", "gone"]) == {"head", "librarian", "member", "guest"}


def test_fields_of_others_do_not_exist(member, head, book):
    assert "cost" not in {f.name for f in member.fields("book")}
    assert "cost" in {f.name for f in head.fields("book")}
    assert "cost" not in member.get("book", book(cost="3")).values
    assert member.field("book", "cost") is None and member.field("book", "created_at") is not None


def test_fields_that_may_be_changed(librarian, member, book):
    mine = {f.name for f in librarian.fields("book", None, "write")}
    assert {"name", "shelf", "price"} <= mine and not {"net", "cost"} & mine
    assert "shelf" not in {f.name for f in member.fields("book", None, "write")}
    assert "number" not in {f.name for f in member.fields("loan", None, "write")}


def test_why_names_every_rule_with_its_place(gate_of, book):
    id = book(kind="secret", secret_place="x")
    text = why(gate_of("dan", "member"), "read", "book", id)
    assert text.startswith("No. Your roles may see Book only where: kind != 'secret'")
    assert "[condition not met] 访客 (guest) · kind != 'secret' · library.yaml:" in text
    assert "[not your role] 馆员 (librarian) · all · library.yaml:" in text


def test_why_answers_for_an_entity_and_for_what_is_not_there(gate_of):
    dan = gate_of("dan", "member")
    assert "[some records] 访客 (guest)" in why(dan, "read", "book")
    assert why(dan, "read", "nosuch") == 'There is no entity "nosuch".'
    assert "number 99" in why(dan, "read", "book", 99)


def test_what_may_not_be_read_is_not_found_at_any_door(member, book):
    id = book(kind="secret", secret_place="x")
    for door in (
        lambda: member.get("book", id),
        lambda: member.history("book", id),
        lambda: member.attachments("book", id),
        lambda: member.conditions("book", {}, id),
        lambda: member.delete("book", id),
    ):
        with pytest.raises(NotFound):
            door()


def test_related_records_are_counted_as_far_as_they_may_be_read(
    member, gate_of, system, people, book
):
    system.create("loan", {"reader": people.dan})
    system.create("loan", {"reader": people.dan})
    dan = system.get("reader", people.dan)
    assert [(r.entity, r.field, r.count) for r in member.related(dan)] == [("loan", "reader", 2)]
    assert gate_of("cai", "member").related(dan) == ()


def test_nobody_without_a_role_may_do_anything(gate_of, book):
    nobody = gate_of("dan")
    with pytest.raises(Forbidden):
        nobody.find("book")
    with pytest.raises(NotFound):
        nobody.get("book", book())
