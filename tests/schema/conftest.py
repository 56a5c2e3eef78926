"""A rulebook of a few lines, put together where a test needs it."""

from __future__ import annotations

import pytest

from schema.load import read
from schema.objects import Entity, Field, Schema

WORLD = """
people: {entity: employee, name: name, department: department, superior: superior}
roles:
  staff: {label: 全体员工}
  manager: {label: 经理, includes: [staff]}
  keeper: {label: 档案员, includes: [staff]}
entities:
  department: {label: 部门, fields: {name: {type: string, required: true, label: 名称}}}
  employee:
    label: 员工
    fields:
      name: {type: string, required: true, label: 姓名}
      department: {type: link, to: department, label: 部门}
      superior: {type: link, to: employee, label: 直接上级}
  document:
    label: 文件
    fields:
      subject: {type: string, required: true, label: 题名}
      state: {type: choice, options: [archived, destroyed], label: 状态}
"""


@pytest.fixture(autouse=True)
def in_english(english: None) -> None:
    """What is wrong is said in English here."""


def schema_of(text: str, **templates: str) -> Schema:
    """The rulebook of a text beside the people and documents of the world."""
    sheets = {name.replace("_html", ".html"): sheet for name, sheet in templates.items()}
    return read({"world.yaml": WORLD, "text.yaml": text}, sheets)


def entity_of(text: str) -> Entity:
    """The one entity that a text declares, `fields:` and all."""
    body = "\n".join(f"    {line}" for line in text.strip("\n").splitlines())
    return schema_of(f"entities:\n  thing:\n    label: 东西\n{body}\n").entities["thing"]


def field_of(declaration: str, **others: str) -> Field:
    """The one field that a flow mapping declares, beside others."""
    rest = "".join(f"\n  {name}: {text}" for name, text in others.items())
    return entity_of(f"fields:\n  it: {declaration}{rest}").fields["it"]
