"""The sizes of paper that a report may be printed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

SIZES = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
"""Width and height upright, in millimetres."""

POINTS = 72 / 25.4
SPARE = 1
"""Millimetres that a picture of the whole page must be lower than it, to fit its frame."""


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper in millimetres: its size, and what the text leaves free of it."""

    size: str
    landscape: bool
    width: int
    height: int
    left: int
    top: int
    foot: int

    @classmethod
    def of(cls, paper: str) -> Self:
        """The page of a declaration such as "A4 landscape".

        >>> Page.of("A5 landscape").width
        210
        """
        size, *turned = paper.split()
        width, height = SIZES[size]
        if turned:
            width, height = height, width
        if size == "A5":
            return cls(size, bool(turned), width, height, left=12, top=10, foot=23)
        if turned:
            return cls(size, True, width, height, left=15, top=14, foot=24)
        return cls(size, False, width, height, left=22, top=18, foot=27)

    @property
    def low(self) -> bool:
        """Whether headings must be a size smaller for the text to have room."""
        return self.height < SIZES["A4"][1]

    @property
    def picture(self) -> tuple[int, int]:
        """Width and height that a picture of the whole page may have, in points."""
        return int(self.width * POINTS), int((self.height - SPARE) * POINTS)
