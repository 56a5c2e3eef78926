"""Templates run in a sandbox, and what goes wrong is said with its place."""

import pytest
from jinja2 import DictLoader

from reports.environment import environment, explained
from reports.typeset import Unprintable


class Boat:
    """A thing with two names."""

    name = "飞鱼号"
    price = 3

    def __dir__(self):
        return ["name", "price"]


def run(text: str, locale: str = "zh_CN", **values: object) -> str:
    with explained("paper.html"):
        template = environment(DictLoader({"paper.html": text}), locale).get_template("paper.html")
        return template.render(boat=Boat(), **values)


@pytest.mark.parametrize(
    "text",
    [
        "{{ boat.__class__ }}",
        "{{ boat.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ say.__globals__ }}",
        "{{ boat['__class__'] }}",
        "{{ (boat|attr('__class__')) }}",
        "{{ '{0.__class__}'.format(boat) }}",
        "{{ rows.append(1) }}",
        "{% set boat.name = 'x' %}",
        "{{ range(99999999) }}",
        "{% import 'os' as os %}",
        "{% include '../../../etc/passwd' %}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(text):
    with pytest.raises(Unprintable):
        run(text, rows=[])


def test_data_is_text_and_never_markup():
    assert run("{{ note }}", note="<b>1 < 2</b>") == "&lt;b&gt;1 &lt; 2&lt;/b&gt;"


def test_an_unknown_name_is_refused_with_its_place_and_the_nearest_one():
    with pytest.raises(Unprintable, match=r"paper.html:2: .*“prize”.*“price”"):
        run("a\n{{ boat.prize }}")


def test_an_unknown_name_is_refused_even_in_a_condition():
    with pytest.raises(Unprintable, match="pricee"):
        run("{% if boat.pricee > 1 %}x{% endif %}")


def test_a_template_that_does_not_parse_says_where():
    with pytest.raises(Unprintable, match="paper.html:3"):
        run("a\nb\n{% for %}")


def test_a_missing_template_is_named():
    with pytest.raises(Unprintable, match="gone.html"):
        run("{% extends 'gone.html' %}")


def test_a_division_by_zero_is_no_traceback():
    with pytest.raises(Unprintable, match="paper.html:1"):
        run("{{ 1 / 0 }}")


def test_empty_values_print_as_a_dash():
    assert run("{{ gone }}{{ boat.price }}", gone=None) == "—3"


def test_the_chinese_of_a_template_is_put_into_traditional_script_but_not_its_data():
    text = "{% set x = '软件合同' %}<p>签订 {{ x }} {{ boat.name }} {{ note }}</p>"
    assert run(text, "zh_TW", note="软件") == "<p>簽訂 軟體合同 飞鱼号 软件</p>"
