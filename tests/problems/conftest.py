"""The pages are in English."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def in_english(english: None) -> None:
    """What is wrong is said in English here."""
