"""YAML text to a tree of texts that know where they stand.

Plain PyYAML keeps the last of two equal keys and reads `no` as false, `012` as 10 and
`12:30` as 750. Here every scalar stays the text that was written, until the shape or
the field type that it stands for reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from language import say
from schema.problems import Findings, Wording
from schema.values import Span

MERGE = "<<"
STANDARD_TAGS = "tag:yaml.org,2002:"
KNOWN_TAGS = frozenset(
    STANDARD_TAGS + name
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)


@dataclass(frozen=True, slots=True)
class Stumble:
    """A fault of libyaml in our words; `opened` places it where the bracket or quote began."""

    message: str
    hint: str
    opened: bool = False


STUMBLES: Mapping[str, Stumble] = {
    "mapping values are not allowed": Stumble(
        "A colon cannot stand here.", "Put a text that contains a colon in quotes."
    ),
    "cannot start any token": Stumble(
        "No text begins with this sign.", "Put the text in quotes, and indent with spaces."
    ),
    "expected ',' or '}'": Stumble(
        'This "{" is never closed.', 'Part the entries with commas, and close with "}".', True
    ),
    "expected ',' or ']'": Stumble(
        'This "[" is never closed.', 'Part the elements with commas, and close with "]".', True
    ),
    "end of stream": Stumble("This quote is never closed.", "Write the quote's other half.", True),
    "expected key": Stumble(
        "This does not fit what stands above it.", "Let keys of one level begin in one column."
    ),
    "expected '-' indicator": Stumble(
        "This does not fit the list above it.", 'Let all elements begin with "-" in one column.'
    ),
    "expected ':'": Stumble("This key has no colon after it.", 'Write "key: value".'),
    "alias": Stumble(
        "There is no anchor of this name.", "Declare it with & before it is used with *."
    ),
    "single document": Stumble(
        "A second document begins here.", 'Leave out the line "---": a file is one document.'
    ),
}
"""Pieces of what libyaml says, the first that fits."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text of the YAML as it was written."""

    text: str
    span: Span
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was written, or the word null."""
        return not self.quoted and self.text in {"", "~", "null"}

    def __str__(self) -> str:
        """The text alone."""
        return self.text


@dataclass(frozen=True, slots=True)
class Items:
    """A list of the YAML."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping of the YAML: every key with its place and its value."""

    entries: Mapping[str, tuple[Scalar, Node]]
    span: Span

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        """Key and value in the order of the file."""
        return iter(self.entries.values())


Node = Scalar | Items | Table


class TextLoader(yaml.CSafeLoader):
    """libyaml's composer, which takes every scalar for a text."""

    yaml_implicit_resolvers: dict[str, list[object]] = {}


def read(name: str, text: str, findings: Findings) -> Node | None:
    """The tree of a file, or None after its problem was noted.

    >>> tree = read("a.yaml", "paid: no", Findings({"a.yaml": "paid: no"}))
    >>> [(key.text, value.text) for key, value in tree]
    [('paid', 'no')]
    """
    try:
        root = yaml.compose(text.removeprefix("\ufeff"), Loader=TextLoader)
    except yaml.YAMLError as error:
        findings.add("E101", *_unreadable(name, error))
        return None
    except RecursionError:
        findings.add("E101", Wording(say("The YAML is nested too deeply.")), Span(name, 1, 1, 1, 2))
        return None
    return _Tree(name, findings).node(root) if root else Table({}, Span(name, 1, 1, 1, 1))


def _unreadable(name: str, error: yaml.YAMLError) -> tuple[Wording, Span]:
    """What libyaml stumbled over, in our words, and where."""
    said = " ".join(filter(None, (getattr(error, "context", ""), getattr(error, "problem", ""))))
    said = said or str(error).splitlines()[0]
    stumble = next((stumble for part, stumble in STUMBLES.items() if part in said), None)
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    opened = stumble is not None and stumble.opened
    mark = next(filter(None, reversed(marks) if opened else marks), None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    wording = Wording(
        say("This is not YAML: {said}.", said=said), say("Look at brackets, quotes and indents.")
    )
    if stumble is not None:
        wording = Wording(say(stumble.message), say(stumble.hint))
    return wording, Span(name, line, column, line, column + 1)


class _Tree:
    """Turns libyaml's nodes into ours."""

    def __init__(self, name: str, findings: Findings) -> None:
        self.name = name
        self.findings = findings
        self.known: dict[int, Node] = {}
        self.open: set[int] = set()

    def node(self, node: yaml.Node) -> Node | None:
        """One node and all below it; a node that was named with & is turned once."""
        key = id(node)
        if key in self.open:
            self.findings.add("E109", Wording(say("This anchor contains itself."), say("Write it out.")),
                              self.span(node))  # fmt: skip
            return None
        if key not in self.known:
            self.open.add(key)
            self.known[key] = self.made(node)
            self.open.discard(key)
        return self.known[key]

    def made(self, node: yaml.Node) -> Node:
        """A node by its form."""
        span = self.span(node)
        if node.tag not in KNOWN_TAGS:
            tag = node.tag.replace(STANDARD_TAGS, "!!")
            self.findings.add("E108", Wording(say('The tag "{tag}" means nothing here.', tag=tag),
                                              say("Leave the tag out.")), span)  # fmt: skip
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, span, quoted=node.style is not None and node.style != "")
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple(n for n in map(self.node, node.value) if n is not None), span)
        return Table(self.entries(node), span)

    def entries(self, node: yaml.MappingNode) -> dict[str, tuple[Scalar, Node]]:
        """The entries of a mapping; what `<<` brings in gives way to what is written."""
        own: dict[str, tuple[Scalar, Node]] = {}
        merged: dict[str, tuple[Scalar, Node]] = {}
        for key_node, value_node in node.value:
            value = self.node(value_node)
            key = self.key(key_node)
            if key is None or value is None:
                continue
            if key.text == MERGE and not key.quoted:
                merged |= self.merged(key, value)
            elif key.text in own:
                self.doubled(key, own[key.text][0])
            else:
                own[key.text] = (key, value)
        return merged | own

    def key(self, node: yaml.Node) -> Scalar | None:
        """A key, which must be a text."""
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, self.span(node), quoted=bool(node.style))
        self.findings.add("E110", Wording(say("A key must be a text."), say("Put the key in quotes.")),
                          self.span(node))  # fmt: skip
        return None

    def merged(self, key: Scalar, value: Node) -> dict[str, tuple[Scalar, Node]]:
        """What a `<<` brings in."""
        tables = value.items if isinstance(value, Items) else (value,)
        found: dict[str, tuple[Scalar, Node]] = {}
        for table in tables:
            if isinstance(table, Table):
                found = dict(table.entries) | found
            else:
                self.findings.add("E111", Wording(say('"<<" takes a mapping.'), say("Write <<: *name.")),
                                  key.span)  # fmt: skip
        return found

    def doubled(self, key: Scalar, first: Scalar) -> None:
        """Note that a key stands twice in one mapping."""
        self.findings.add(
            "E102",
            Wording(
                say('"{key}" stands twice in one mapping.', key=key.text),
                say("Keep one of them (the first is in line {line}).", line=first.span.line),
            ),
            key.span,
        )

    def span(self, node: yaml.Node) -> Span:
        """The place of a node, counted from 1."""
        start, end = node.start_mark, node.end_mark
        return Span(self.name, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
