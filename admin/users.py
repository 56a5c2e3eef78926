"""Who may sign in: the administrator's list of accounts, and what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import peewee
from flask import abort, flash, redirect, request
from flask_admin import expose

from admin import accounts, visit
from admin.page import ADMIN, Page
from admin.pager import page_of
from admin.words import text
from language import say
from records.accounts import locked_minutes, new_stamp, set_password
from records.passwords import first_password
from records.query import Filter, Query
from schema.objects import Entity, Schema
from schema.values import Formula

SIZE = 50
ACTIONS = ("read", "create", "update", "delete", "restore", "export", "import", "print")


class Users(Page):
    """Accounts: created, given roles and a person, locked out, given a new password."""

    role = ADMIN

    def __init__(self) -> None:
        super().__init__(endpoint="users", url="/users")

    @expose("/")
    def list(self) -> Any:
        """Every account, with a search by name."""
        words, page = request.args.get("q", "").strip()[:50], page_of(request.args.get("page", ""))
        table = accounts.table()
        found = (
            table.select()
            .where(_matching(table, words))
            .order_by(table.active.desc(), table.username)
        )
        rows = [*found.paginate(page, SIZE + 1)]
        people = person_titles([row.person for row in rows if row.person])
        return self.render(
            "admin/users.html",
            rows=rows[:SIZE],
            more=len(rows) > SIZE,
            page=page,
            words=words,
            people=people,
            roles=visit.rulebook().schema.roles,
            now=visit.now(),
        )

    @expose("/new", methods=("GET", "POST"))
    def create(self) -> Any:
        """A new account with a first password."""
        account = accounts.table()(username="", name="", roles=[], active=True, person=None)
        if request.method == "GET":
            return self._form(account, {})
        faults = _take(account)
        if faults:
            return self._form(account, faults), 422
        account.created_at = visit.now()
        return self._handed_out(account)

    @expose("/<int(max=2147483647):id>", methods=("GET", "POST"))
    def edit(self, id: int) -> Any:  # noqa: A002 - the route's own word
        """An account: name, roles, person, whether it may sign in."""
        account = _account(id)
        if request.method == "GET":
            return self._form(account, {})
        faults = _take(account)
        if faults:
            return self._form(account, faults), 422
        account.save()
        flash(say("The account of {name} is saved.", name=account.name or account.username), "ok")
        return redirect(self.get_url(".list"))

    @expose("/<int(max=2147483647):id>/password", methods=("POST",))
    def reset(self, id: int) -> Any:  # noqa: A002 - the route's own word
        """A new first password, shown once."""
        return self._handed_out(_account(id))

    @expose("/roles")
    def roles(self) -> Any:
        """What each role may do, as the rulebook says; it is changed there."""
        schema = visit.rulebook().schema
        return self.render("admin/roles.html", table=grants_table(schema), actions=ACTIONS)

    def _handed_out(self, account: Any) -> Any:
        password = first_password()
        set_password(account, password, must_change=True)
        # Shown in this answer only: a flash would lie in the session's cookie.
        return self.render("admin/handed_out.html", account=account, password=password)

    def _form(self, account: Any, faults: Mapping[str, str]) -> Any:
        schema = visit.rulebook().schema
        people = schema.people.entity if schema.people else ""
        return self.render(
            "admin/user.html",
            account=account,
            faults=faults,
            roles=schema.roles,
            people=people,
            person=person_titles([account.person]).get(account.person, "")
            if account.person
            else "",
            locked=locked_minutes(visit.rulebook(), account),
        )


def person_titles(ids: list[int]) -> dict[int, str]:
    """The names of people by id, as far as the administrator may read them."""
    people = visit.rulebook().schema.people
    if people is None or not ids or not visit.may("read", people.entity):
        return {}
    query = Query(filters=(Filter("id", "in", tuple(set(ids))),), size=len(ids), columns=())
    return {record.id: record.title for record in visit.gate().find(people.entity, query).records}


def _matching(table: Any, words: str) -> Any:
    if not words:
        return table.id.is_null(False)
    return table.username.contains(words) | table.name.contains(words)


def _account(key: int) -> Any:
    return accounts.table().get_or_none(accounts.table().id == key) or abort(404)


def _take(account: Any) -> dict[str, str]:
    """Put what the form says on an account; the answer is what is wrong with it."""
    form = request.form
    account.username = "".join(form.get("username", "").split())[:60]
    account.name = " ".join(form.get("name", "").split())[:60]
    declared = visit.rulebook().schema.roles
    unseen = [role for role in account.roles or () if role not in declared and role != ADMIN]
    account.roles = [r for r in form.getlist("roles") if r in declared or r == ADMIN] + unseen
    person = form.get("person", "")
    account.person = int(person) if person.isdigit() and len(person) < 18 else None
    was_active = account.active
    account.active = bool(form.get("active"))
    if was_active and not account.active:
        account.session_stamp = new_stamp()
    return _faults(account)


def _faults(account: Any) -> dict[str, str]:
    table, found = accounts.table(), {}
    if not account.username:
        found["username"] = say("Write a user name.")
    same = (peewee.fn.LOWER(table.username) == account.username.lower()) & (
        table.id != (account.id or 0)
    )
    if table.select().where(same).exists():
        found["username"] = say("There is already an account “{name}”.", name=account.username)
    if account.id == visit.actor().account and not (account.active and ADMIN in account.roles):
        found["roles"] = say("You cannot take the administration away from yourself.")
    taken = (table.person == account.person) & (table.id != (account.id or 0))
    if account.person and table.select().where(taken & table.active).exists():
        found["person"] = say("This person already has an account.")
    return found


def grants_table(schema: Schema) -> list[dict[str, Any]]:
    """Each role with the entities that it may touch, and how."""
    return [
        {
            "role": role,
            "includes": [
                text(schema.roles[name].label) for name in role.includes if name in schema.roles
            ],
            "rows": [
                row for row in (_grant_row(e, role.name) for e in schema.entities.values()) if row
            ],
        }
        for role in schema.roles.values()
    ]


def _grant_row(entity: Entity, role: str) -> dict[str, Any] | None:
    grant = entity.grants.get(role)
    if grant is None:
        return None
    cells = [_how(grant.actions.get(action)) for action in ACTIONS]
    return {"label": text(entity.label), "cells": cells}


def _how(rule: bool | Formula | None) -> tuple[str, str]:
    """A grant as a class and its words: all, some with the condition, or none."""
    if isinstance(rule, Formula):
        return "some", rule.text
    return ("all", say("all")) if rule else ("", "")
