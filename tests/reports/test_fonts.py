"""Faces are built once, whole or not at all, and hold what people write."""

import os
import time

import pytest
from fontTools.ttLib import TTFont

from reports import fonts
from reports.fonts import SIMPLIFIED, STALE, TRADITIONAL, built


@pytest.fixture
def quick(monkeypatch):
    """A casting that only writes its files' names, to look at what is around it."""
    calls = []

    def cast(text, head, files, progress):
        calls.append(files)
        progress(1, 1)
        for name, file in files.items():
            file.write_text(name)

    monkeypatch.setattr(fonts, "cast", cast)
    return calls


def test_faces_are_built_once(tmp_path, quick):
    told = []
    first = built(tmp_path, SIMPLIFIED, lambda done, total: told.append((done, total)))
    second = built(tmp_path, SIMPLIFIED)
    assert first == second and len(quick) == 1 and told == [(1, 1)]
    assert sorted(f.name for f in first.iterdir()) == ["hei.ttf", "hei_bold.ttf", "song.ttf"]


def test_nothing_is_left_beside_the_finished_folder(tmp_path, quick):
    target = built(tmp_path, SIMPLIFIED)
    assert list(tmp_path.iterdir()) == [target]


def test_a_build_that_broke_off_leaves_nothing_and_the_next_one_succeeds(
    tmp_path, quick, monkeypatch
):
    whole = fonts.cast

    def broken(*args):
        raise OSError("disk full")

    monkeypatch.setattr(fonts, "cast", broken)
    with pytest.raises(OSError, match="disk full"):
        built(tmp_path, SIMPLIFIED)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(fonts, "cast", whole)
    assert built(tmp_path, SIMPLIFIED).is_dir()


def test_the_claim_of_a_dead_process_is_void(tmp_path, quick):
    claim = tmp_path / f"{SIMPLIFIED.stamp}.building"
    claim.touch()
    long_ago = time.time() - STALE - 1
    os.utime(claim, (long_ago, long_ago))
    assert built(tmp_path, SIMPLIFIED).is_dir()


def test_each_script_has_a_stamp_of_its_own():
    assert SIMPLIFIED.stamp != TRADITIONAL.stamp


@pytest.mark.parametrize("name", ["song", "hei", "hei_bold"])
def test_a_face_holds_every_sign_that_documents_need(name, fonts_folder):
    with TTFont(SIMPLIFIED.files(fonts_folder / SIMPLIFIED.stamp)[name], lazy=True) as font:
        known, tables = font.getBestCmap(), set(font.keys())
    wanted = "壹贰叁肆伍陆柒捌玖拾佰仟万亿元整角分龘䶮镕臺灣，。《》“”—…≥≤×÷■□①ABCxyz0123456789￥%"
    assert not [sign for sign in wanted if ord(sign) not in known]
    assert "glyf" in tables and "CFF " not in tables


def test_bold_is_heavier_and_as_wide(fonts_folder):
    files = SIMPLIFIED.files(fonts_folder / SIMPLIFIED.stamp)
    boxes = {}
    for name in ("hei", "hei_bold"):
        with TTFont(files[name], lazy=True) as font:
            glyph = font.getBestCmap()[ord("合")]
            boxes[name] = (font["hmtx"][glyph][0], font["glyf"][glyph])
    regular, bold = boxes["hei"], boxes["hei_bold"]
    assert regular[0] == bold[0]
    assert bold[1].xMin < regular[1].xMin and bold[1].xMax > regular[1].xMax
