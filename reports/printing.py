"""Documents as PDF: of a record, of a board of figures, of many records in one file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2.sandbox import SandboxedEnvironment
from pypdf import PdfReader, PdfWriter

from formula.evaluate import holds, value
from kpi import thawed
from kpi.board import board, exists_at
from kpi.figures import Figures, in_force
from kpi.freezing import frozen
from kpi.levels import subjects_entity
from kpi.period import Period, latest
from kpi.sentence import sentence
from kpi.sheet import sheet_of
from kpi.snapshots import Snapshot
from kpi.veil import Veil, of_kept, veil_of
from language import current, say, speaking
from records.actor import Actor, known_as
from records.gate import Gate
from records.record import Record
from records.refusals import Forbidden
from records.rows import StoredRow
from records.rulebook import Rulebook
from records.titles import worded
from reports import pictures
from reports.context import names
from reports.document import Document, digest, sealed, stamp
from reports.environment import environment, explained, templates_of
from reports.figures import Says, board_view
from reports.fonts import Faces, faces_of, prepare
from reports.ledger import Copy, enter, figures_printed
from reports.page import Page
from reports.papers import Papers
from reports.sheets import SheetView, kept_names, kept_sheet, restored_sheet, sheet_view, veiled
from reports.typeset import Imprint, typeset
from reports.views import Reader, storable_view
from schema.indicators import Dashboard
from schema.objects import Report

Told = Callable[[int, int], None]
"""Told how many documents are ready, and of how many."""


@lru_cache(maxsize=8)
def sandbox(folder: str, stamp: str, locale: str) -> SandboxedEnvironment:
    """The sandbox of one edition of a rulebook in a locale, its templates compiled once."""
    return environment(templates_of(folder), locale)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about: the paper's facts, the template's names, the ledger's words."""

    report: Report
    document: Document
    context: Mapping[str, Any]
    reader: Reader
    figures: Mapping[str, Any] | None = None
    record: Record | None = None
    period: str = ""
    frozen: Snapshot | None = None


