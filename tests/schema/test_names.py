"""Names that would break a model or a form are refused, from lists that are kept true."""

import keyword

import flask_wtf
import peewee
import pytest
from flask_admin.form import BaseForm, SecureForm

from formula.parse import KEYWORDS
from schema import names
from schema.types import SYSTEM_FIELDS


def public(owner: type) -> set[str]:
    return {name for name in dir(owner) if not name.startswith("_")}


def test_the_list_of_peewee_is_complete():
    assert public(type("Thing", (peewee.Model,), {})) == names.PEEWEE | {"id"}


def test_the_list_of_the_forms_is_complete():
    taken = public(SecureForm) | public(flask_wtf.FlaskForm) | public(BaseForm)
    assert taken | {"meta", "form_errors"} == names.WTFORMS


@pytest.mark.parametrize("word", sorted(names.FIELDS | KEYWORDS | set(keyword.kwlist)))
def test_a_taken_word_is_no_field_and_what_is_suggested_is_free(word):
    assert names.fault(word, "field")[0] in {"E105", "E106"}
    assert names.fault(names.better(word.lower(), "field"), "field") is None


@pytest.mark.parametrize("word", ["customer", "due_on", "名称", "客户_2", "date", "year", "number"])
def test_plain_words_are_free_in_any_script(word):
    assert names.fault(word, "field") is None


@pytest.mark.parametrize("word", ["2nd", "a b", "_x", "a__b", "Name", "数　量", "a-b", "Ａ"])
def test_a_name_is_letters_digits_and_single_underscores(word):
    code, wording = names.fault(word, "field")
    assert code == "E105"
    assert names.fault(wording.hint.split('"')[1], "field") is None


def test_a_system_field_cannot_be_declared_again():
    assert all(names.reserved(name, "field") for name in SYSTEM_FIELDS)
