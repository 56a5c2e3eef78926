"""A cycle is kept going: reminded, sent back, handed over, and closed for good."""

from __future__ import annotations

import peewee
import pytest

from kpi.chasing import hand_over, remind, send_back
from kpi.closing import close_cycle
from kpi.cycle import open_cycle, status
from kpi.period import Period
from records.actor import person_actor
from records.gate import Gate
from records.history import history
from records.refusals import Forbidden, NotFound, Refused
from tests.kpi.appraised import bath, opened

JUNE = Period.parse("2026-06")
RULES = bath(
    (
        "approve: {label: 批准, from: open, to: approved, by: [chief]}",
        "approve: {label: 批准, from: open, to: approved, by: [superior]}",
    ),
    (
        "reopen: {label: 重开, from: approved, to: open, by: [chief]}",
        "reopen: {label: 重开, from: approved, to: open, by: [chief], ask: [comment]}",
    ),
    (
        "      accidents: {",
        "      superior: {type: link, to: attendant, label: 评分人}\n      accidents: {",
    ),
    (
        "permissions: {chief: {read: all, create: true, update: all}}",
        'permissions: {chief: {read: all, create: true, update: all}, hand: {read: "superior = me"}}',
    ),
    ("roles: {chief: {label: 主管}}", "roles: {chief: {label: 主管}, hand: {label: 员工}}"),
)


@pytest.fixture
def run(database_url, tmp_path):
    """A bath in which the superior of a sheet approves it."""
    with opened(RULES, database_url, tmp_path) as found:
        yield found


def as_(run, person=None, role="chief"):
    """The gate of somebody with a role."""
    return Gate(run.book, person_actor(run.book.schema, person, [role], "somebody"))


@pytest.fixture
def boss(run):
    return run.person("上级")


@pytest.fixture
def id(run, boss):
    """The sheet of somebody that waits for the superior."""
    return run.sheet(run.person("小林"), superior=boss)


def test_a_reminder_stands_on_the_desk_until_the_sheet_has_moved_on(run, boss, id):
    found = remind(as_(run), run.card, JUNE)
    assert [(each.sheet.id, each.names) for each in found] == [(id, ("上级",))]
    desk = as_(run, boss, "hand")
    assert [(each.entity, each.id) for each in desk.reminders()] == [("sheet", id)]
    told = history(run.gate.session, run.book.entity("sheet"), run.gate.session.row("sheet", id))
    assert (told[0].action, told[0].comment) == ("remind", "上级")
    run.gate.move("sheet", id, "approve")
    assert as_(run, boss, "hand").reminders() == ()


def test_reminding_again_leaves_one_reminder_with_the_newer_words(run, boss, id):
    remind(as_(run), run.card, JUNE)
    remind(as_(run), run.card, JUNE, "今天")
    assert [each.message for each in as_(run, boss, "hand").reminders()] == ["今天"]


def test_only_who_makes_the_sheets_may_remind_or_close(run, boss, id):
    for act in (remind, close_cycle):
        with pytest.raises(Forbidden):
            act(as_(run, boss, "hand"), run.card, JUNE)
    assert id


def test_a_sheet_is_sent_back_with_a_reason(run, id):
    run.gate.move("sheet", id, "approve")
    with pytest.raises(Refused):
        send_back(as_(run), run.card, id, " ")
    assert send_back(as_(run), run.card, id, "数据有误").state == "open"
    told = history(run.gate.session, run.book.entity("sheet"), run.gate.session.row("sheet", id))
    assert (told[0].transition, told[0].comment) == ("reopen", "数据有误")
    with pytest.raises(Refused):
        send_back(as_(run), run.card, id, "再退")


def test_a_sheet_is_handed_to_another_superior_with_a_line_in_the_history(run, boss, id):
    other = run.person("新上级")
    hand_over(as_(run), run.card, id, other, "休假")
    (standing,) = status(run.gate, run.card, JUNE).sheets
    assert standing.waits_for == ("新上级",)
    told = history(run.gate.session, run.book.entity("sheet"), run.gate.session.row("sheet", id))
    assert (told[0].action, told[0].comment) == ("transfer", "评分人: 休假")
    assert told[1].changes["superior"] == (boss, other)
    with pytest.raises(NotFound):
        hand_over(as_(run), run.card, id, 999, "")


def test_somebody_without_the_right_can_neither_send_back_nor_hand_over(run, boss, id):
    stranger = as_(run, run.person("别人"), "hand")
    for act in (
        lambda: send_back(stranger, run.card, id, "x"),
        lambda: hand_over(stranger, run.card, id, boss, "x"),
    ):
        with pytest.raises((NotFound, Forbidden)):
            act()


def test_a_cycle_with_an_open_sheet_is_not_closed(run, id):
    with pytest.raises(Refused, match="1"):
        close_cycle(as_(run), run.card, JUNE)
    run.gate.move("sheet", id, "approve")
    with pytest.raises(Refused):
        close_cycle(as_(run), run.card, JUNE)
    assert status(run.gate, run.card, JUNE).closed is None


