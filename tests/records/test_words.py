"""Every word of the gate in Simplified Chinese, with the same places to fill."""

import ast
import string
from pathlib import Path

import pytest

import language
from records import decide, reading
from records.query import Filter, Query
from records.refusals import Forbidden, NotFound, Refused

STARTS = ("Write a", "Choose a", "Add a")
ROOT = Path(reading.__file__).parent


def keys():
    found = set(decide.VERBS.values())
    for file in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            words = node.value if isinstance(node, ast.Constant) else None
            said = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
            if said and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
            elif (
                isinstance(words, str)
                and words.startswith(STARTS)
                and words.endswith((".cn.", "//.", "8888.", "{field}."))
            ):
                found.add(words)
    return sorted(found)


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", keys())
def test_a_text_is_translated_with_the_same_places(key):
    translated = language.catalog("zh_CN").get(key)
    assert translated and places(translated) == places(key)


def test_refusals_speak_the_language_of_whoever_reads_them(member, book):
    with language.speaking("zh_CN"):
        with pytest.raises(Forbidden, match="您的角色都不能新建“图书”。"):
            member.create("book", {})
        with pytest.raises(Refused, match="没有“cost”这个字段。"):
            member.find("book", Query(filters=(Filter("cost", "eq", ("1",)),)))
    with language.speaking("zh_TW"), pytest.raises(NotFound, match="這條記錄不存在。"):
        member.get("book", 1)
