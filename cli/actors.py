"""On behalf of whom a command reads and writes."""

from __future__ import annotations

from dataclasses import replace

from cli.main import Instance, refuse, say
from records import accounts
from records.actor import SYSTEM, Actor, actor_of


def actor_named(instance: Instance, username: str | None) -> Actor:
    """Whoever an account speaks for; without a name the system itself."""
    if username is None:
        return replace(SYSTEM, locale=instance.rulebook.schema.locales[0])
    account = accounts.named(instance.rulebook, username)
    if account is None:
        raise refuse(say("There is no account “{username}”.", username=username))
    return actor_of(instance.rulebook, account)
