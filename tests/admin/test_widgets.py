"""Controls by field type, and the usual way through states."""

from datetime import datetime

from admin.track import passed, way_on
from admin.widgets import WIDGETS
from records.record import HistoryEntry
from schema.load import read
from schema.types import TYPES

FLOW = """
roles: {clerk: {label: 职员}}
entities:
  claim:
    label: 报销单
    title: "{what}"
    fields: {what: {type: string, label: 事由}}
    workflow:
      states: {draft: 草稿, head: 部门审批, board: 总经理审批, paid: 已付款, filed: 已归档, held: 暂缓, refused: {label: 已驳回, phase: bad}}
      transitions:
        refuse: {label: 驳回, from: [head, board], to: refused, by: [clerk]}
        send: {label: 提交, from: draft, to: head, by: [clerk]}
        large: {label: 送总经理, from: head, to: board, by: [clerk]}
        agree: {label: 同意, from: [head, board], to: paid, by: [clerk]}
        again: {label: 退回部门, from: paid, to: head, by: [clerk]}
        file: {label: 归档, from: paid, to: filed, by: [clerk]}
        hold: {label: 暂缓, from: filed, to: held, by: [clerk]}
        resume: {label: 恢复, from: held, to: filed, by: [clerk]}
"""


def usual(state):
    return way_on(read({"flow.yaml": FLOW}).entities["claim"].workflow, state)


def test_every_field_type_has_a_control():
    assert set(WIDGETS) == set(TYPES)


def test_the_usual_way_leaves_out_detours_failures_and_pauses():
    assert usual("draft") == ["head", "paid", "filed"]


def test_from_a_detour_the_usual_way_goes_on():
    assert usual("board") == ["paid", "filed"]


def test_from_a_pause_the_way_leads_back_first():
    assert usual("held") == ["filed"]


def test_at_an_end_there_is_no_way_on():
    assert usual("refused") == []


def test_who_sends_a_record_back_has_not_done_the_step_before():
    workflow = read({"flow.yaml": FLOW}).entities["claim"].workflow
    told = [("小赵", ""), ("小赵", "send"), ("老钱", "large"), ("老孙", "agree"), ("老孙", "again")]
    history = [HistoryEntry(datetime(2026, 6, 1), *each, {}, "") for each in _acts(told)]
    way = [(state, entry.who) for state, entry in passed(workflow, "head", history[::-1])]
    assert way == [("draft", "小赵"), ("head", "小赵")]


def _acts(told):
    return [(who, "move" if transition else "create", transition) for who, transition in told]
