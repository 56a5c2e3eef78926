"""Words of other systems, and what they are called here."""

from __future__ import annotations

from collections.abc import Mapping

TYPES: Mapping[str, str] = {
    "m2o": "link", "many2one": "link", "many_to_one": "link", "manytoone": "link",
    "relation": "link", "reference": "link", "ref": "link", "lookup": "link",
    "foreign_key": "link", "foreignkey": "link", "belongsto": "link", "belongs_to": "link",
    "m2m": "links", "many2many": "links", "many_to_many": "links", "manytomany": "links",
    "belongstomany": "links",
    "o2m": "lines", "one2many": "lines", "one_to_many": "lines", "onetomany": "lines",
    "hasmany": "lines", "has_many": "lines", "table": "lines", "child_table": "lines",
    "subtable": "lines", "detail": "lines",
    "enum": "choice", "select": "choice", "selection": "choice", "dropdown": "choice",
    "radio": "choice", "option": "choice", "tags": "choice", "multiselect": "choice",
    "varchar": "string", "char": "string", "str": "string", "nvarchar": "string",
    "input": "string", "shorttext": "string", "data": "string",
    "textarea": "text", "longtext": "text", "clob": "text", "long": "text", "html": "text",
    "memo": "text", "small_text": "text",
    "int": "integer", "bigint": "integer", "smallint": "integer", "whole": "integer",
    "float": "decimal", "double": "decimal", "numeric": "decimal", "number": "decimal",
    "real": "decimal", "dec": "decimal",
    "currency": "money", "amount": "money",
    "percentage": "percent", "pct": "percent", "ratio": "percent", "rate": "percent",
    "bool": "boolean", "check": "boolean", "checkbox": "boolean", "yesno": "boolean",
    "bit": "boolean", "switch": "boolean",
    "timestamp": "datetime", "date_time": "datetime", "dt": "datetime",
    "attachment": "file", "attach": "file", "upload": "file", "binary": "file",
    "picture": "image", "photo": "image", "attach_image": "image",
    "mail": "email", "tel": "phone", "telephone": "phone", "mobile": "phone",
    "link_url": "url", "uri": "url", "hyperlink": "url", "website": "url",
    "autonumber": "sequence", "auto_number": "sequence", "serial": "sequence",
    "naming_series": "sequence", "autoincrement": "sequence",
    "computed": "the field's result type with a \"formula\"",
    "formula": "the field's result type with a \"formula\"",
    "rollup": "the field's result type with a \"formula\"",
}  # fmt: skip
"""Field types as others call them."""

KEYS: Mapping[str, str] = {
    "reqd": "required", "mandatory": "required", "notnull": "required", "not_null": "required",
    "refers_to": "to", "references": "to", "target": "to", "comodel": "to", "ref": "to",
    "comodel_name": "to", "relation": "to", "doctype": "to", "linked_to": "to",
    "title_field": "title", "rec_name": "title", "display": "title",
    "string": "label", "verbose_name": "label", "caption": "label",
    "description": "help", "help_text": "help", "tooltip": "help", "hint": "help",
    "choices": "options", "selection": "options", "enum": "options",
    "readonly_fields": "readonly", "read_only": "readonly", "disabled": "readonly",
    "precision": "decimals", "scale": "decimals", "digits": "decimals",
    "compute": "formula", "computed": "formula", "expression": "formula", "expr": "formula",
    "domain": "where", "filter": "where", "limit_choices_to": "where",
    "ondelete": "on_delete", "on_remove": "on_delete",
    "default_value": "default", "initial_value": "default",
    "minimum": "min", "min_value": "min", "maximum": "max", "max_value": "max",
    "maxlength": "max_length", "minlength": "min_length", "regex": "pattern",
    "depends_on": "visible_if", "invisible": "visible_if", "show_if": "visible_if",
    "mandatory_depends_on": "required_if", "read_only_depends_on": "readonly_if",
    "was": "renamed_from", "renamed": "renamed_from", "old_name": "renamed_from",
    "columns": "fields", "attributes": "fields", "properties": "fields",
    "constraints": "checks", "validations": "checks", "rules": "checks",
    "perms": "permissions", "access": "permissions", "acl": "permissions", "grants": "permissions",
    "states_machine": "workflow", "flow": "workflow", "statuses": "states", "steps": "states",
    "actions": "transitions", "guard": "when", "condition": "when", "if": "when",
    "roles_allowed": "by", "allowed": "by", "allow": "by", "who": "by",
    "models": "entities", "tables": "entities", "doctypes": "entities", "collections": "entities",
    "order_by": "sort", "ordering": "sort", "search_fields": "search", "list_display": "columns",
    "imports": "import", "exports": "export", "view": "read", "write": "update", "edit": "update",
    "add": "create", "remove": "delete",
}  # fmt: skip
"""Keys as others call them; they count only where our word may stand."""


def type_here(word: str) -> str:
    """Our type for a foreign one, or nothing."""
    return TYPES.get(word.lower().replace("-", "_"), "")


def key_here(word: str, allowed: frozenset[str] | set[str]) -> str:
    """Our key for a foreign one, if ours may stand here; else nothing."""
    ours = KEYS.get(word.lower().replace("-", "_"), "")
    return ours if ours in allowed else ""
