"""What every test may ask for: a database of each kind, and an honest end."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import psycopg
import pytest

from language import DEFAULT, use

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# How fast the machine is at the moment says nothing about what is right.
hypothesis.settings.register_profile("rulebook", deadline=None)
hypothesis.settings.load_profile("rulebook")

COMPLETE = bool(os.environ.get("RULEBOOK_TESTS_COMPLETE"))
LEFT_OPEN = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_missing: set[str] = set()


def _postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def chromium() -> str | None:
    """Where a real Chromium is, if there is one."""
    return next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


def absent(what: str) -> None:
    """Leave a test out because the machine lacks something, and say so at the end."""
    if COMPLETE:
        pytest.fail(f"{what} is missing, and nothing may be missing here.")
    _missing.add(what)
    pytest.skip(f"{what} is missing on this machine")


@pytest.fixture(autouse=True)
def default_language() -> None:
    """Every test begins in the language in which people start."""
    use(DEFAULT)


@pytest.fixture
def english(default_language: None) -> None:
    """What the engine says in this test is English."""
    use("en")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a PostgreSQL server that answers."""
    if not _postgres_answers():
        absent(f"PostgreSQL at {POSTGRES}")
    return POSTGRES


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database of this process of the tests, dropped at the end."""
    name = f"rulebook_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    yield urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_database: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    yield postgres_database
    with psycopg.connect(postgres_database, autocommit=True) as server:
        server.execute(LEFT_OPEN)
        if server.execute(
            "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone():
            server.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database of its own."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database, once of each kind."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the real Chromium is."""
    path = chromium()
    if not path:
        absent("Chromium")
    return str(path)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Half as many processes again as there are cores: many tests wait for a database or browser."""
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_configure(config: pytest.Config) -> None:
    """Let worker processes tell the main one what they lacked."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Collector())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was missing to the process that writes the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["missing"] = sorted(_missing)


class _Collector:
    """Gathers what workers lacked."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object, error: object) -> None:
        """Take over a finished worker's list."""
        _missing.update(getattr(node, "workeroutput", {}).get("missing", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what could not run here."""
    if _missing:
        terminalreporter.section("NOT EVERYTHING RAN", sep="!", red=True, bold=True)
        for what in sorted(_missing):
            terminalreporter.line(
                f"Missing on this machine: {what}. Tests that need it did not run."
            )