class Printer:
    """Sets documents for whoever stands in front of a gate, and writes each print down."""

    def __init__(
        self, rulebook: Rulebook, fonts_folder: Path | str, figures: Figures | None = None
    ) -> None:
        self.rulebook = rulebook
        self.fonts_folder = Path(fonts_folder)
        self.figures = figures or Figures(rulebook)
        self._papers = Papers(rulebook)

    def record_pdf(self, report: Report | str, gate: Gate, id: int) -> bytes:
        """The document of a record; refused with a reason where it may not be printed."""
        with speaking(gate.actor.locale):
            return self._set(gate, self._of_record(self._report(report), gate, id))

    def merged_pdf(
        self, report: Report | str, gate: Gate, ids: Iterable[int], told: Told | None = None
    ) -> bytes:
        """The documents of many records in one file, a bookmark for each."""
        wanted, declared = tuple(ids), self._report(report)
        with speaking(gate.actor.locale):
            subjects = [self._of_record(declared, gate, id) for id in wanted]
            merged = PdfWriter()
            for done, subject in enumerate(subjects, 1):
                pdf = self._set(gate, subject)
                title = f"{subject.document.number} {subject.document.name}"
                merged.append(PdfReader(io.BytesIO(pdf)), outline_item=title, import_outline=False)
                if told:
                    told(done, len(wanted))
            return _written(merged)

    def dashboard_pdf(
        self,
        report: Report | str,
        gate: Gate,
        until: Period,
        count: int | None = None,
        level: str = "company",
        subject: int | None = None,
    ) -> bytes:
        """The table of a dashboard's figures over the periods that end with `until`."""
        with speaking(gate.actor.locale):
            declared = self._report(report)
            dashboard = self.rulebook.schema.dashboards[declared.dashboard]
            if not _may_see(dashboard, gate.actor):
                raise Forbidden(say("Your roles do not include these figures."))
            across = latest(until, count or dashboard.periods)
            return self._set(gate, self._of_board(declared, gate, across, level, subject))

    def _of_board(
        self,
        report: Report,
        gate: Gate,
        across: tuple[Period, ...],
        level: str,
        subject: int | None,
    ) -> Subject:
        """A board's document over some periods."""
        dashboard = self.rulebook.schema.dashboards[report.dashboard]
        today, whose = self.rulebook.clock().date(), ""
        if subject is not None:
            kept = (n for n in dashboard.kpis if self._exists(n, level))
            dashboard = replace(dashboard, kpis=tuple(kept))
            whose = gate.get(subjects_entity(self.rulebook.schema, level), subject).title
        made_up = board(self.figures, dashboard, gate.actor, across, today, level, subject)
        view = board_view(made_up, self._says(across[-1]), whose)
        reader = Reader(gate)
        made = self._document(report, gate, f"{view.first}–{view.last}")
        context = {**names(gate, reader), "board": view}
        period = f"{across[0].key}/{across[-1].key}/{level}/{subject or ''}"
        return Subject(report, made, context, reader, storable_view(view), None, period)

    def _exists(self, name: str, level: str) -> bool:
        """Whether a figure can be told apart by the subjects of a level."""
        return exists_at(self.figures, self.figures.kpi(name), level)

    def _says(self, period: Period) -> Says:
        return lambda kpi: sentence(self.rulebook, in_force(kpi, period), period=period)

    def _report(self, report: Report | str) -> Report:
        return report if isinstance(report, Report) else self.rulebook.schema.reports[report]

    def _of_record(self, report: Report, gate: Gate, id: int) -> Subject:
        """A record's document, when whoever asks may print it and the report is for it."""
        record = gate.get(report.of, id)
        decision = gate.decide("print", report.of, record)
        if not decision:
            raise Forbidden(decision.reason)
        row, context = gate.session.row(report.of, id), gate.session.context
        label = report.label.text(current())
        if report.when and not holds(report.when.tree, row, context):
            raise Forbidden(say("“{report}” is not made for this record.", report=label))
        draft = report.draft is not None and holds(report.draft.tree, row, context)
        number = _number(report, gate, row) or record.title
        made = self._document(report, gate, number, draft, record.version)
        reader = Reader(gate)
        snapshot = frozen(gate, report.of, row)
        made = replace(made, frozen=snapshot is not None)
        whole, veil = self._sheet(report, gate, record, draft, snapshot)
        seen = veiled(whole, veil) if whole and veil else whole
        shown = {**names(gate, reader, report.of), "record": reader.view(record), "sheet": seen}
        kept = kept_sheet(whole) if whole else None
        return Subject(report, made, shown, reader, kept, record, frozen=snapshot)

    def _sheet(
        self, report: Report, gate: Gate, record: Record, draft: bool, snapshot: Snapshot | None
    ) -> tuple[SheetView | None, Veil | None]:
        """The whole appraisal sheet that a record is, and what of it is not for whoever asks.

        Frozen and printed numbers stay what they were.
        """
        if snapshot is not None:
            made = thawed.sheet(snapshot)
            return sheet_view(made, thawed.sentences(snapshot)), veil_of(gate, made)
        live = sheet_of(self.figures, gate, report.of, record.id)
        if live is None:
            return None, None
        asked = (self.rulebook, report.name, record.id, record.version)
        kept = None if draft else figures_printed(*asked)
        if kept is None:
            return sheet_view(live, self._says(live.period)), veil_of(gate, live)
        view = restored_sheet(kept)
        return view, of_kept(gate, live, kept_names(view))

    def _document(
        self, report: Report, gate: Gate, number: str, draft: bool = False, version: int = 0
    ) -> Document:
        """The facts of the paper, its watermark and the place of a seal."""
        page, head = Page.of(report.paper), self._files()[1]
        mark = pictures.watermark(say("Draft"), head, *page.picture) if draft else ""
        return Document(
            name=report.label.text(current()),
            number=number,
            printed_at=stamp(self.rulebook.clock()),
            printed_by=known_as(gate.actor.name),
            page=page,
            draft=draft,
            version=version,
            watermark=mark,
            seal=pictures.seal_place(say("Seal here"), head),
        )

    def _files(self) -> tuple[Path, Path]:
        """The font files of the current locale: text and head."""
        faces = prepare(self.fonts_folder, locale=current())
        text, head, _ = faces.files(self.fonts_folder / faces.stamp).values()
        return text, head

    def _set(self, gate: Gate, subject: Subject) -> bytes:
        """Run the template, set the page, write the print down; frozen paper is set only once."""
        kept = self._papers.kept(subject.frozen, subject.report.name, gate.actor, current())
        if kept is not None and not subject.document.draft:
            enter(self.rulebook, gate.actor, _copy(subject, _snapshot(subject), kept))
            return kept
        pdf, snapshot = self._made(subject)
        # A paper that no line of the ledger knows counts as exchanged: so the line comes first.
        enter(self.rulebook, gate.actor, _copy(subject, snapshot, pdf))
        if subject.frozen is not None and not subject.document.draft:
            self._papers.keep(subject.frozen, subject.report.name, gate.actor, current(), pdf)
        return pdf

    def _made(self, subject: Subject) -> tuple[bytes, dict[str, Any]]:
        """The page, set anew, and everything that it shows."""
        schema, document = self.rulebook.schema, subject.document
        faces: Faces = faces_of(current())
        prepare(self.fonts_folder, locale=current())
        with explained(subject.report.template):
            box = sandbox(schema.folder, schema.stamp, current())
            template = box.get_template(subject.report.template)
            html = template.render(document=document, faces=faces, **subject.context)
        snapshot = _snapshot(subject)
        full = subject.frozen.sha256 if subject.frozen else digest(snapshot)
        title = f"{document.number} {document.name}"
        made = self.rulebook.clock().replace(tzinfo=ZoneInfo(schema.company.time_zone))
        imprint = Imprint(title, schema.company.name.text(current()), full[:16], made)
        return typeset(sealed(html, document, full, subject.frozen), imprint), snapshot


