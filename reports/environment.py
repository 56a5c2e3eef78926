"""Where document templates run: a sandbox with the filters of paper and clear errors."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from language import say, traditional
from reports.filters import FILTERS
from reports.typeset import Unprintable
from reports.values import words

SHARED = Path(__file__).parent.parent / "templates" / "reports"
"""The furniture that every document may use."""

WORDY = frozenset({"data", "string"})
"""The parts of a template that are text to be read, not code."""


class Missing(StrictUndefined):
    """A name that is not there: whatever a template does with it is an error."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, known = str(self._undefined_name), _known(self._undefined_obj)
        nearest = next(iter(difflib.get_close_matches(name, known, 1)), "")
        found = say("“{name}” is not known here.", name=name)
        return f"{found} {say('Write “{name}”.', name=nearest)}" if nearest else found


def _known(owner: Any) -> list[str]:
    return [name for name in dir(owner) if not name.startswith("_")]


class Traditional(BaseLoader):
    """Templates whose Chinese text is put into traditional script, code left alone."""

    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(
        self, environment: Any, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """A template's text, its file and whether it is still as it was."""
        source, file, unchanged = self._inner.get_source(environment, template)
        pieces = (
            traditional(text) if kind in WORDY else text
            for _, kind, text in environment.lex(source, template)
        )
        return "".join(pieces), file, unchanged


def environment(loader: BaseLoader, locale: str) -> ImmutableSandboxedEnvironment:
    """A sandbox that prints values as paper shows them and refuses what is not there."""
    made = ImmutableSandboxedEnvironment(
        loader=Traditional(loader) if locale == "zh_TW" else loader,
        autoescape=True,
        undefined=Missing,
        finalize=words,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters |= FILTERS
    made.globals["say"] = say
    return made


def templates_of(folder: str) -> BaseLoader:
    """The templates of a rulebook's folder, then the shared furniture."""
    own = Path(folder) / "reports"
    return ChoiceLoader([FileSystemLoader(own), FileSystemLoader(SHARED)])


@contextmanager
def explained(template: str) -> Iterator[None]:
    """Turn what goes wrong in a template into words with its file and line."""
    try:
        yield
    except TemplateNotFound as fault:
        text = say("There is no template “{name}”.", name=fault.name or template)
        raise Unprintable(text) from fault
    except TemplateSyntaxError as fault:
        raise Unprintable(f"{fault.name or template}:{fault.lineno}: {fault.message}") from fault
    except SecurityError as fault:
        text = say("A document template may not do this: {what}", what=str(fault))
        raise Unprintable(f"{_place(fault, template)}: {text}") from fault
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
        raise Unprintable(f"{_place(fault, template)}: {fault}") from fault


def _place(fault: BaseException, template: str) -> str:
    """The template's file and line that were at work; Jinja rewrites tracebacks so."""
    lines = [
        (Path(frame.filename).name, frame.lineno)
        for frame in traceback.extract_tb(fault.__traceback__)
        if frame.filename.endswith(".html") or frame.filename == "<template>"
    ]
    name, line = lines[-1] if lines else (template, 0)
    return f"{template if name == '<template>' else name}:{line}"
