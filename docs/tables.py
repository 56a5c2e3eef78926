"""The tables of the manual, made from the code they describe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

import yaml

from admin.icons import ALIASES, ICONS
from formula.faults import MESSAGES
from formula.functions import FUNCTIONS, OPERATORS, Function
from formula.kinds import MAX_SCALE
from formula.parse import MOST_AGGREGATES, MOST_CHARACTERS, MOST_DEPTH
from formula.words import described
from language import say, speaking
from reports.filters import FILTERS
from schema.codes import CODES
from schema.nested_shapes import ByForm, Labelled, Many, Names, Object, Written
from schema.parts import Shape
from schema.problems import Problems
from schema.scalar_shapes import (
    Exact,
    Flag,
    LabelText,
    Matching,
    OneOf,
    Quantity,
    Text,
    Value,
    Whole,
)
from schema.shapes import OBJECTS
from schema.types import TYPES, Traits, Type
from tests.formula.test_faults import CASES
from tests.formula.world import faults_of
from tests.problems.test_problems import checked, parts

ROOT = Path(__file__).resolve().parent.parent

DOCS = ROOT / "docs"
PAGES = ROOT / "tests" / "problems"
KEYS: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(
    (DOCS / "keys.yaml").read_text("utf-8")
)
"""Object and key to what the key says, in English and in Chinese."""

ENGLISH, CHINESE = 0, 1
LOCALES = ("en", "zh_CN")

WORDS: Mapping[str, tuple[str, str]] = {
    "key": ("key", "键"),
    "takes": ("takes", "写什么"),
    "says": ("says", "含义"),
    "type": ("type", "类型"),
    "called": ("is", "名称"),
    "kind": ("in formulas", "公式里"),
    "plain": ("a plain value", "直接写的值"),
    "own": ("keys of its own", "专有的键"),
    "required": ("required", "必写"),
    "text": ("text", "文字"),
    "formula": ("formula", "公式"),
    "value": ("value or formula", "值或公式"),
    "a value": ("value", "值"),
    "a row": ("row", "一条记录"),
    "a list of rows": ("rows", "若干记录"),
    "label": ("label", "标签"),
    "number": ("number", "数"),
    "quantity": ("number or %", "数或百分数"),
    "list": ("list of {0}", "{0}列表"),
    "one": ("{0}, or a list", "{0}，可写成列表"),
    "names": ("mapping: name to {0}", "名字到{0}"),
    "or": ("{0} or {1}", "{0}或 {1}"),
}
"""The words of the tables in both languages."""

CHINESE_KINDS: Mapping[str, str] = {
    "text": "文字", "integer": "整数", "number": "数", "money": "金额", "ratio": "比率",
    "boolean": "真假", "date": "日期", "time": "时间", "datetime": "日期时间", "choice": "选项",
    "link": "关联", "file": "文件",
}  # fmt: skip

SIGNS: Mapping[str, str] = {
    "neg": "-a", "add": "a + b", "sub": "a - b", "mul": "a * b", "div": "a / b", "eq": "a = b",
    "ne": "a != b", "lt": "a < b", "le": "a <= b", "gt": "a > b", "ge": "a >= b",
    "between": "a between b and c", "in": "a in (b, c)", "not_in": "a not in (b, c)",
    "and": "a and b", "or": "a or b", "not": "not a", "is_empty": "a is empty",
    "is_not_empty": "a is not empty",
}  # fmt: skip
"""How each operator of the table is written."""


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = tuple(heads)
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in r)} |" for r in lines)


def codes(words: Iterable[str]) -> str:
    """Words as code, one after the other."""
    return " ".join(f"`{word}`" for word in words)


def said(word: str, language: int, *parts: str) -> str:
    """A word of the tables, its places filled in."""
    return WORDS[word][language].format(*parts)


def anchor(name: str) -> str:
    """A link to the table of an object."""
    return f"[{name}](#keys-of-{name.replace(' ', '-')})"


def takes(shape: Shape, language: int) -> str:
    """What a key takes, in a few words."""
    return TAKES[type(shape)](shape, language)


def _text(shape: Text, language: int) -> str:
    if shape.says in WORDS:
        return said(shape.says, language)
    return said("formula" if shape.number else "text", language)


def _many(shape: Many, language: int) -> str:
    return said("one" if shape.single else "list", language, takes(shape.of, language))


def _by_form(shape: ByForm, language: int) -> str:
    forms = (shape.scalar, shape.items, shape.table)
    words = dict.fromkeys(takes(form, language) for form in forms if form is not None)
    first, *rest = words
    for word in rest:
        first = said("or", language, first, word)
    return first


LIKE = re.compile(r'^an? .* like |^an interval like|"')
"""What stands around the example in the words of a pattern."""

TAKES: Mapping[type, Callable[..., str]] = {
    Text: _text,
    Value: lambda shape, language: said("value", language),
    LabelText: lambda shape, language: said("label", language),
    Flag: lambda shape, language: "`true`",
    Whole: lambda shape, language: f"{shape.low}–{shape.high}",
    Exact: lambda shape, language: said("number", language),
    Quantity: lambda shape, language: said("quantity", language),
    OneOf: lambda shape, language: codes(shape.words),
    Matching: lambda shape, language: f"`{LIKE.sub('', shape.like)}`",
    Many: _many,
    Names: lambda shape, language: said("names", language, takes(shape.of, language)),
    Object: lambda shape, language: anchor(shape.name),
    Labelled: lambda shape, language: said(
        "or", language, said("label", language), takes(shape.of, language)
    ),
    ByForm: _by_form,
    Written: lambda shape, language: said(shape.says, language),
}
"""Each form of a value to its few words."""


def keys(name: str, language: int) -> str:
    """The table of an object's keys."""
    heads = [f'<a id="keys-of-{name.replace(" ", "-")}"></a>{said("key", language)}']
    heads += [said("takes", language), said("says", language)]
    rows = (
        (
            f"`{key}`" + (f" ({said('required', language)})" if declared.required else ""),
            takes(declared.of, language),
            _wording(name, key)[language],
        )
        for key, declared in OBJECTS[name].items()
    )
    return table(heads, rows)


