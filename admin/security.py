"""What protects every request: CSRF, headers, cookies, local redirects, throttling."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing is loaded from another host, and no script or style stands in a page."""

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
)

SETTINGS: Mapping[str, object] = MappingProxyType(
    {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
        # A token lives as long as the session that it belongs to: a form left open
        # over lunch must not lose what was typed.
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 8 * 1024 * 1024,
        "MAX_FORM_PARTS": 20_000,
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_HEADERS_ENABLED": False,
        "RATELIMIT_SIGN_IN": "20 per minute; 200 per hour",
    }
)

LOCAL = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f\x7f]*", re.ASCII)
"""A path on this site: one slash, then neither a slash nor a backslash."""


def protect(app: Flask) -> None:
    """Put every protection on an application; its own settings win."""
    for key, value in SETTINGS.items():
        # Flask fills some keys with its own weaker defaults, so absence is no test.
        if key not in app.config or app.config[key] in (None, app.default_config.get(key)):
            app.config[key] = value
    app.config.setdefault("SECRET_KEY", None)
    if not app.config["SECRET_KEY"]:
        app.config["SECRET_KEY"] = secrets.token_bytes(32)
    CSRFProtect(app)
    app.after_request(guarded)


def behind_https(app: Flask) -> None:
    """Trust the one proxy in front that it speaks HTTPS, and let cookies travel no other way."""
    app.config.update(SESSION_COOKIE_SECURE=True, REMEMBER_COOKIE_SECURE=True)
    # Flask wants its outermost layer put in this way.
    app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1)  # type: ignore[method-assign]


def throttle_sign_in(app: Flask, endpoint: str) -> None:
    """Slow down whoever tries passwords from one address."""
    limiter = Limiter(key_func=get_remote_address, app=app)
    limit = limiter.limit(app.config["RATELIMIT_SIGN_IN"], methods=["POST"])
    slowed: Any = limit(app.view_functions[endpoint])
    app.view_functions[endpoint] = slowed


def guarded(response: Response) -> Response:
    """A response with the headers that every page carries."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not (request.endpoint or "").endswith("static"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def local(target: str | None, otherwise: str | None = None) -> str:
    """An address to go on to: only a path of this site, else the given one or the desk.

    >>> local("/e/thing?page=2", "/"), local("//evil.example", "/"), local("http:evil", "/")
    ('/e/thing?page=2', '/', '/')
    """
    if target and LOCAL.fullmatch(target):
        return target
    return otherwise if otherwise is not None else url_for("desk.index")
