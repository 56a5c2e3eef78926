"""Paths like `record.customer.name` in a template, followed through the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jinja2 import nodes

from language import say
from schema.building import Building
from schema.problems import Wording, unknown
from schema.values import Span

RECORD, COMPANY = "record", "company"

KEEPING = frozenset({"list", "reverse", "sort", "selectattr", "rejectattr", "unique", "default"})
"""Filters that give records of the entity that they were given."""

BY_ATTRIBUTE = frozenset({"sort", "sum", "map", "groupby", "unique", "min", "max"})
"""Filters whose `attribute=` names a field of the records."""

BY_FIRST = frozenset({"selectattr", "rejectattr", "groupby"})
"""Filters whose first argument names a field of the records."""

VALUE_ATTRIBUTES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "date": frozenset({"year", "month", "day", "weekday", "isoformat", "strftime", "words"}),
        "datetime": frozenset(
            {"year", "month", "day", "hour", "minute", "date", "time", "isoformat", "strftime"}
        ),
        "time": frozenset({"hour", "minute", "isoformat", "strftime"}),
        "text": frozenset({"split", "strip", "upper", "lower", "startswith", "endswith",
                           "replace", "splitlines"}),
        "choice": frozenset({"words"}),
    }
)  # fmt: skip
"""What a template may ask of a value that is no record."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What a piece of a template gives: a record or records of an entity, or a value."""

    entity: str = ""
    many: bool = False
    value: str = ""
    company: bool = False
    path: str = ""


NOTHING_KNOWN = Thing()
Names = Mapping[str, Thing]


@dataclass(frozen=True, slots=True)
class Walk:
    """Goes through one template and notes every path that leads nowhere."""

    building: Building
    file: str
    company_keys: set[str]

    def document(self, tree: nodes.Template, entity: str) -> None:
        """A whole template; its `record` is of an entity, or it has none."""
        names = {COMPANY: Thing(company=True, path=COMPANY)}
        if entity:
            names[RECORD] = Thing(entity=entity, path=RECORD)
        self.node(tree, names)

    def node(self, node: nodes.Node, names: Names) -> Thing:
        """What a node gives; all that is below it is looked at on the way."""
        visit = VISITS.get(type(node))
        if visit:
            return visit(self, node, names)
        self.sequence(node.iter_child_nodes(), dict(names))
        return NOTHING_KNOWN

    def sequence(self, parts: Iterable[nodes.Node], names: dict[str, Thing]) -> None:
        """Some nodes in order; a `set` is known from there on."""
        for child in parts:
            self.node(child, names)
            if isinstance(child, nodes.Assign) and isinstance(child.target, nodes.Name):
                names[child.target.name] = self.node(child.node, names)

    def attribute(self, owner: Thing, name: str, line: int) -> Thing:
        """One step of a path."""
        if owner.company:
            return self._company(name, line)
        if owner.value:
            return self._of_value(owner, name, line)
        if not owner.entity or owner.many:
            return NOTHING_KNOWN
        scope = self.building.scope
        path = f"{owner.path}.{name}"
        if name in scope.lines(owner.entity):
            return Thing(scope.lines(owner.entity)[name][0], many=True, path=path)
        kind = scope.fields(owner.entity).get(name)
        if kind is None:
            return self._no_field(owner.entity, name, line)
        if kind.name == "link":
            return Thing(kind.entity, many=kind.many, path=path)
        return Thing(value=kind.name, path=path)

    def _no_field(self, entity: str, name: str, line: int) -> Thing:
        """Note a field that the entity has not."""
        scope = self.building.scope
        if name not in self.building.findings.broken:
            declared = self.building.fields_of(entity)
            wording = unknown(
                name, say('field of "{entity}"', entity=entity), declared, scope.fields(entity)
            )
            self._note("E703", wording, line, name)
        return NOTHING_KNOWN

    def _of_value(self, owner: Thing, name: str, line: int) -> Thing:
        """Note a step beyond a value that has no fields."""
        allowed = VALUE_ATTRIBUTES.get(owner.value, frozenset())
        if name not in allowed:
            message = say('"{path}" is a value and has no "{name}".', path=owner.path, name=name)
            self._note(
                "E704",
                Wording(message, say("Write {{{{ {path} }}}}.", path=owner.path)),
                line,
                name,
            )
        return NOTHING_KNOWN

    def _company(self, name: str, line: int) -> Thing:
        """Note a key that nobody wrote under `company`."""
        if name not in self.company_keys:
            self._note(
                "E703",
                unknown(name, say("key of the company"), sorted(self.company_keys)),
                line,
                name,
            )
        return NOTHING_KNOWN

    def _note(self, code: str, wording: Wording, line: int, word: str) -> None:
        """Note a problem at a word of a line of the template."""
        text = self.building.findings.line(self.file, line)
        match = re.search(rf"(?<=[.\"'\[]){re.escape(word)}(?!\w)", text)
        start, end = (match.start(), match.end()) if match else (0, len(text))
        self.building.findings.add(code, wording, Span(self.file, line, start + 1, line, end + 1))

    def dotted(self, owner: Thing, path: str, line: int) -> None:
        """A path given as text: `sum(attribute="product.price")`."""
        one = Thing(owner.entity, path=owner.path)
        for name in path.split("."):
            one = self.attribute(one, name, line)