def _wording(name: str, key: str) -> list[str]:
    """What a key says; most of a setting's keys are those of a field."""
    words = KEYS["field"] | KEYS["setting"] if name == "setting" else KEYS[name]
    found = words.get(key)
    if found is None:
        raise LookupError(f"docs/keys.yaml has no words for “{key}” of {name}")
    return found


def types(language: int) -> str:
    """The table of field types."""
    heads = [said(word, language) for word in ("type", "called", "kind", "plain", "own")]
    return table(heads, (_type(type_, language) for type_ in TYPES.values()))


def _type(type_: Type, language: int) -> tuple[str, ...]:
    own = [f"**`{k}`**" if k in type_.needs else f"`{k}`" for k in sorted(type_.keys)]
    label = type_.label.text(LOCALES[language])
    return (
        f"`{type_.name}`",
        label,
        _kind(type_, language),
        _plain(type_, language),
        " ".join(own),
    )


def _kind(type_: Type, language: int) -> str:
    kind = type_.kind(Traits(type_.decimals, entity="…"))
    words = kind.name if kind.name == "money" else described(kind).replace(" to …", "")
    return CHINESE_KINDS[kind.name] if language == CHINESE else words


def _plain(type_: Type, language: int) -> str:
    if type_.plain is None:
        return "–"
    words, like, example = type_.like.partition(" like ")
    if like:
        return f"`{example}`"
    return say(words)


def functions(*levels: str) -> str:
    """The table of the functions of some levels."""
    known = (function for function in FUNCTIONS.values() if function.level in levels)
    return table(("function", "says"), ((f"`{_call(f)}`", _doc(f)) for f in known))


def _call(function: Function) -> str:
    """A function as it is written, its arguments by what they take."""
    if function.level == "aggregate":
        rows = "lines" if function.name in ("count", "exists") else "lines.field"
        return f"{function.name}({rows}{' on date' if function.name == 'last' else ''})"
    if function.name == "band":
        return "band(value, >= 90: a, else: b)"
    return f"{function.name}({', '.join(map(_argument, function.arguments))})"


def _argument(shape: str) -> str:
    words = SHORT[shape.rstrip("?*")]
    return f"[{words}]" if shape.endswith("?") else f"{words} …" if shape.endswith("*") else words


SHORT: Mapping[str, str] = {
    "any": "value", "numeric": "number", "integer": "whole number", "date": "date", "text": "text",
    "datetime": "date and time", "time": "time",
    "wordy": "text", "condition": "condition", "ordered": "value", "many": "field",
    "places": "decimals", "count": "periods", "money": "money", "currency": "'CNY'", "word": "'role'", "step": "'year'",
    "group": "'department'", "sorting": "'desc'", "ties": "'ties=min'",
}  # fmt: skip
"""Arguments in as few words as a table has room for."""


