"""Every address as every role: what is open is what the grants open, and nothing fails."""

import re
from itertools import product

import pytest

from admin.entity_view import ROUTES
from tests.admin.conftest import ROLES, words

NEEDS = {
    "list": "read", "pick": "read", "record": "read", "new": "create", "edit": "update",
    "bin": "restore", "import": "import", "export": "export",
}  # fmt: skip
"""A page that is only looked at, and the action that opens it."""

PLATFORM = (
    "/",
    "/waiting",
    "/overdue",
    "/counts.json",
    "/search/",
    "/search/found.json",
    "/account/password",
)
ADMINISTRATION = ("/users/", "/users/new", "/users/1", "/users/roles", "/settings/", "/duties/")


def address(entity, name, key):
    rule = ROUTES[name].rule.replace("<any(csv, xlsx):kind>", "csv")
    return f"/e/{entity}" + re.sub(r"<int\(max=\d+\):id>", str(key), rule)


def may(rulebook, role, entity, action):
    """What the declarations grant to a role by itself or by what it includes."""
    schema = rulebook.schema
    held, waiting = set(), [role]
    while waiting:
        name = waiting.pop()
        held.add(name)
        waiting += [r for r in schema.roles[name].includes if r not in held]
    grants = schema.entities[entity].grants
    return any(bool(grants[r].actions.get(action)) for r in held if r in grants)


def with_lists(schema):
    """Entities with grants of their own; lines go by those of the record they belong to."""
    return [name for name, entity in schema.entities.items() if entity.grants]


@pytest.mark.parametrize("role", ROLES)
def test_a_page_is_open_to_a_role_exactly_when_it_is_granted(rulebook, as_role, shop, role):
    browser, wrong = as_role(role), []
    for entity, (name, action) in product(with_lists(rulebook.schema), NEEDS.items()):
        if name in ("record", "edit"):
            continue
        status = browser.get(address(entity, name, 1)).status_code
        open_ = all(may(rulebook, role, entity, a) for a in {"read", action})
        open_ = may(rulebook, role, entity, action) if action in ("create", "import") else open_
        if (status == 200) != open_ or status >= 500:
            wrong.append((entity, name, status, open_))
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_no_address_fails_whoever_asks_and_however(rulebook, as_role, role):
    browser, failed = as_role(role), []
    for entity, (_, route) in product(rulebook.schema.entities, ROUTES.items()):
        rule = re.sub(r"<int\(max=\d+\):\w+>", "1", route.rule).replace(
            "<any(csv, xlsx):kind>", "xlsx"
        )
        path = f"/e/{entity}" + re.sub(r"<(?:path:)?\w+>", "name", rule)
        for method in route.methods:
            response = browser.get(path) if method == "GET" else browser.post(path)
            if response.status_code >= 500:
                failed.append((path, method, response.status_code))
    assert not failed


@pytest.mark.parametrize("role", ROLES)
def test_records_of_others_are_nowhere(as_role, shop, role):
    browser = as_role(role)
    hidden = {"mechanic": shop.repairs[2:], "manager": []}.get(role, shop.repairs)
    for key, page in product(hidden, ("", "/edit", "/move/start", "/print/none")):
        response = browser.get(f"/e/repair/{key}{page}")
        assert response.status_code in (403, 404), (key, page)
        assert "WX20260600" not in words(response)


@pytest.mark.parametrize("role", ROLES)
def test_a_write_that_is_not_granted_changes_nothing(rulebook, as_role, shop, role):
    browser = as_role(role)
    table = rulebook.tables.model("repair")
    before = list(table.select().order_by(table.id).tuples())
    hidden = {"mechanic": shop.repairs[2:], "manager": []}.get(role, shop.repairs)
    for key, act in product(hidden, ("delete", "edit", "move/start", "restore")):
        response = browser.post(f"/e/repair/{key}/{act}", {"version": "1", "note": "changed"})
        assert response.status_code in (403, 404), (key, act)
    assert list(table.select().order_by(table.id).tuples()) == before


@pytest.mark.parametrize("role", ROLES)
def test_the_platforms_pages_are_open_to_all_and_its_keys_to_the_administrator(as_role, role):
    browser = as_role(role)
    assert {browser.get(path).status_code for path in PLATFORM} == {200}
    expected = 200 if role == "admin" else 404
    assert {browser.get(path).status_code for path in ADMINISTRATION} == {expected}


@pytest.mark.parametrize(
    "path", [*PLATFORM, *ADMINISTRATION, "/e/repair", "/e/repair/1", "/e/repair/export.csv"]
)
def test_nothing_is_open_without_a_session(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 302 and response.headers["Location"].startswith("/account/")
