"""Syntax to text, with no more brackets than it needs."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

from formula.syntax import (
    Among,
    Argument,
    BandStep,
    Between,
    Binary,
    Call,
    Day,
    Emptiness,
    Empty,
    Number,
    Otherwise,
    Reference,
    Syntax,
    Text,
    Truth,
    Unary,
)

_COMPARISON = 4
_TIGHTNESS = MappingProxyType({"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6})
_NEGATIVE = 7
_ATOM = 8


def show(syntax: Syntax) -> str:
    """A formula as text that reads back as the same syntax.

    >>> show(Binary("*", Binary("+", Number("1"), Number("2")), Number("3")))
    '(1 + 2) * 3'
    """
    return _SHOW[type(syntax)](syntax)


def _tightness(node: Syntax) -> int:
    """How strongly a node holds together: 1 `or` … 8 a name."""
    if isinstance(node, Binary):
        return _TIGHTNESS.get(node.operator, _COMPARISON)
    if isinstance(node, Unary):
        return _NEGATIVE if node.operator == "-" else _TIGHTNESS["not"]
    return _COMPARISON if isinstance(node, Among | Between | Emptiness) else _ATOM


def _at_least(node: Syntax, tightness: int) -> str:
    """A node's text, in brackets when it holds together less."""
    return show(node) if _tightness(node) >= tightness else f"({show(node)})"


def _binary(node: Binary) -> str:
    """Operators are read from the left, so the right side must hold tighter."""
    own = _tightness(node)
    left = _at_least(node.left, own + (own == _COMPARISON))
    return f"{left} {node.operator} {_at_least(node.right, own + 1)}"


def _unary(node: Unary) -> str:
    """`-x` stands close, `not x` apart."""
    operand = _at_least(node.operand, _tightness(node))
    return f"-{operand}" if node.operator == "-" else f"not {operand}"


def _among(node: Among) -> str:
    """`x in (a, b)`."""
    word = "not in" if node.negated else "in"
    value = _at_least(node.value, _COMPARISON + 1)
    return f"{value} {word} ({', '.join(show(choice) for choice in node.choices)})"


def _between(node: Between) -> str:
    """`x between a and b`."""
    value, low, high = (
        _at_least(part, _COMPARISON + 1) for part in (node.value, node.low, node.high)
    )
    return f"{value} between {low} and {high}"


def _emptiness(node: Emptiness) -> str:
    """`x is empty`."""
    word = "is not empty" if node.negated else "is empty"
    return f"{_at_least(node.value, _COMPARISON + 1)} {word}"


def _argument(node: Argument) -> str:
    """A value and its clauses."""
    clauses = (("where", node.where), ("on", node.on), ("by", node.by))
    said = [f" {word} {show(clause)}" for word, clause in clauses if clause is not None]
    return show(node.value) + "".join(said)


def _text(node: Text) -> str:
    """A text in single quotes, its own quotes doubled."""
    doubled = node.value.replace("'", "''")
    return f"'{doubled}'"


_SHOW: MappingProxyType[type, Callable[..., str]] = MappingProxyType(
    {
        Number: lambda node: node.text + ("%" if node.percent else ""),
        Text: _text,
        Day: lambda node: node.value.isoformat(),
        Truth: lambda node: "true" if node.value else "false",
        Empty: lambda node: "empty",
        Reference: lambda node: ".".join(node.names),
        Unary: _unary,
        Binary: _binary,
        Among: _among,
        Between: _between,
        Emptiness: _emptiness,
        Argument: _argument,
        BandStep: lambda node: f"{node.operator} {show(node.limit)}: {show(node.value)}",
        Otherwise: lambda node: f"else: {show(node.value)}",
        Call: lambda node: f"{node.name}({', '.join(show(part) for part in node.arguments)})",
    }
)
