"""The line icons of the screens, drawn on a 16 × 16 grid."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from markupsafe import Markup

ICONS: Mapping[str, str] = MappingProxyType(
    {
        "home": '<path d="M2.5 7 8 2.5 13.5 7v6.5h-4V10h-3v3.5h-4z"/>',
        "people": '<circle cx="6" cy="5.5" r="2.5"/><path d="M1.8 13.2c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M10.8 3.3a2.3 2.3 0 0 1 0 4.4M12 9.6c1.3.6 2 1.9 2.2 3.6"/>',
        "person": '<circle cx="8" cy="5.2" r="2.7"/><path d="M3 13.5c.3-3 2.200-4.500 5-4.500s4.700 1.500 5 4.500"/>',
        "gavel": '<path d="M6 3.500 10.500 8M4 5.500 8.500 10M9 6.500l5 5-1.500 1.500-5-5M2.500 13.500h6"/>',
        "document": '<path d="M3.500 2h6l3 3v9h-9z"/><path d="M9.500 2v3h3M5.800 8h4.400M5.800 10.600h2.600"/>',
        "receipt": '<path d="M3 2.5h10v11l-2-1-1.5 1-1.5-1-1.5 1-1.5-1-2 1z"/><path d="M5.5 6h5M5.5 8.8h5"/>',
        "flask": '<path d="M6.500 2v4.500L3 13.500h10L9.500 6.500V2M5.500 2h5M4.800 10h6.400"/>',
        "truck": '<path d="M1.500 4h8v7h-8zM9.500 6.500h3l2 2.300V11h-5z"/><circle cx="4.500" cy="12" r="1.300"/><circle cx="11.800" cy="12" r="1.300"/>',
        "chart": '<path d="M2.500 2.500v11h11M5.500 11V8M8.500 11V4.500M11.500 11V6.500"/>',
        "medal": '<circle cx="8" cy="6" r="3.800"/><path d="M5.800 9.300 5 14l3-1.600L11 14l-.8-4.700"/>',
        "folder": '<path d="M1.800 4v8.500h12.400V5.500H8L6.500 3.500H1.800z"/>',
        "code": '<path d="M5.500 4 1.800 8l3.700 4M10.500 4l3.700 4-3.700 4"/>',
        "gear": '<circle cx="8" cy="8" r="2.200"/><path d="M8 1.800v2M8 12.200v2M1.800 8h2M12.200 8h2M3.600 3.600 5 5M11 11l1.400 1.400M3.600 12.400 5 11M11 5l1.400-1.400"/>',
        "sidebar": '<path d="M2.500 3h11v10h-11zM6 3v10"/>',
        "menu": '<path d="M2.500 4h11M2.500 8h11M2.500 12h11"/>',
        "search": '<circle cx="7" cy="7" r="4.300"/><path d="m10.300 10.300 3.400 3.400"/>',
        "help": '<circle cx="8" cy="8" r="6"/><path d="M6.200 6.200a1.900 1.900 0 1 1 2.600 1.900c-.6.3-.8.6-.8 1.300M8 11.600v.1"/>',
        "inbox": '<path d="M2 9.500 4 3h8l2 6.500v4H2zM2 9.500h3.500c.3 1.400 1.200 2 2.500 2s2.200-.6 2.500-2H14"/>',
        "print": '<path d="M4.500 6V2.500h7V6M4.500 11h-2V6h11v5h-2M4.500 9.500h7v4h-7z"/>',
        "edit": '<path d="m2.500 13.500.6-3L10.500 3 13 5.500l-7.500 7.400zM9 4.500 11.500 7"/>',
        "plus": '<path d="M8 3v10M3 8h10"/>',
        "down": '<path d="m4 6 4 4 4-4"/>',
        "right": '<path d="m6 4 4 4-4 4"/>',
        "left": '<path d="m10 4-4 4 4 4"/>',
        "close": '<path d="m4 4 8 8M12 4l-8 8"/>',
        "check": '<path d="m3.500 8.500 3 3 6-7"/>',
        "calendar": '<path d="M2.500 3.500h11v10h-11zM2.500 6.500h11M5.500 2v2.500M10.500 2v2.500"/>',
        "upload": '<path d="M8 10V2M5 5l3-3 3 3M2.500 12v1.500h11V12"/>',
        "download": '<path d="M8 2v8M5 7l3 3 3-3M2.500 12v1.500h11V12"/>',
        "lock": '<path d="M3.500 7.500h9v6h-9zM5.500 7.500v-2a2.500 2.500 0 0 1 5 0v2"/>',
        "columns": '<path d="M2.500 3h11v10h-11zM6.200 3v10M9.800 3v10"/>',
        "trash": '<path d="M3 4.500h10M6 4.500V2.500h4v2M4.500 4.500l.5 9h6l.5-9"/>',
        "restore": '<path d="M3 8a5 5 0 1 0 1.500-3.600M3 2.500v3h3"/>',
        "clip": '<path d="m12.500 7-5 5a3 3 0 0 1-4.300-4.300l5.300-5.200a2 2 0 0 1 2.900 2.900L6.300 10.500a1 1 0 0 1-1.400-1.400L9.500 4.500"/>',
        "link": '<path d="M7 4.500 8.500 3a3 3 0 0 1 4.300 4.300L11 9M9 11.500 7.500 13a3 3 0 0 1-4.300-4.300L5 7M6 10l4-4"/>',
        "seal": '<path d="M6 2.500h4v3.500c0 1.500 1.500 1.500 1.500 3H4.500c0-1.500 1.500-1.500 1.500-3zM3.500 9h9v2.500h-9zM3 13.500h10"/>',
        "shield": '<path d="M8 2 3 4v4c0 3 2 5 5 6 3-1 5-3 5-6V4z"/><path d="m5.800 8 1.600 1.600L10.400 6.500"/>',
        "book": '<path d="M2.500 3c2-.8 4-.6 5.500.6C9.500 2.400 11.500 2.200 13.500 3v10c-2-.8-4-.6-5.500.6C6.500 12.400 4.500 12.200 2.500 13zM8 3.600v10"/>',
        "box": '<path d="m8 2 5.500 3v6L8 14l-5.500-3V5zM2.500 5 8 8l5.500-3M8 8v6"/>',
        "building": '<path d="M3 13.500v-11h6.500v11M9.500 6.500H13v7M1.800 13.500h12.400M5.300 5.500h2M5.300 8h2M5.300 10.500h2"/>',
        "clock": '<circle cx="8" cy="8" r="5.800"/><path d="M8 4.500V8l2.500 1.800"/>',
        "coin": '<circle cx="8" cy="8" r="5.800"/><path d="m5.500 5 2.500 3 2.500-3M8 8v3.500M5.800 8.300h4.400M5.800 10h4.400"/>',
        "chat": '<path d="M2.500 3h11v8h-6l-3 2.500V11h-2z"/>',
        "target": '<circle cx="8" cy="8" r="5.800"/><circle cx="8" cy="8" r="2.500"/>',
        "wrench": '<path d="M10.500 2.500a3.500 3.500 0 0 0-3.300 4.600l-4.700 4.700 1.700 1.700 4.700-4.700a3.500 3.500 0 0 0 4.600-4.300L11.500 6.500 9.500 4.500l2-2a3.500 3.500 0 0 0-1 0z"/>',
        "megaphone": '<path d="M2.500 6.500v3h2l6 3.500V3l-6 3.500zM5 9.500l.8 3.500h1.700M12.500 6.500a2 2 0 0 1 0 3"/>',
        "globe": '<circle cx="8" cy="8" r="5.800"/><path d="M2.200 8h11.600M8 2.200c3.500 3.500 3.500 8 0 11.600-3.500-3.600-3.500-8.100 0-11.600z"/>',
        "key": '<circle cx="5.500" cy="10.500" r="2.700"/><path d="m7.500 8.500 5.500-5.500M11 5l1.700 1.700M9.300 6.700l1.200 1.200"/>',
        "out": '<path d="M9.500 3h-6v10h6M7 8h6.500M11 5.500 13.500 8 11 10.500"/>',
        "table": '<path d="M2.500 3h11v10h-11zM2.500 6.300h11M2.500 9.600h11M6.500 6.300V13"/>',
        "more": '<path d="M3.500 8h.1M8 8h.1M12.500 8h.1"/>',
        "filter": '<path d="M2.500 3.500h11L9.500 8.500v4l-3 1v-5z"/>',
        "star": '<path d="m8 2.200 1.800 3.700 4 .5-2.900 2.800.7 4L8 11.300l-3.600 1.900.7-4L2.200 6.400l4-.5z"/>',
        "history": '<circle cx="8" cy="8" r="5.800"/><path d="M8 4.800V8H5.500"/>',
    }
)  # fmt: skip
"""Name to drawing; a rulebook's `icon:` names one of these."""

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "users": "people", "user": "person", "file": "document", "contract": "document",
        "order": "receipt", "invoice": "receipt", "money": "coin", "finance": "coin",
        "settings": "gear", "award": "medal", "package": "box", "stock": "box", "company": "building",
        "shipping": "truck", "service": "wrench", "message": "chat", "time": "clock", "sample": "flask",
        "goal": "target", "market": "megaphone", "list": "table", "book-open": "book", "stamp": "seal",
    }
)  # fmt: skip
"""Other words that authors use for an icon."""


def icon(name: str, classes: str = "") -> Markup:
    """An icon as inline SVG; an unknown name draws a sheet of paper.

    >>> "svg" in icon("plus") and "aria-hidden" in icon("plus")
    True
    """
    drawing = ICONS.get(ALIASES.get(name, name), ICONS["document"])
    return Markup(
        '<svg class="ic{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>'
    ).format(f" {classes}" if classes else "", Markup(drawing))
