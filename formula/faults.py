"""What can be wrong with a formula: one table of codes and texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from formula.tree import Span
from language import say

MESSAGES = MappingProxyType(
    {
        # the text
        "E600": "The formula cannot be read at {found}.",
        "E601": "The formula ends too early.",
        "E602": "The formula has {count} characters; at most {limit} are read.",
        "E603": "The formula is nested {count} deep; at most {limit} is read.",
        "E604": "The formula has {count} aggregates; at most {limit} are read.",
        "E605": "A text begins here and never ends.",
        "E606": "There is no day {found} in the calendar.",
        "E607": "{found} has more than {limit} decimals.",
        "E608": "The formula is empty.",
        # names
        "E610": "{entity} has no field {name}.",
        "E611": "There is no entity {name}.",
        "E612": "There is no function {name}.",
        "E613": "There is no setting {name}.",
        "E614": "There is no figure {name}.",
        "E615": "There is no role {name}.",
        "E616": "There is no row here that {name} could be a field of.",
        "E617": "There is no row around this one for {name}.",
        "E618": "{name} needs to know who is asking, and nobody is here.",
        "E619": "{name} is {kind}, which has no fields of its own.",
        # levels
        "E620": "{path} has one value per {entity}, not one value.",
        "E621": "{inner}() stands inside {outer}(); aggregates are not nested here.",
        "E622": "{path} crosses from one {entity} to many {child}.",
        "E623": "{name} does not work in this place.",
        "E624": "{child} has {count} links to {entity}: {links}.",
        "E625": "{child} has no link to {entity}.",
        "E626": '"{word}" means nothing to {name}() here.',
        "E627": "{name}() counts rows, not values.",
        "E628": "{name}() needs a value of each row.",
        "E629": "last() needs the date that decides which row is the last.",
        # kinds
        "E630": "{field} allows {options}; not {value}.",
        "E631": "Cannot {verb} {left} and {right}.",
        "E632": "{left} and {right} are two currencies.",
        "E633": "A ratio is compared with {found}, which is {percent}.",
        "E634": "Cannot compare {left} with {right}.",
        "E635": "{name} takes {wanted} here, not {found}.",
        "E636": "{name}() takes {wanted}, not {count}.",
        "E637": "A condition is needed here, not {found}.",
        "E638": "Nothing is ever equal to empty.",
        "E639": "The formula gives {found}; {wanted} is needed.",
        # figures and bands
        "E640": "{entity} has {count} dates: {dates}.",
        "E641": "{entity} has no date of its own.",
        "E642": "{entity} has {count} links to {person}: {links}.",
        "E643": "{entity} has no link that leads to {person}.",
        "E644": "{name} is {found}; {wanted} is needed here.",
        "E645": "{name}() would mix currencies: each amount is in the one that {field} says.",
        "E646": "The rulebook does not say where exchange rates come from.",
        "E647": "{name} is no currency of the exchange rates.",
        "E648": "The sheet has no {wanted} {name}.",
        "E649": "{name} earns no points on the sheet, because it has no weight.",
        "E650": "The bands leave a gap {where}.",
        "E651": "The bands overlap at {limit}.",
        "E652": "This band is never reached: the bands before it cover it.",
        "E653": "band() needs a value and at least one step.",
        "E654": "A band's limit must be written as a number or a date.",
        "E655": "A step like this belongs into band() only.",
        "E656": "{name} belongs to the sheet here, and is a field of {entity} as well.",
        # turns that the text takes by itself
        "E660": "{cycle} goes in a circle.",
        "W601": "{found} was read as {meant}.",
    }
)
"""Every code that this package gives, with its text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a formula, where, and what to write instead.

    `start` and `end` count characters of the formula's text from 0.
    """

    code: str
    message: str
    start: int
    end: int
    hint: str = ""

    def __str__(self) -> str:
        """The fault in one line."""
        return f"{self.code} {self.message} {self.hint}".rstrip()


class FormulaError(Exception):
    """A formula that cannot be used, with everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults in the order of the text."""
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.start))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def fault(code: str, span: Span, hint: str = "", **words: object) -> Fault:
    """A fault with its text filled in.

    >>> fault("E612", Span(0, 4), name='"cout"').message
    'There is no function "cout".'
    """
    return Fault(code, say(MESSAGES[code], **words), span.start, span.end, hint)


def quoted(word: str) -> str:
    """A word as messages show it.

    >>> quoted("cout")
    '"cout"'
    """
    return say('"{word}"', word=word)


def suggestion(word: str, known: Iterable[str]) -> str:
    """The hint that names the word that was probably meant, or nothing.

    >>> suggestion("resutl", ["result", "amount"])
    'Did you mean "result"?'
    """
    choices = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), choices, n=1)
    return say("Did you mean {word}?", word=quoted(choices[close[0]])) if close else ""


def listed(words: Iterable[str], most: int = 6) -> str:
    """Some words in a row, shortened when there are many.

    >>> listed("abcdefgh")
    'a, b, c, d, e, f, …'
    """
    given = tuple(words)
    return say(", ").join(given[:most] + (("…",) if len(given) > most else ()))


def either(words: Iterable[str]) -> str:
    """Some words of which one is meant.

    >>> either(["link", "choice"])
    'link or choice'
    """
    first, *rest = words
    for word in rest:
        first = say("{first} or {second}", first=first, second=word)
    return first


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    r"""The 1-based line and column of a character of a text.

    >>> line_and_column("a\nbc", 3)
    (2, 2)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