def _doc(function: Function) -> str:
    more = " Of one list of rows: the least or greatest among them." if function.aggregate else ""
    return function.doc + (more if function.level == "row" else "")


def operators() -> str:
    """The table of operators."""
    return table(("written", "says"), ((f"`{SIGNS[n]}`", says) for n, says in OPERATORS.items()))


def aliases() -> str:
    """The Chinese words of the grammar and the English ones that they stand for."""
    text = (ROOT / "formula" / "grammar.lark").read_text("utf-8")
    rows = []
    for terminal, pattern in re.findall(r"^([A-Z_]+)\.\d: (.*)$", text, flags=re.MULTILINE):
        chinese = [w for w in re.findall(r"/(\w+)\(", pattern) if not w.isascii()]
        rows += [(f"`{word}`", f"`{terminal.replace('_', ' ').lower()}`") for word in chinese]
    return table(("word", "stands for"), rows)


def limits() -> str:
    """The limits of a formula."""
    rows = (
        ("characters", MOST_CHARACTERS),
        ("pieces inside one another", MOST_DEPTH),
        ("aggregates", MOST_AGGREGATES),
        ("decimals of any result", MAX_SCALE),
    )
    return table(("a formula has at most", ""), ((name, str(most)) for name, most in rows))


def icons() -> str:
    """The names of the icons and their other words."""
    return f"Icons: {codes(sorted({*ICONS, *ALIASES}))}."


def filters() -> str:
    """The filters that a document's template may use."""
    rows = ((f"`{n}`", (f.__doc__ or "").splitlines()[0]) for n, f in sorted(FILTERS.items()))
    return table(("filter", "gives"), rows)


def problems(start: str, language: int) -> str:
    """Every code that begins so, with what it means and an example."""
    known = {**CODES, **MESSAGES}
    return "\n\n".join(
        _problem(code, known[code], language) for code in sorted(known) if code[:2] == start
    )


def _problem(code: str, meaning: str, language: int) -> str:
    says = say(meaning)
    if code in MESSAGES:
        says = re.sub(r'["“]?\{(\w+)\}["”]?', r"*\1*" if language == ENGLISH else "“…”", says)
    pages = sorted(PAGES.glob(f"{code}_*.yaml"))
    examples = [_page(page) for page in pages] or _cases(code)
    return "\n\n".join((f"### {code}", says, *examples))


def _page(page: Path) -> str:
    """A faulty declaration and the text that it brings."""
    declared, _ = page.read_text("utf-8").split("\n# expects:\n")
    return f"```text\n{declared.strip()}\n```\n\n```text\n{brought(page)}\n```"


def brought(page: Path) -> str:
    """The text that a faulty declaration brings in the language that is spoken."""
    texts, sheets, _ = parts(page)
    try:
        checked(texts, sheets)
    except Problems as found:
        return found.show().rstrip()
    raise LookupError(f"{page.name} brings no problem")


def _cases(code: str) -> list[str]:
    """The first faulty formula that brings a code, and what is said about it."""
    found = ((text, how) for text, how, says, _ in CASES if says.startswith(code))
    return [
        f"```text\n{text.strip()}\n```\n\n```text\n{faults_of(text, **how)[0]}\n```"
        for text, how in found
    ][:1]


def _spoken(language: int, make: Callable[..., str], *given: object) -> str:
    """What a table says when it is made in a language."""
    with speaking(LOCALES[language]):
        return make(*given)


def _in_both(name: str, make: Callable[[int], str]) -> dict[str, Callable[[], str]]:
    """A part in English and, under its name with "zh", in Chinese."""
    return {
        name: partial(_spoken, ENGLISH, make, ENGLISH),
        f"{name} zh": partial(_spoken, CHINESE, make, CHINESE),
    }


def _parts() -> dict[str, Callable[[], str]]:
    """Every generated part by its name."""
    made: dict[str, Callable[[], str]] = {
        "functions of rows": partial(functions, "row"),
        "functions of many rows": partial(functions, "aggregate"),
        "functions of figures": partial(functions, "cell"),
        "operators": operators,
        "aliases": aliases,
        "limits": limits,
        "icons": icons,
        "filters": filters,
    }
    for start in sorted({code[:2] for code in (*CODES, *MESSAGES)}):
        made |= _in_both(f"problems {start}", partial(problems, start))
    made |= _in_both("types", types)
    for name in OBJECTS:
        made |= _in_both(f"keys of {name}", partial(keys, name))
    return made


PARTS: Mapping[str, Callable[[], str]] = _parts()
"""Every generated part by its name."""
