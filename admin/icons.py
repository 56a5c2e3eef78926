"""The line icons of the screens, drawn on a 16 × 16 grid in `icons.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

_read: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("icons.toml").read_text(encoding="utf-8")
)
ICONS: Mapping[str, str] = MappingProxyType(_read["icons"])
"""Name to drawing; a rulebook's `icon:` names one of these."""
ALIASES: Mapping[str, str] = MappingProxyType(_read["aliases"])
"""Other words that authors use for an icon."""


def icon(name: str, classes: str = "") -> Markup:
    """An icon as inline SVG; an unknown name draws a sheet of paper.

    >>> "svg" in icon("plus") and "aria-hidden" in icon("plus")
    True
    """
    drawing = ICONS.get(ALIASES.get(name, name), ICONS["document"])
    return Markup('<svg class="ic{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(
        f" {classes}" if classes else "", Markup(drawing)
    )
