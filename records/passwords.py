"""Passwords: hashed with argon2, compared in the same time whether or not there is one."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from language import say

SHORTEST = 8
LONGEST = 200
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of a first password: none that looks like another on paper."""

# 19 MiB and two passes: the setting that OWASP names for argon2id.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_nobody = _hasher.hash(secrets.token_hex())


def hashed(password: str) -> str:
    """A password as it is kept."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the kept one; takes as long when there is none."""
    try:
        return _hasher.verify(kept or _nobody, password[:LONGEST]) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def first_password() -> str:
    """A password to hand out once, such as `k7mx-29pq-hw4t`."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def fault(password: str, username: str) -> str:
    """What is wrong with a new password, or nothing."""
    if not SHORTEST <= len(password) <= LONGEST:
        return say("Write {count} characters or more.", count=SHORTEST)
    if password.casefold() == username.casefold() or len(set(password)) < 4:
        return say("That is too easy to guess. Mix more different characters.")
    return ""
