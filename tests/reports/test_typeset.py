"""Set pages: line ends, justification, totals, room to write, no network, equal bytes."""

import io
import random
from datetime import UTC, datetime

import pdfplumber
import pytest

from reports.breaking import HALF_BLANK, NO_END, NO_START
from reports.typeset import Imprint, typeset

STYLE = """<style>@page { size: A4; margin: 25mm; } html { font-family: song }
body { font-family: song; font-size: 10.5pt; line-height: 17pt; -pdf-word-wrap: CJK }
p { text-align: justify } th, td { font-family: hei } </style>"""
WORDS = [
    "合同",
    "，甲方",
    "（需方）",
    "应在收到",
    "货物后",
    " 7 ",
    "个工作日内",
    "支付",
    "1,286,400.00 元",
    "；",
    "“产品”",
    "。",
    "《规章》",
    "GB/T 12237",
    "！",
]


def set_page(body: str, **imprint: str) -> bytes:
    return typeset(f"<html><head>{STYLE}</head><body>{body}</body></html>", Imprint(**imprint))


def lines_of(pdf: bytes) -> list[list[dict]]:
    """The characters of each printed line, left to right."""
    rows: dict[tuple[int, int], list[dict]] = {}
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        for page in book.pages:
            for char in page.chars:
                rows.setdefault((page.page_number, round(char["bottom"])), []).append(char)
    return [sorted(row, key=lambda c: c["x0"]) for _, row in sorted(rows.items())]


def prose(seed: int, length: int = 120) -> str:
    chosen = random.Random(seed)
    return "合" + "".join(chosen.choice(WORDS) for _ in range(length))


@pytest.fixture(scope="module")
def page(faces):
    body = "".join(f"<p>{prose(seed)}</p>" for seed in range(12))
    return lines_of(set_page(body))


def test_no_line_begins_or_ends_with_the_wrong_mark(page):
    texts = ["".join(char["text"] for char in line).strip() for line in page]
    assert len(texts) > 80
    assert not [text for text in texts if text[0] in NO_START]
    assert not [text for text in texts if text[-1] in NO_END]


def test_both_edges_of_a_paragraph_are_straight(page):
    right = max(line[-1]["x1"] for line in page if line[-1]["text"] not in HALF_BLANK)
    full = [line for line in page if line[-1]["x1"] > right - 12]
    inked = [line[-1]["x1"] for line in full if line[-1]["text"] not in HALF_BLANK]
    assert len(full) > 60
    assert max(inked) - min(inked) < 1


def test_a_number_is_on_one_line(page):
    joined = ["".join(char["text"] for char in line) for line in page]
    assert sum(text.count("1,286,400.00") for text in joined) == "".join(joined).count(
        "1,286,400.00"
    )


def test_a_paragraph_goes_over_the_page_without_losing_text(faces):
    text = prose(99, 900)
    pdf = set_page(f"<p>{text}</p>")
    found = "".join(char["text"] for line in lines_of(pdf) for char in line)
    assert found.replace(" ", "") == text.replace(" ", "")


def test_the_same_page_is_the_same_file(faces):
    made = datetime(2026, 6, 30, tzinfo=UTC)
    pdfs = [
        typeset(
            f"<html><head>{STYLE}</head><body><p>同</p></body></html>", Imprint("标题", made=made)
        )
        for _ in range(2)
    ]
    assert pdfs[0] == pdfs[1] and b"D:20260630" in pdfs[0]


def test_a_file_says_what_it_is(faces):
    with pdfplumber.open(io.BytesIO(set_page("<p>文</p>", title="合同 1", author="公司"))) as book:
        assert (book.metadata["Title"], book.metadata["Author"]) == ("合同 1", "公司")


def test_a_table_head_is_on_every_page_and_the_total_is_never_alone(faces):
    rows = "".join(f"<tr><td>第{n}行</td></tr>" for n in range(40))
    for count in range(40, 48):
        rows += f"<tr><td>第{count}行</td></tr>"
        body = f"<table><thead><tr><th>表头</th></tr></thead><tbody>{rows}<tr data-keep='1'><td>合计</td></tr></tbody></table>"
        with pdfplumber.open(io.BytesIO(set_page(body))) as book:
            texts = [page.extract_text() for page in book.pages]
        assert all("表头" in text for text in texts)
        assert "行" in texts[-1]


def test_room_to_write_grows_with_its_text_and_is_never_shrunk(faces):
    def height(text: str) -> tuple[float, float]:
        with pdfplumber.open(
            io.BytesIO(
                set_page(
                    f"<table border='1'><tr><td data-height='60pt'><p>{text}</p></td></tr></table>"
                )
            )
        ) as book:
            page = book.pages[0]
            return max(e["bottom"] for e in page.edges) - min(
                e["top"] for e in page.edges
            ), page.chars[0]["size"]

    short, long = height("短"), height("长" * 400)
    assert 60 <= short[0] < 80 and long[0] > 150 and short[1] == long[1]


@pytest.mark.parametrize(
    "source", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "/etc/hostname", "../secret.png"]
)
def test_nothing_is_fetched_from_the_network_or_the_disk(source, faces, caplog):
    pdf = set_page(f"<p>前<img src='{source}' width='10' height='10'/>后</p>")
    assert "前" in "".join(c["text"] for line in lines_of(pdf) for c in line)
    assert any("locked" in record.getMessage() for record in caplog.records)