def _may_see(dashboard: Dashboard, actor: Actor) -> bool:
    """Whether somebody's roles include a dashboard; without a list it is for everybody."""
    return actor.system or not dashboard.view or bool(actor.roles & set(dashboard.view))


def _number(report: Report, gate: Gate, row: StoredRow) -> str:
    """The number that the report's own pattern gives a record's document."""
    if report.number is None:
        return ""
    parts = tuple(p if isinstance(p, str) else p.tree for p in report.number.parts)
    values = (value(p, row, gate.session.context) for p in parts if not isinstance(p, str))
    return worded(gate.rulebook.schema, parts, values)


def _snapshot(subject: Subject) -> dict[str, Any]:
    """Everything that the document showed: what its check code vouches for."""
    shown: dict[str, Any] = {
        "report": subject.report.name,
        "number": subject.document.number,
        "version": subject.document.version,
        "records": subject.reader.seen,
    }
    return {**shown, "figures": subject.figures} if subject.figures else shown


def _copy(subject: Subject, snapshot: dict[str, Any], pdf: bytes) -> Copy:
    return Copy(
        report=subject.report.name,
        label=subject.document.name,
        number=subject.document.number,
        entity=subject.report.of,
        record=subject.record.id if subject.record else None,
        period=subject.period,
        draft=subject.document.draft,
        pages=len(PdfReader(io.BytesIO(pdf)).pages),
        sha256=hashlib.sha256(pdf).hexdigest(),
        snapshot=snapshot,
    )


def _written(merged: PdfWriter) -> bytes:
    out = io.BytesIO()
    merged.write(out)
    return out.getvalue()
