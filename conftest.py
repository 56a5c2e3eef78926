"""The language in which the examples of docstrings speak."""

from __future__ import annotations

import pytest

from language import use


@pytest.fixture(autouse=True)
def english_examples() -> None:
    """Examples in the code are in English; tests begin in the language where people start."""
    use("en")
