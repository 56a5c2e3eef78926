"""Full-width and curly signs of a formula turned into ASCII ones, in place."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from formula.faults import Fault, fault, quoted
from formula.tree import Span

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_OTHERS = {"÷": "/", "×": "*", "−": "-", "\u3000": " ", "‘": "'", "’": "'", "“": '"', "”": '"'}

SIGNS = MappingProxyType(_FULL_WIDTH | _OTHERS)
"""Each sign to the one ASCII character that it means, so positions stay."""

_QUOTES = {"'": "'", '"': '"', "‘": "'’", "’": "'’‘", "“": '"”', "”": '"”“'}
_QUOTES |= {"＇": "＇'", "＂": '＂"'}


def normal(text: str) -> str:
    """The formula with ASCII signs outside its texts and comments.

    >>> normal("状态＝“已还（晚）”")
    '状态="已还（晚）"'
    """
    return "".join(_characters(text))


def warnings(text: str) -> tuple[Fault, ...]:
    """One note for each sign that was read as another.

    >>> [str(note) for note in warnings("a＞1")]
    ['W601 "＞" was read as ">".']
    """
    pairs = enumerate(zip(text, normal(text), strict=True))
    return tuple(
        fault("W601", Span(at, at + 1), found=quoted(written), meant=quoted(read))
        for at, (written, read) in pairs
        if written != read
    )


def _characters(text: str) -> Iterator[str]:
    """Each character as it is read, knowing whether a text or comment is open."""
    closers = ""
    for character in text:
        if closers:
            closed = character in closers
            yield SIGNS.get(character, character) if closed else character
            closers = "" if closed else closers
        else:
            read = SIGNS.get(character, character)
            yield read
            closers = "\n" if read == "#" else _QUOTES.get(character, "")
