"""Writes the tables of the manual from the code, between `<!-- generated: NAME -->` marks.

`python docs/generate.py` renews them; with `--check` it changes nothing and ends with
code 1 when one is out of date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from docs.tables import DOCS, PARTS  # noqa: E402

MARK = re.compile(r"(<!-- generated: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(text: str) -> str:
    """A page with its generated parts made anew."""
    return MARK.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", text)


def stale() -> list[Path]:
    """The pages whose generated parts are out of date."""
    return [
        p
        for p in sorted(DOCS.glob("*.md"))
        if renewed(p.read_text("utf-8")) != p.read_text("utf-8")
    ]


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; end with code 1 if one is stale.")
def main(check: bool) -> None:
    """Renew the generated parts of the manual."""
    found = stale()
    for page in found:
        click.echo(f"{page.relative_to(ROOT)} {'is out of date' if check else 'renewed'}")
        if not check:
            page.write_text(renewed(page.read_text("utf-8")), "utf-8")
    sys.exit(bool(found) if check else 0)


if __name__ == "__main__":
    main()
