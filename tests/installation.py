"""A real installation: a temporary folder, `python app.py` as a process, a browserless visitor."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from cli.instance import Instance
from cli.sample import SIGN_INS
from reports.fonts import REVISION, prepare

ROOT = Path(__file__).parent.parent
CLINIC = ROOT / "tests" / "other_business" / "rulebook"
SHIPPED = ROOT / "schema"
PATIENCE = 60.0
"""Seconds after which a server that does not answer counts as broken."""


@dataclass(frozen=True)
class Installation:
    """Where one installation is, and the commands on it as processes of their own."""

    folder: Path
    schema: Path = CLINIC
    database_url: str = ""

    def run(self, *words: str | Path, code: int = 0) -> str:
        """What a command printed; it must end with the expected code, and never in a traceback."""
        done = subprocess.run(
            self.command(*words), cwd=ROOT, env=self.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stdout, done.stdout
        assert done.returncode == code, f"{words} ended with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def command(self, *words: str | Path) -> list[str]:
        """The command line of a command on this installation."""
        place = ["--instance", str(self.folder), "--schema", str(self.schema)]
        return [sys.executable, "app.py", *place, *map(str, words)]

    def environment(self) -> dict[str, str]:
        """The environment of the processes: English, wide, this database."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("RULEBOOK_")}
        # Every process would compile all modules again, as no user's does.
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        database = {"RULEBOOK_DATABASE_URL": self.database_url} if self.database_url else {}
        return {**kept, "RULEBOOK_LOCALE": "en", "COLUMNS": "240", **database}

    def opened(self) -> Instance:
        """The installation inside this process, to write what a test needs through the gate."""
        url = self.database_url or f"sqlite:///{self.folder / 'rulebook.db'}"
        return Instance(self.schema, self.folder, url)

    def with_fonts(self) -> Installation:
        """The same installation, with the printing fonts that were cast for all tests."""
        folder = Path(tempfile.gettempdir()) / f"rulebook-fonts-{REVISION}"
        prepare(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "fonts").exists():
            (self.folder / "fonts").symlink_to(folder)
        return self

    def copied(self, folder: Path, schema: Path | None = None) -> Installation:
        """A copy with its own rows, and with its own rulebook where one is given."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Installation(folder, schema or self.schema)

    def passwords(self) -> Mapping[str, str]:
        """The sample's sign-ins: password by user name."""
        lines = (self.folder / SIGN_INS).read_text("utf-8").splitlines()
        return {name: password for name, password, *_ in (line.split("\t") for line in lines)}

    @contextmanager
    def served(self, command: str = "serve", **environment: str) -> Iterator[str]:
        """The address of a server on a free port, as long as it is needed."""
        port = free_port()
        with (self.folder / "server.log").open("w+") as log:
            process = subprocess.Popen(
                self.command(command, "--port", str(port)), cwd=ROOT,
                env=self.environment() | environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
            try:
                address = f"http://127.0.0.1:{port}"
                until_it_answers(address, process, log)
                yield address
            finally:
                process.terminate()
                process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def until_it_answers(address: str, process: subprocess.Popen[bytes], log: object) -> None:
    """Wait for a server's first answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            Visitor(address).get("/account/")
            return
        except (URLError, ConnectionError):
            time.sleep(0.1)
    log.seek(0)  # type: ignore[attr-defined]
    raise AssertionError(f"The server does not answer:\n{log.read()}")  # type: ignore[attr-defined]


class Visitor:
    """Somebody in front of a server: signs in, reads pages, sends forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._web = build_opener(HTTPCookieProcessor(CookieJar()))
        self._web.addheaders = [("Accept-Language", "en"), ("Accept", "text/html")]
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        """The status and the text of a page."""
        return self._asked(path, None)

    def post(self, path: str, **values: str) -> tuple[int, str]:
        """The status and the text after a form was sent with the token of the page before."""
        return self._asked(path, urlencode({"csrf_token": self.token, **values}).encode())

    def sign_in(self, username: str, password: str) -> Visitor:
        """Open a session."""
        self.get("/account/")
        status, page = self.post("/account/", username=username, password=password)
        assert status == 200 and 'name="username"' not in page, f"{username} could not sign in"
        return self

    def _asked(self, path: str, data: bytes | None) -> tuple[int, str]:
        try:
            with self._web.open(self.address + path, data, timeout=30) as answer:
                status, body = answer.status, answer.read().decode("utf-8", "replace")
        except HTTPError as refused:
            with refused:
                status, body = refused.code, refused.read().decode("utf-8", "replace")
        found = re.search(r'name="csrf_token" value="([^"]+)"', body)
        self.token = found[1] if found else self.token
        return status, body
