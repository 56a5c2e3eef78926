"""Rows out of an uploaded CSV or Excel file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from language import say

MOST_COLUMNS = 200


class UnreadableSheet(ValueError):
    """A file in which no table can be read; its words say what to send instead."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its heads, its rows as values by head, and each row's number in the file."""

    heads: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    numbers: tuple[int, ...]


def sheet_of(name: str, content: bytes) -> Sheet:
    """The first table of a file."""
    ending = name.rsplit(".", 1)[-1].lower()
    reader = READERS.get(ending)
    if reader is None:
        raise UnreadableSheet(say("Choose a file of the kind xlsx, xls, ods or csv."))
    lines = [
        (number, line) for number, line in enumerate(reader(content), 1) if any(map(str, line))
    ]
    if len(lines) < 2:
        raise UnreadableSheet(
            say("There are no rows in this file, or no line of headings above them.")
        )
    return _table(lines)


def _table(lines: list[tuple[int, list[Any]]]) -> Sheet:
    heads = tuple(str(head).strip() for head in lines[0][1][:MOST_COLUMNS])
    named = [head for head in heads if head]
    doubled = next((head for head in named if named.count(head) > 1), "")
    if doubled:
        raise UnreadableSheet(say("The heading “{name}” stands there twice.", name=doubled))
    rows = (
        {head: value for head, value in zip(heads, line, strict=False) if head}
        for _, line in lines[1:]
    )
    return Sheet(tuple(named), tuple(rows), tuple(number for number, _ in lines[1:]))


def read_csv(content: bytes) -> Iterable[list[Any]]:
    """Lines of a CSV file in UTF-8 or in the encoding of Chinese Windows."""
    words = _decoded(content)
    first = words.split("\n", 1)[0]
    mark = max((",", ";", "\t"), key=first.count)
    try:
        return [
            [cell.strip() for cell in line] for line in csv.reader(StringIO(words), delimiter=mark)
        ]
    except csv.Error as fault:
        raise UnreadableSheet(say("This file is no readable CSV.")) from fault


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(say("Save the file as UTF-8 and send it again."))


def read_workbook(content: bytes) -> Iterable[list[Any]]:
    """Lines of the first sheet of a workbook, with its dates and numbers."""
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError, OSError, ValueError) as fault:
        raise UnreadableSheet(say("This file is no readable workbook. Save it as xlsx.")) from fault
    return [[_whole(cell) for cell in line] for line in lines]


def _whole(value: Any) -> Any:
    """A number without decimals as a whole one: spreadsheets know only floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


READERS: Mapping[str, Callable[[bytes], Iterable[list[Any]]]] = MappingProxyType(
    {"csv": read_csv, **dict.fromkeys(("xlsx", "xlsm", "xls", "xlsb", "ods"), read_workbook)}
)
"""Ending of a file's name to what reads it."""
