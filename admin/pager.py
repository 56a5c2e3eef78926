"""The foot of a list: where one is, other pages, other sizes."""

from __future__ import annotations

from dataclasses import dataclass

from admin.address import Address
from language import say

SIZES = (20, 50, 100, 200)
USUAL = 50


@dataclass(frozen=True, slots=True)
class Step:
    """A page or a size to go to; number 0 is a gap."""

    number: int
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pager:
    """What the foot of a list says and offers."""

    said: str
    size: int
    links: tuple[Step, ...]
    sizes: tuple[Step, ...]
    before: str
    after: str


def size_of(asked: str) -> int:
    """How many rows a page has: one of the sizes."""
    return int(asked) if asked.isdigit() and int(asked) in SIZES else USUAL


def page_of(asked: str) -> int:
    """Which page is asked for."""
    return int(asked) if asked.isdigit() and 0 < int(asked) < 1_000_000 else 1


def pager(address: Address, total: int, page: int, size: int, shown: int) -> Pager:
    """The foot of a list of so many rows."""
    pages = max(1, -(-total // size))
    first = (page - 1) * size + 1
    said = say("{first}–{last} of {total}", first=first, last=first + shown - 1, total=f"{total:,}")
    return Pager(
        said if shown else "",
        size,
        tuple(_step(address, number, page) for number in page_numbers(page, pages)),
        tuple(Step(n, str(address.setting(size=n)), n == size) for n in SIZES)
        if total > SIZES[0]
        else (),
        str(address.setting(page=page - 1)) if page > 1 else "",
        str(address.setting(page=page + 1)) if page < pages else "",
    )


def page_numbers(page: int, pages: int) -> list[int]:
    """The pages that are named: the ends, those around this one, 0 for a gap.

    >>> page_numbers(6, 11)
    [1, 0, 5, 6, 7, 0, 11]
    >>> page_numbers(1, 3)
    [1, 2, 3]
    """
    near = {1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)}
    named: list[int] = []
    for number in sorted(near):
        if named and number - named[-1] == 2:
            named.append(number - 1)
        elif named and number - named[-1] > 2:
            named.append(0)
        named.append(number)
    return named


def _step(address: Address, number: int, page: int) -> Step:
    if not number:
        return Step(0)
    return Step(number, str(address.setting(page=number)), number == page)