def test_a_closed_cycle_takes_no_sheet_any_more(run, id):
    run.gate.move("sheet", id, "approve")
    run.gate.move("sheet", id, "close")
    found = close_cycle(as_(run), run.card, JUNE, "六月办结")
    assert status(run.gate, run.card, JUNE).closed == found
    assert close_cycle(as_(run), run.card, JUNE) == found
    with pytest.raises(Refused, match="2026-07-02"):
        open_cycle(as_(run), run.card, JUNE)
    late = run.person("后来的")
    with pytest.raises(Refused, match="2026-07-02"):
        run.sheet(late)
    assert run.sheet(late, "2026-07")


def test_a_sheet_does_not_come_back_from_the_bin_into_a_closed_cycle(run, id):
    other = run.sheet(run.person("小何"))
    run.gate.delete("sheet", other)
    run.gate.move("sheet", id, "approve")
    run.gate.move("sheet", id, "close")
    close_cycle(as_(run), run.card, JUNE)
    with pytest.raises(Refused):
        run.gate.restore("sheet", other)


def test_the_database_lets_nobody_open_a_closed_cycle_again(run, id):
    run.gate.move("sheet", id, "approve")
    run.gate.move("sheet", id, "close")
    close_cycle(as_(run), run.card, JUNE)
    with pytest.raises(peewee.DatabaseError, match="never changed"):
        run.book.tables.database.execute_sql("DELETE FROM rb_cycle")


def test_a_cycle_without_sheets_is_not_closed(run):
    with pytest.raises(Refused):
        close_cycle(as_(run), run.card, JUNE)


@pytest.fixture
def closed(run, id):
    """June, closed, with one sheet; and an open sheet of July of the same person."""
    run.gate.move("sheet", id, "approve")
    run.gate.move("sheet", id, "close")
    close_cycle(as_(run), run.card, JUNE)
    return run.sheet(run.value(id, "attendant"), "2026-07")


def test_no_sheet_is_moved_into_a_closed_cycle(run, closed):
    with pytest.raises(Refused, match="2026-07-02"):
        as_(run).update("sheet", closed, {"month": "2026-06"}, None)
    assert run.value(closed, "month").isoformat() == "2026-07-01"
    as_(run).update("sheet", closed, {"month": "2026-08"}, None)


def test_an_import_does_not_move_a_sheet_into_a_closed_cycle_either(run, closed):
    found = run.gate.import_rows("sheet", [{"id": str(closed), "month": "2026-06"}])
    assert not found.stored
    assert "2026-07-02" in found.rows[0].problems[0].message
    assert run.value(closed, "month").isoformat() == "2026-07-01"


def test_a_sheet_of_a_closed_cycle_does_not_become_somebody_elses(run, id, closed):
    with pytest.raises(Refused, match="2026-07-02"):
        as_(run).update("sheet", id, {"attendant": run.person("别人")}, None)
    as_(run).update("sheet", id, {"opinion": "90"}, None)
    as_(run).update("sheet", closed, {"attendant": run.person("又一个")}, None)


def test_a_sheet_of_another_kind_does_not_become_one_of_the_closed_cycle(run, closed):
    other = run.sheet(run.person("小何"), kind="minor")
    with pytest.raises(Refused, match="2026-07-02"):
        as_(run).update("sheet", other, {"kind": "main"}, None)


STAYS = "2026-07-02 关闭.*不能删除，也不能改到别的期间"


def test_no_sheet_of_a_closed_cycle_is_deleted(run, id, closed):
    with pytest.raises(Refused, match=STAYS):
        run.gate.delete("sheet", id)
    assert run.value(id, "month").isoformat() == "2026-06-01"
    run.gate.delete("sheet", closed)


def test_a_sheet_of_a_closed_cycle_does_not_go_with_a_person_who_is_deleted(run, id, closed):
    with pytest.raises(Refused):
        run.gate.delete("attendant", run.value(id, "attendant"))


@pytest.mark.parametrize("change", [{"month": "2026-08"}, {"kind": "minor"}])
def test_no_sheet_is_moved_out_of_a_closed_cycle(run, id, closed, change):
    with pytest.raises(Refused, match=STAYS):
        as_(run).update("sheet", id, change, None)
    assert run.value(id, "kind") == "main"


def test_an_import_does_not_move_a_sheet_out_of_a_closed_cycle_either(run, id, closed):
    found = run.gate.import_rows("sheet", [{"id": str(id), "month": "2026-09"}])
    assert not found.stored
    assert "不能改到别的期间" in found.rows[0].problems[0].message


def test_a_sheet_that_waits_in_the_bin_leaves_the_open_cycle_that_it_was_of(run, closed):
    run.gate.delete("sheet", closed)
    run.gate.restore("sheet", closed)
    assert run.value(closed, "month").isoformat() == "2026-07-01"
