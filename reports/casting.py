"""Font files made of other font files: all glyphs drawn on all cores, then written."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from reports.bold import emboldened
from reports.outlines import Outlines, drawn, joined
from reports.truetype import write

RUN = 1000
"""How many glyphs a process turns into quadratics at a time."""

CORES = 4
"""More processes than this cost more memory than they save time."""

Progress = Callable[[int, int], None]
"""Told how many runs of glyphs are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A face before it is cast: runs of glyphs of font files, and which character is which."""

    model: Path
    runs: tuple[tuple[str, tuple[str, ...]], ...]
    characters: Mapping[int, str]
    names: tuple[str, ...]
    units: int


def pattern(files: tuple[Path, ...]) -> Pattern:
    """All glyphs of the first file, and of the others those of characters still missing."""
    runs: list[tuple[str, tuple[str, ...]]] = []
    characters: dict[int, str] = {}
    total = units = 0
    for file in files:
        with TTFont(file, lazy=True) as font:
            units = units or int(font["head"].unitsPerEm)
            encoded = {c: g for c, g in font.getBestCmap().items() if c not in characters}
            wanted = list(dict.fromkeys(encoded.values())) if total else font.getGlyphOrder()
        place = {glyph: f"g{total + n:05}" for n, glyph in enumerate(wanted)}
        characters |= {code: place[glyph] for code, glyph in encoded.items()}
        total += len(wanted)
        runs += [(str(file), tuple(wanted[n : n + RUN])) for n in range(0, len(wanted), RUN)]
    names = (".notdef", *(f"g{n:05}" for n in range(1, total)))
    return Pattern(files[0], tuple(runs), characters, names, units)


def cast(text: Pattern, head: Pattern, files: Mapping[str, Path], progress: Progress) -> None:
    """Write a text face, a head face and the head face's bold.

    `files` says where to, by the names they are to carry: text, head and bold in turn.
    """
    (text_name, head_name, bold_name), told = files, _counter(len(text.runs + head.runs), progress)
    with _drawing(text, head) as (text_runs, head_runs):
        _save(text, joined(list(told(text_runs))), text_name, files)
        regular = joined(list(told(head_runs)))
    _save(head, regular, head_name, files)
    _save(head, emboldened(regular, head.units), bold_name, files)


def _counter(total: int, progress: Progress) -> Callable[[Iterable[Outlines]], Iterator[Outlines]]:
    done = 0

    def told(runs: Iterable[Outlines]) -> Iterator[Outlines]:
        nonlocal done
        for run in runs:
            done += 1
            progress(done, total)
            yield run

    return told


@contextmanager
def _drawing(*patterns: Pattern) -> Iterator[list[Iterable[Outlines]]]:
    """The outlines of each pattern, run by run, drawn by all cores."""
    workers = min(os.cpu_count() or 1, CORES)
    if workers == 1 or multiprocessing.current_process().daemon:
        yield [(drawn(*run) for run in each.runs) for each in patterns]
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield [pool.map(drawn, *zip(*each.runs, strict=True)) for each in patterns]


def _save(source: Pattern, outlines: Outlines, name: str, files: Mapping[str, Path]) -> None:
    """Write one face under a name of our own, as the licence of the model asks."""
    called = "".join(word.title() for word in ("rulebook", *name.split("_")))
    write(outlines, source.model, source.names, source.characters, called, files[name])
