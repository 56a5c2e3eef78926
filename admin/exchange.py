"""Lists as files: CSV that Excel reads in Chinese, XLSX with real numbers and dates."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from types import MappingProxyType
from typing import IO, Any

import xlsxwriter
from flask import abort, send_file
from xlsxwriter.worksheet import Worksheet

from admin import visit
from admin.asking import Listing, listing
from admin.cells import plain
from admin.columns import Column
from admin.words import text
from records.exchange import exported
from records.query import Filter, Query
from records.record import Record
from schema.objects import Field

IN_MEMORY = 8 * 1024 * 1024
WIDEST = 48
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins like this is a formula to a spreadsheet."""

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)

Rows = Iterator[Record]


def export_file(view: Any, kind: str) -> Any:
    """The list as it is narrowed and ordered, as a file."""
    asked = listing(view)
    return _sent(view, kind, asked, asked.query(totals=()))


def send_records(view: Any, kind: str, ids: list[int]) -> Any:
    """The chosen records, in the columns of the list, as a file."""
    asked = listing(view)
    chosen = (Filter("id", "in", tuple(ids)),)
    return _sent(view, kind, asked, asked.query(filters=chosen, search="", totals=()))


def _sent(view: Any, kind: str, asked: Listing, query: Query) -> Any:
    names = tuple(column.name for column in asked.columns)
    records = (record for _, record in exported(view.gate.session, view.entity, query, names))
    return send_rows(text(view.entity.label), kind, asked.columns, records)


def send_rows(label: str, kind: str, columns: tuple[Column, ...], records: Rows) -> Any:
    """Rows that whoever asks may take away, as a file called after its label."""
    write = WRITERS.get(kind) or abort(404)
    stream: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - sent later
    try:
        write(stream, columns, records)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    name = file_name(label, visit.now(), kind)
    return send_file(stream, TYPES[kind], as_attachment=True, download_name=name)


def file_name(label: str, moment: datetime, kind: str) -> str:
    """A name that says what and when, in any script; never a path.

    >>> file_name("订单/明细", datetime(2026, 6, 15, 9, 30), "csv")
    '订单 明细 20260615-0930.csv'
    """
    words = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", label).split())
    return f"{words or 'list'} {moment:%Y%m%d-%H%M}.{kind}"


def harmless(words: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{words}" if words.startswith(STARTS_FORMULA) else words


def write_csv(stream: IO[bytes], columns: tuple[Column, ...], records: Rows) -> None:
    """Rows as CSV; the mark at its start lets Excel read Chinese."""
    lines = TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(lines)
    writer.writerow([harmless(column.heading) for column in columns])
    for record in records:
        writer.writerow([csv_cell(column, record) for column in columns])
    lines.detach()


def csv_cell(column: Column, record: Record) -> str:
    """A value as CSV: figures without marks of thousands, texts that are no formula."""
    value, title = record.values.get(column.name), record.titles.get(column.name)
    words = plain(column.field, value, title, "")
    return words.replace(",", "") if column.numeric else harmless(words)


Put = Callable[[Worksheet, int, int, Any, Any], Any]


def _number(sheet: Worksheet, row: int, place: int, value: Any, style: Any) -> None:
    # Excel counts in floats of 15 digits; longer numbers keep their digits as text.
    digits = len(str(value).replace(".", "").lstrip("-0"))
    if digits > 15:
        sheet.write_string(row, place, str(value))
    else:
        sheet.write_number(row, place, float(value), style)


def _moment(sheet: Worksheet, row: int, place: int, value: Any, style: Any) -> None:
    sheet.write_datetime(row, place, value, style)


def excel_format(field: Field) -> str:
    """How Excel shows a type's values, or nothing for texts."""
    decimals = f".{'0' * field.decimals}" if field.decimals else ""
    return {
        "integer": "#,##0",
        "decimal": f"#,##0{decimals}",
        "money": f"#,##0{decimals}",
        "percent": f"0.{'0' * max(field.decimals - 2, 0)}%".replace(".%", "%"),
        "date": "yyyy-mm-dd",
        "month": "yyyy-mm",
        "datetime": "yyyy-mm-dd hh:mm",
        "time": "hh:mm",
    }.get(field.type, "")


PUT: Mapping[str, Put] = MappingProxyType(
    {
        **dict.fromkeys(("integer", "decimal", "money", "percent"), _number),
        **dict.fromkeys(("date", "month", "datetime", "time"), _moment),
    }
)
"""Types whose cells are more than text."""


def write_xlsx(stream: IO[bytes], columns: tuple[Column, ...], records: Rows) -> None:
    """Rows as one sheet: heads that stay, widths that fit, no formula anywhere."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        styles = [_style(book, column.field) for column in columns]
        head = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width(column))
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.heading, head)
        for row, record in enumerate(records, start=1):
            for place, column in enumerate(columns):
                _put(sheet, row, place, column, record, styles[place])


def _put(
    sheet: Worksheet, row: int, place: int, column: Column, record: Record, style: Any
) -> None:
    value, title = record.values.get(column.name), record.titles.get(column.name)
    if value is None:
        return
    put = PUT.get(column.field.type)
    if put is None:
        sheet.write_string(row, place, plain(column.field, value, title, ""))
    else:
        put(sheet, row, place, value, style)


def _style(book: xlsxwriter.Workbook, field: Field) -> Any:
    shown = excel_format(field)
    return book.add_format({"num_format": shown}) if shown else None


def _width(column: Column) -> int:
    """Room for the heading and a usual value; a Chinese character takes two."""
    heading = sum(2 if ord(c) > 255 else 1 for c in column.heading) + 2
    usual = {"text": 40, "string": 20, "link": 20, "links": 24, "datetime": 17}
    return min(WIDEST, max(heading, usual.get(column.field.type, 12)))


WRITERS: Mapping[str, Callable[[IO[bytes], tuple[Column, ...], Rows], None]] = MappingProxyType(
    {"csv": write_csv, "xlsx": write_xlsx}
)
"""Ending of the file's name to what writes it."""
