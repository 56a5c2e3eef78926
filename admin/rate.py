"""Storing what somebody rated on the page of a sheet."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request

from admin.rating_form import made, to_rate
from admin.record_page import record_page
from kpi.rating import Answer, Asked, store
from language import say
from records.refusals import NotFound

REFUSED = 422


def rate(view: Any, id: int) -> Any:
    """Store what was rated; with anything wrong nothing is stored and all that was typed stays."""
    record = view.gate.get(view.entity.name, id)
    card, found = to_rate(record)
    if card is None or not found:
        raise NotFound
    answers = [_answer(each) for each in found]
    wrong = store(view.gate, card, id, answers)
    if not wrong:
        flash(say("Your ratings of {title} are saved.", title=record.title), "ok")
        return redirect(view.url("record", id=id))
    typed = {answer.asked.key: answer for answer in answers}
    words = {key: tuple(each.message for each in problems) for key, problems in wrong.items()}
    g.rating_form = made(record, card, found, typed, words)
    return record_page(view, id), REFUSED


def _answer(each: Asked) -> Answer:
    """What was sent for one item."""
    return Answer(
        each,
        request.form.get(f"score-{each.key}", "").strip(),
        request.form.get(f"comment-{each.key}", "").strip(),
        request.form.get(f"version-{each.key}", type=int),
    )
