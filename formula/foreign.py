"""What people write who know spreadsheets and databases, and how the same is written here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from formula.kinds import is_code
from language import say

_FUNCTIONS = {
    "avg(rows.field where …)": "average averageif mean 平均 平均值",
    "sum(rows.field where …)": "sumif sumifs sumproduct total 求和 合计",
    "count(rows where …)": "countif countifs counta 计数",
    "count_distinct(rows.field)": "unique distinct countunique 去重计数",
    "max(…)": "maxifs greatest 最大 最大值",
    "min(…)": "minifs least 最小 最小值",
    "last(rows.field on date)": "lookup latest 最后 最新",
    "if(condition, value, other)": "iif when ifelse 如果 若",
    "band(value, >= 90: a, else: b)": "ifs switch case choose 分段",
    "coalesce(value, other)": "iferror ifna ifnull nvl isnull 缺省",
    "value is empty": "isblank isempty",
    "days_between(first, second)": "datedif datediff days 天数 相差天数",
    "workdays_between(first, second)": "networkdays 工作日数 工作日",
    "add_workdays(date, days)": "workday",
    "add_months(date, months)": "edate dateadd",
    "month_end(date)": "eomonth 月末",
    "month_start(date)": "月初",
    "year(date)": "年",
    "month(date)": "月",
    "day(date)": "日",
    "today()": "currentdate curdate 今天",
    "now()": "sysdate 现在",
    "round(number, decimals)": "rounddown roundup floor ceiling trunc int 四舍五入 取整",
    "abs(number)": "绝对值",
    "concat(text, text)": "concatenate textjoin join 连接",
    "length(text)": "len 长度",
    "text_contains(text, part)": "find search instr contains like 包含",
    "convert(amount, 'CNY', date)": "exchange 折算 换算",
    "previous(figure)": "lag 上期",
    "ytd(figure)": "totalytd 累计 年累计",
    "a dot after the link: customer.name": "vlookup xlookup index related",
}

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {name: here for here, names in _FUNCTIONS.items() for name in names.split()}
)
"""A function of other systems, in small letters, to what is written here instead."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "null": 'Write "is empty".',
        "none": 'Write "is empty".',
        "nil": 'Write "is empty".',
        "like": "Write text_contains(text, part).",
        "contains": "Write text_contains(text, part).",
        "then": "Write if(condition, value, other).",
        "when": "Write if(condition, value, other).",
        "mod": "A remainder is not computed here.",
        "days": "Write the number of days alone.",
        "天": "Write the number of days alone.",
        "并且": 'Write "and" or "且".',
        "或者": 'Write "or" or "或".',
        "yes": "Write true.",
        "no": "Write false.",
        "是": "Write true.",
        "否": "Write false.",
    }
)
"""A word of other systems to what to write."""


def instead_of_function(name: str) -> str:
    """What to write in the place of a function that is not there, or nothing.

    >>> instead_of_function("NETWORKDAYS")
    'Write workdays_between(first, second).'
    """
    here = FUNCTIONS.get(name.casefold(), "")
    return say("Write {here}.", here=say(here)) if here else ""


def instead_of_name(name: str) -> str:
    """What to write in the place of a name that is no field, or nothing.

    >>> instead_of_name("USD")
    "Write 'USD' in quotes."
    """
    if is_code(name):
        return say("Write '{name}' in quotes.", name=name)
    instead = WORDS.get(name.casefold(), "")
    return say(instead) if instead else ""
