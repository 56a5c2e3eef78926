"""The Jinja templates of documents, checked against the schema before anything prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.building import Building
from schema.objects import Company


def check_documents(
    building: Building, given: Mapping[str, Any], company: Company, templates: Mapping[str, str]
) -> None:
    """Note templates that are missing or name fields that there are not."""
