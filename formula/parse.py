"""Formula text to syntax, and syntax to text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path as File
from typing import Any

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from formula.faults import Fault, FormulaError, fault, quoted
from formula.foreign import instead_of_name
from formula.functions import AGGREGATES
from formula.normal import normal
from formula.show import show
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
    pieces,
)
from formula.tree import Span
from language import say

__all__ = ["KEYWORDS", "parse", "show"]

MOST_CHARACTERS = 2000
MOST_DEPTH = 32
MOST_AGGREGATES = 64

KEYWORDS = frozenset(
    "and or not in between is empty true false where on by else".split()
    + "且 或 非 为空 不为空 其中 按".split()
)
"""Words that cannot be names of fields or entities, in any case."""

_OPERATORS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "且": "and", "或": "or", "非": "not"}

HINTS: Mapping[str, str] = {
    "==": 'Write "=".',
    "=": 'Compare twice and join with "and"; or remove one "=".',
    "<": 'Compare twice and join with "and": a < b and b < c.',
    ">": 'Compare twice and join with "and": a > b and b > c.',
    "&": 'Write "and".',
    "|": 'Write "or".',
    "!": 'Write "not", or "!=" for "is not equal to".',
    "%": "Write a percent sign right after a number: 1.6%.",
    "[": "Write names without brackets.",
    "{": "Write names without braces.",
    ";": "Write a comma between what a function is given.",
    "，": "Write a comma.",
    "、": "Write a comma.",
    "^": "Multiply a value by itself: a * a.",
    "**": "Multiply a value by itself: a * a.",
    "?": "Write if(condition, value, other).",
    "《": 'Write "<".',
    "》": 'Write ">".',
    "≦": 'Write "<=".',
    "≧": 'Write ">=".',
    "≈": 'Write "between … and …".',
    "。": 'Write a dot: ".".',
    "「": "Write texts in quotes: 'text'.",
    "『": "Write texts in quotes: 'text'.",
    ".": "Write the name before the dot, or a number such as 0.5.",
}
"""A sign of other systems to what to write."""

NUMBERS = (
    (re.compile(r"\d{4}([年/.])\d{1,2}([月/.])\d{1,2}"), "Write a date like 2024-06-30."),
    (re.compile(r"\d{1,3}(,\d{3})+"), "Write numbers without marks of thousands."),
    (re.compile(r"\d+(\.\d+)?[万亿]"), "Write the number out, such as 10000."),
    (re.compile(r"\d+(\.\d+)?[eE]\d+"), "Write the number out, such as 1000."),
)
"""Numbers and dates as they are written elsewhere."""


def _span(children: list[Any]) -> Span:
    """From the first character of the pieces to the last."""
    first, last = children[0], children[-1]
    start = first.start_pos if isinstance(first, Token) else first.span.start
    end = last.end_pos if isinstance(last, Token) else last.span.end
    return Span(start, end)


def _operator(token: Token) -> str:
    """An operator's one spelling."""
    return _OPERATORS.get(str(token), str(token).lower())


def _nodes(children: list[Any]) -> tuple[Any, ...]:
    """The children that are not signs or words."""
    return tuple(child for child in children if isinstance(child, Syntax))


class _Builder(Transformer):  # type: ignore[misc]
    """Each rule of the grammar as its syntax node."""

    def start(self, children: list[Any]) -> Any:
        """The whole formula."""
        return children[0]

    def group(self, children: list[Any]) -> Any:
        """What stands in brackets, and the brackets."""
        return replace(children[1], span=_span(children))

    def binary(self, children: list[Any]) -> Binary:
        """Two operands."""
        left, token, right = children
        return Binary(_operator(token), left, right, span=_span(children))

    def unary(self, children: list[Any]) -> Unary:
        """One operand."""
        return Unary(_operator(children[0]), children[1], span=_span(children))

    def among(self, children: list[Any]) -> Among:
        """`in`, with or without `not`."""
        value, *choices = _nodes(children)
        return Among(value, tuple(choices), children[1].type == "NOT", span=_span(children))

    def between(self, children: list[Any]) -> Between:
        """`between`."""
        return Between(*_nodes(children), span=_span(children))

    def emptiness(self, children: list[Any]) -> Emptiness:
        """`is empty`, with or without `not`."""
        negated = any(child.type in ("NOT", "IS_NOT_EMPTY") for child in children[1:])
        return Emptiness(children[0], negated, span=_span(children))

    def number(self, children: list[Any]) -> Number:
        """A number, perhaps with its percent sign."""
        return Number(str(children[0]), len(children) == 2, span=_span(children))

    def text(self, children: list[Any]) -> Text:
        """A text without its quotes."""
        raw = str(children[0])
        return Text(raw[1:-1].replace(raw[0] * 2, raw[0]), span=_span(children))

    def day(self, children: list[Any]) -> Day:
        """A date that exists."""
        span = _span(children)
        try:
            return Day(date.fromisoformat(children[0]), span=span)
        except ValueError:
            raise FormulaError([fault("E606", span, found=children[0])]) from None

    def truth(self, children: list[Any]) -> Truth:
        """`true` or `false`."""
        return Truth(children[0].type == "TRUE", span=_span(children))

    def empty(self, children: list[Any]) -> Empty:
        """The word `empty`."""
        return Empty(span=_span(children))

    def path(self, children: list[Any]) -> Reference:
        """Names without their dots."""
        names = children[::2]
        spots = tuple(_span([name]) for name in names)
        return Reference(tuple(str(name) for name in names), spots, span=_span(children))

    def call(self, children: list[Any]) -> Call:
        """A function and what it is given."""
        return Call(str(children[0]), _nodes(children), span=_span(children))

    def where(self, children: list[Any]) -> tuple[str, Syntax]:
        """A condition of an argument."""
        return ("where", children[1])

    def on(self, children: list[Any]) -> tuple[str, Syntax]:
        """The date of an argument."""
        return ("on", children[1])

    def by(self, children: list[Any]) -> tuple[str, Syntax]:
        """The link of an argument."""
        return ("by", children[1])

    def argument(self, children: list[Any]) -> Argument:
        """A value with its condition, date and link."""
        value, *clauses = children
        last = clauses[-1][1] if clauses else value
        return Argument(value, **dict(clauses), span=_span([value, last]))

    def step(self, children: list[Any]) -> BandStep:
        """One step of a band."""
        limit, value = _nodes(children)
        return BandStep(_operator(children[0]), limit, value, span=_span(children))

    def otherwise(self, children: list[Any]) -> Otherwise:
        """The last step of a band."""
        return Otherwise(children[2], span=_span(children))


