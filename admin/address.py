"""An address of a list that can be changed in one place and kept in the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

Pairs = tuple[tuple[str, str], ...]

PASSING = frozenset(("page", "size", "with"))
"""What a saved view leaves out: where one is in the list, not what it shows."""


@dataclass(frozen=True, slots=True)
class Address:
    """A path and its query as pairs in order."""

    path: str
    pairs: Pairs

    @classmethod
    def of(cls, path: str, args: MultiDict[str, str]) -> Address:
        """An address from a request's arguments; empty ones are left out."""
        return cls(path, tuple((k, v) for k, v in args.items(multi=True) if v != ""))

    def __str__(self) -> str:
        """The address as a link."""
        query = MultiDict(self.pairs)
        return f"{self.path}?{encoded(query.items(multi=True))}" if self.pairs else self.path

    def setting(self, **values: object) -> Address:
        """With other values of some keys, and back on the first page; None drops a key."""
        gone = {*values, "page"} if "page" not in values else set(values)
        kept = tuple(pair for pair in self.pairs if pair[0] not in gone)
        return Address(
            self.path, (*kept, *((k, str(v)) for k, v in values.items() if v is not None))
        )

    def without(self, *names: str) -> Address:
        """Without some keys, and back on the first page."""
        return Address(
            self.path, tuple(pair for pair in self.pairs if pair[0] not in {*names, "page"})
        )

    def adding(self, name: str, value: str) -> Address:
        """With one more pair."""
        return Address(self.path, (*self.without().pairs, (name, value)))

    def only(self, names: Iterable[str]) -> Pairs:
        """The pairs of some keys."""
        wanted = set(names)
        return tuple(pair for pair in self.pairs if pair[0] in wanted)

    @property
    def lasting(self) -> Pairs:
        """The pairs that a saved view keeps."""
        return tuple(pair for pair in self.pairs if pair[0] not in PASSING)


def encoded(pairs: Iterable[tuple[str, str]]) -> str:
    """Pairs as a query; Chinese stays readable in the address bar once decoded."""
    return urlencode(list(pairs))


def from_query(path: str, query: Mapping[str, object]) -> Address:
    """An address from a kept query: each key with its list of values."""
    return Address(path, tuple(_kept_pairs(query)))


def to_query(pairs: Pairs) -> dict[str, list[str]]:
    """Pairs as they are kept: each key with its list of values."""
    kept: dict[str, list[str]] = {}
    for key, value in pairs:
        kept.setdefault(key, []).append(value)
    return kept


def _kept_pairs(query: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, values in query.items():
        for value in values if isinstance(values, list) else [values]:
            yield str(key), str(value)
