"""SQL as people read it: values in their places, one clause or condition a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

WIDTH = 96
CLAUSES = (
    "UNION ALL", "LEFT OUTER JOIN", "INNER JOIN", "SELECT", "FROM", "WHERE", "GROUP BY",
    "ORDER BY", "HAVING", "LIMIT",
)  # fmt: skip
PIECES = re.compile(
    r"'(?:[^']|'')*'|\"[^\"]*\"(?:\.\"[^\"]*\")*|\(|\)|,|\?|%s|(?:"
    + "|".join(CLAUSES)
    + r")\b|\bAND\b|\bOR\b|[^\s()'\",?]+"
)


def pretty(sql: str, values: Sequence[Any]) -> str:
    """A statement with its bound values written in, broken into short lines."""
    given = iter(values)
    found = PIECES.findall(sql)
    words = [_bound(next(given)) if w in ("?", "%s") else w.replace('"', "") for w in found]
    assert next(given, None) is None, "a value without a mark"
    return "\n".join(_lines(_grouped(iter(words)), 0)) + ";"


def _bound(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) or hasattr(value, "isoformat") else str(value)


def _grouped(words: Iterator[str]) -> list[Any]:
    """Words, and what stands in brackets as lists of its own."""
    found: list[Any] = []
    for word in words:
        if word == ")":
            break
        found.append(_grouped(words) if word == "(" else word)
    return found


def _flat(part: Any) -> str:
    """Words in one line."""
    if isinstance(part, str):
        return part
    text = ""
    for each in part:
        said = _flat(each) if isinstance(each, str) else f"({_flat(each)})"
        called = isinstance(each, list) and re.search(r"[A-Za-z_]$", text) and not _keyword(text)
        glued = not text or said == "," or called
        text += said if glued else f" {said}"
    return text


def _keyword(text: str) -> bool:
    """Whether a bracket after this text is no call of a function."""
    return (
        re.search(
            r"\b(AND|OR|NOT|IN|WHERE|FILTER|ON|WHEN|THEN|ELSE|CASE|IS|FROM|AS|EXISTS|SELECT|BY)$",
            text,
        )
        is not None
    )


def _lines(parts: list[Any], depth: int) -> list[str]:
    """The lines of what stands in one pair of brackets."""
    lines: list[str] = []
    line: list[Any] = []
    for part in parts:
        if part in CLAUSES or part in ("AND", "OR"):
            lines += _closed(line, depth)
            line = []
        line.append(part)
    lines += _closed(line, depth)
    return lines


def _closed(line: list[Any], depth: int) -> list[str]:
    """One clause: in one line if it fits, else one piece between commas a line."""
    text, pad = _flat(line), "  " * depth
    if not line:
        return []
    if len(pad + text) <= WIDTH or not any(isinstance(each, list) for each in line):
        return [f"{pad}{text}"]
    if "," in line:
        at = len(line) - 1 - line[::-1].index(",")
        first, last = line[:at], line[at + 1 :]
        deeper = depth if "," in first else depth + 1
        return [*_with_comma(_closed(first, depth)), *_closed(last, max(deeper, 1))]
    at = max(
        (n for n, e in enumerate(line) if isinstance(e, list)), key=lambda n: len(_flat(line[n]))
    )
    head, tail = _flat(line[:at]), _flat(line[at + 1 :])
    inner = _lines(line[at], depth + 1)
    return [f"{pad}{head} (" if head else f"{pad}(", *inner, f"{pad}) {tail}".rstrip()]


def _with_comma(lines: list[str]) -> list[str]:
    """The lines of a piece that another one follows."""
    return [*lines[:-1], f"{lines[-1]},"]