_LARK = Lark(
    File(__file__).with_name("grammar.lark").read_text(encoding="utf-8"),
    parser="lalr",
    lexer="basic",
    transformer=_Builder(),
    keep_all_tokens=True,
    maybe_placeholders=False,
)


def parse(text: str) -> Syntax:
    """Read a formula; names and kinds are not looked at yet.

    >>> parse("已还 = true").right
    Truth(span=Span(start=5, end=9), value=True)
    """
    if len(text) > MOST_CHARACTERS:
        span = Span(MOST_CHARACTERS, len(text))
        raise FormulaError([fault("E602", span, count=len(text), limit=MOST_CHARACTERS)])
    try:
        syntax = _LARK.parse(normal(text))
    except UnexpectedInput as unexpected:
        raise FormulaError([_unreadable(text, unexpected)]) from None
    return _within_limits(syntax)


def _unreadable(text: str, unexpected: UnexpectedInput) -> Fault:
    """The fault for a text that the grammar does not know."""
    at = unexpected.pos_in_stream
    if isinstance(unexpected, UnexpectedToken) and unexpected.token.type == "$END":
        blank = not text.strip()
        return fault("E608" if blank else "E601", Span(len(text), len(text)), _continuation(blank))
    if isinstance(unexpected, UnexpectedCharacters) and text[at] in "'\"‘’“”＇＂":
        return fault("E605", Span(at, len(text)), say("Write the closing quote."))
    found = str(getattr(unexpected, "token", text[at]))
    hint = _number_hint(text, at) or _hint(text[max(at - 1, 0) : at + 1])
    if re.search(r"(?<!\w)(if|case)\s*$", text[:at], re.IGNORECASE):
        hint = say("Write if(condition, value, other).")
    sign = normal(found)
    hint = hint or instead_of_name(found) or _hint(sign) or _hint(sign[0])
    return fault("E600", Span(at, at + len(found)), hint, found=quoted(found))


def _number_hint(text: str, at: int) -> str:
    """How a number or a date around a place is written here, or nothing."""
    around = ((number.finditer(text), hint) for number, hint in NUMBERS)
    return next((say(h) for found, h in around for m in found if m.start() <= at < m.end()), "")


def _hint(sign: str) -> str:
    """What to write instead of a sign, or nothing."""
    return say(HINTS[sign]) if sign in HINTS else ""


def _continuation(blank: bool) -> str:
    """What to write when nothing follows."""
    return say("Write a formula.") if blank else say("Write what follows, or close the bracket.")


def _aggregates(piece: Syntax) -> bool:
    """Whether a piece goes over rows; `max` of several values does not."""
    if not isinstance(piece, Call) or piece.name.lower() not in AGGREGATES:
        return False
    return len(piece.arguments) == 1


def _within_limits(syntax: Syntax) -> Syntax:
    """The same syntax, unless it is nested too deep or aggregates too much."""
    depth, aggregates = 0, 0
    for piece, level in pieces(syntax):
        depth = max(depth, level)
        aggregates += _aggregates(piece)
    for code, count, limit in (
        ("E603", depth, MOST_DEPTH),
        ("E604", aggregates, MOST_AGGREGATES),
    ):
        if count > limit:
            raise FormulaError([fault(code, syntax.span, count=count, limit=limit)])
    return syntax
