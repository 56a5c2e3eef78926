"""A sheet that was printed keeps its numbers, and shows them to nobody who may not see them."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from kpi.cycle import open_cycle
from kpi.period import Period
from kpi.show import DASH
from models import calendar
from models.database import connect
from models.tables import Tables
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.rulebook import Rulebook
from reports.printing import Printer
from schema.load import load
from tests.kpi.appraised import Bath
from tests.kpi.test_transfers import ASSIGNED
from tests.kpi.test_veil import BEHIND, OPEN
from tests.kpi.test_whose_sheet import lent

SHEET = """{% extends '_document.html' %}
{% block body %}{% for item in sheet.unweighted %}<p>{{ item.indicator.key }}:{{ item.value }}:{{ item.note or 'none' }}</p>{% endfor %}{% endblock %}
"""
REPORTS = "reports: {month: {label: 月表, of: library_report, template: month.html, paper: A4}}\n"
LIBRARY = (
    OPEN.replace("scorecards:\n", REPORTS + "scorecards:\n", 1)
    .replace(
        "permissions: {head: {read: all, update: all}, guard: {read: all}}",
        "permissions: {head: {read: all, update: all, print: all}, guard: {read: all, print: all}}",
    )
    .replace("    freeze_on: [confirm]\n    notes", "    notes")
)
LINES = "    items: [{group: 借还, items: [{kpi: back_in_time}, {kpi: loans}]}]\n  own_table"


@pytest.fixture
def library(tmp_path, fonts_folder):
    """A library whose report of June was printed; opens it again under another text."""

    def book(text):
        (tmp_path / "reports").mkdir(exist_ok=True)
        (tmp_path / "world.yaml").write_text(text, "utf-8")
        (tmp_path / "reports" / "month.html").write_text(SHEET, "utf-8")
        schema = load(tmp_path)
        tables = Tables(schema, connect(f"sqlite:///{tmp_path / 'test.db'}"))
        return Rulebook(schema, tables, tmp_path / "files")

    first = book(LIBRARY)
    first.tables.create()
    gate = Gate(first, SYSTEM)
    branch = gate.create("branch", {"name": "北馆"}).id
    lent(gate, gate.create("librarian", {"name": "小梅", "branch": branch}).id, 6, back=20)
    open_cycle(gate, first.schema.scorecards["library_table"], Period.parse("2026-06"))
    gate.create("reason", {**BEHIND, "figure": "loans"})
    printed(first, "head", fonts_folder)
    yield book
    first.tables.database.close()


def printed(book, role, fonts_folder):
    """The lines of the report as somebody prints it."""
    gate = Gate(book, person_actor(book.schema, None, [role], role))
    pdf = Printer(book, fonts_folder).record_pdf("month", gate, 1)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    lines = (line.strip() for line in text.splitlines())
    return {line.split(":")[0]: line.split(":")[1:] for line in lines if line.count(":") == 2}


def test_what_was_printed_for_the_head_is_not_shown_to_the_guard(library, fonts_folder):
    book = library(LIBRARY)
    number, note = printed(book, "head", fonts_folder)["loans"]
    assert number != DASH and note == "提前提醒"
    assert printed(book, "guard", fonts_folder)["loans"] == [DASH, "none"]


def test_a_figure_that_has_left_the_sheet_since_stays_hidden(library, fonts_folder):
    book = library(LIBRARY.replace(LINES, LINES.replace(", {kpi: loans}", "")))
    assert printed(book, "head", fonts_folder)["loans"][0] != DASH
    assert printed(book, "guard", fonts_folder)["loans"] == [DASH, "none"]


def test_a_note_thrown_away_since_stays_hidden(library, fonts_folder):
    book = library(LIBRARY.replace("\n    view: [head]", ""))
    Gate(book, SYSTEM).delete("reason", 1)
    assert printed(book, "head", fonts_folder)["loans"][1] == "提前提醒"
    number, note = printed(book, "guard", fonts_folder)["loans"]
    assert number != DASH and note == "none"


def test_a_stretch_is_on_paper_with_its_working_days_and_the_score_of_the_period(
    tmp_path, fonts_folder
):
    report = "reports: {month: {label: 月表, of: sheet, template: month.html, paper: A4}}\n"
    (tmp_path / "reports").mkdir()
    (tmp_path / "world.yaml").write_text(
        ASSIGNED.replace("scorecards:\n", report + "scorecards:\n", 1), "utf-8"
    )
    (tmp_path / "reports" / "month.html").write_text(SHEET, "utf-8")
    schema = load(tmp_path)
    tables = Tables(schema, connect(f"sqlite:///{tmp_path / 'test.db'}"))
    tables.create()
    run = Bath(Rulebook(schema, tables, tmp_path / "files"))
    calendar.fill(tables, [2026])
    person = run.person()
    run.rounds(person, 5, of=20)
    first = run.sheet(person, since="2026-06-01", until="2026-06-10")
    run.sheet(person, since="2026-06-11", until="2026-06-30")
    pdf = Printer(run.book, fonts_folder).record_pdf("month", run.gate, first)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    shown = "".join(text.split())
    tables.database.close()
    assert "2026-06-01至2026-06-10：8个工作日，得分50.0" in shown
    assert "本期得分（按工作日加权）19.0" in shown