def _name(walk: Walk, node: nodes.Name, names: Names) -> Thing:
    return names.get(node.name, NOTHING_KNOWN)


def _getattr(walk: Walk, node: nodes.Getattr, names: Names) -> Thing:
    return walk.attribute(walk.node(node.node, names), node.attr, node.lineno)


def _getitem(walk: Walk, node: nodes.Getitem, names: Names) -> Thing:
    owner = walk.node(node.node, names)
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return walk.attribute(owner, node.arg.value, node.lineno)
    walk.node(node.arg, names)
    return Thing(owner.entity, path=owner.path) if owner.many else NOTHING_KNOWN


def _filter(walk: Walk, node: nodes.Filter, names: Names) -> Thing:
    given = walk.node(node.node, names) if node.node else NOTHING_KNOWN
    for argument in [*node.args, *(pair.value for pair in node.kwargs)]:
        walk.node(argument, names)
    for path in _attributes(node) if given.many else ():
        walk.dotted(given, path, node.lineno)
    if node.name in {"first", "last"} and given.many:
        return Thing(given.entity, path=given.path)
    return given if node.name in KEEPING else NOTHING_KNOWN


def _attributes(node: nodes.Filter) -> list[str]:
    """The fields that a filter's arguments name."""
    named = [p.value for p in node.kwargs if p.key == "attribute" and node.name in BY_ATTRIBUTE]
    named += node.args[:1] if node.name in BY_FIRST else []
    return [str(n.value) for n in named if isinstance(n, nodes.Const)]


def _for(walk: Walk, node: nodes.For, names: Names) -> Thing:
    rows = walk.node(node.iter, names)
    inner = dict(names)
    if isinstance(node.target, nodes.Name):
        inner[node.target.name] = (
            Thing(rows.entity, path=node.target.name) if rows.many else NOTHING_KNOWN
        )
    if node.test is not None:
        walk.node(node.test, inner)
    walk.sequence([*node.body, *node.else_], inner)
    return NOTHING_KNOWN


def _call_block(walk: Walk, node: nodes.CallBlock, names: Names) -> Thing:
    """A macro that hands each of the rows it was given to the block, as tables do."""
    rows = [walk.node(argument, names) for argument in node.call.args]
    inner = dict(names)
    several = next((row for row in rows if row.many), None)
    if several and node.args:
        inner[node.args[0].name] = Thing(several.entity, path=node.args[0].name)
    for pair in node.call.kwargs:
        walk.node(pair.value, names)
    walk.sequence(node.body, inner)
    return NOTHING_KNOWN


def _macro(walk: Walk, node: nodes.Macro, names: Names) -> Thing:
    """A macro's own arguments hide what stands outside under the same name."""
    inner = {**names, **{argument.name: NOTHING_KNOWN for argument in node.args}}
    walk.sequence(node.body, inner)
    return NOTHING_KNOWN


VISITS: Mapping[type[nodes.Node], Callable[..., Thing]] = MappingProxyType(
    {
        nodes.Name: _name,
        nodes.Getattr: _getattr,
        nodes.Getitem: _getitem,
        nodes.Filter: _filter,
        nodes.For: _for,
        nodes.CallBlock: _call_block,
        nodes.Macro: _macro,
    }
)
"""The nodes of a template that give something or bind a name."""
