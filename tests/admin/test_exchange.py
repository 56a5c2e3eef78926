"""Files out and in: bytes that Excel reads, formulas made harmless, previews of imports."""

import csv
from io import BytesIO, StringIO
from urllib.parse import unquote

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.admin.conftest import words


def table_of(response):
    return list(csv.reader(StringIO(response.get_data().decode("utf-8-sig"))))


def sheet_of(response):
    return CalamineWorkbook.from_filelike(BytesIO(response.get_data())).get_sheet_by_index(0)


def test_a_csv_begins_with_the_mark_that_lets_excel_read_chinese(as_role):
    response = as_role("manager").get("/e/repair/export.csv")
    assert response.get_data().startswith(b"\xef\xbb\xbf")
    assert table_of(response)[0][:3] == ["单号", "车辆", "技师"]


def test_a_file_is_named_in_chinese_by_what_and_when(as_role):
    header = as_role("manager").get("/e/repair/export.xlsx").headers["Content-Disposition"]
    assert "维修单 20260615-0930.xlsx" in unquote(header)


def test_an_export_is_the_list_as_it_is_narrowed(as_role):
    rows = table_of(
        as_role("manager").get("/e/repair/export.csv?f.kind=brake&col=number&col=price")
    )
    assert rows == [["单号", "金额（元）"], ["WX202606001", "120.50"]]


def test_figures_have_no_marks_of_thousands_in_a_csv(as_role):
    rows = table_of(as_role("manager").get("/e/repair/export.csv?col=price&sort=-price"))
    assert rows[1] == ["1000000.00"]


def test_a_formula_becomes_harmless_in_a_csv(as_role):
    rows = table_of(as_role("staff").get("/e/bicycle/export.csv?col=owner_name"))
    assert ["'=cmd|1"] in rows


def test_a_workbook_holds_numbers_dates_and_texts(as_role):
    browser = as_role("manager")
    sheet = sheet_of(
        browser.get("/e/repair/export.xlsx?col=number&col=price&col=due_on&sort=number")
    )
    number, price, due = sheet.to_python()[1]
    assert (number, price, due.isoformat()) == ("WX202606001", 120.5, "2026-06-12")


def test_a_formula_is_only_text_in_a_workbook(as_role):
    response = as_role("staff").get("/e/bicycle/export.xlsx?col=owner_name")
    assert ["=cmd|1"] in sheet_of(response).to_python()
    assert b"<f>" not in response.get_data()


def test_without_the_right_nothing_is_exported(as_role):
    assert as_role("mechanic").get("/e/repair/export.csv").status_code == 403


def test_chosen_records_are_exported(as_role, shop):
    browser = as_role("manager")
    response = browser.post("/e/repair/bulk/export", {"ids": shop.repairs[1:3], "kind": "csv"})
    assert {row[0] for row in table_of(response)[1:]} == {"WX202606002", "WX202606003"}


def workbook(*rows):
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    stream.seek(0)
    return stream


def upload(browser, entity, stream, name):
    browser.get(f"/e/{entity}/import")
    return browser.post(
        f"/e/{entity}/import", {"file": (stream, name)}, content_type="multipart/form-data"
    )


def kept_in(response):
    return response.get_data(as_text=True).split('name="kept" value="')[1].split('"')[0]


def test_an_import_is_shown_first_and_then_done(as_role, shop):
    browser = as_role("staff")
    file = workbook(
        ["车架号", "车主", "购买日期"], ["N-1", "小何", "2026-01-02"], ["N-2", "小吕", ""]
    )
    preview = upload(browser, "bicycle", file, "车.xlsx")
    assert "共 2 行，全部可以导入。" in words(preview) and "小何" in words(preview)
    assert shop.gate.count("bicycle") == 3
    done = browser.post("/e/bicycle/import", {"kept": kept_in(preview)}, follow_redirects=True)
    assert "已导入 2 行。" in words(done) and shop.gate.count("bicycle") == 5


def test_every_rows_problem_is_told_and_nothing_is_stored(as_role, shop):
    file = BytesIO(
        "车架号,购买日期,颜色\nN-1,wann,红\n,2026-01-01,绿\nN-3,2026-01-01,蓝\n".encode("gb18030")
    )
    response = upload(as_role("staff"), "bicycle", file, "a.csv")
    text = words(response)
    assert response.status_code == 422 and "共 3 行，其中 2 行有问题。" in text
    assert "2026-06-01" in text and "没有写入任何数据" in text
    assert shop.gate.count("bicycle") == 3


def test_a_row_that_is_refused_at_the_end_stores_nothing(as_role, shop):
    browser = as_role("staff")
    preview = upload(browser, "bicycle", BytesIO("车架号\nN-1\nN-2\n".encode()), "a.csv")
    shop.gate.create("bicycle", {"frame": "N-2"})
    response = browser.post("/e/bicycle/import", {"kept": kept_in(preview)})
    assert response.status_code == 422 and "其中 1 行有问题" in words(response)
    assert shop.gate.count("bicycle") == 4


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF", "请选择 xlsx、xls、ods 或 csv 文件"),
        ("a.xlsx", b"no workbook", "无法读取这个工作簿"),
        ("a.csv", "车架号".encode(), "文件里没有数据行"),
        ("a.csv", "车架号,车架号\n1,2".encode(), "标题“车架号”重复出现"),
        ("", b"", "请选择文件"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_send(as_role, name, content, said):
    response = upload(as_role("staff"), "bicycle", BytesIO(content), name)
    assert response.status_code == 422 and said in words(response)


def test_unknown_headings_are_named(as_role):
    response = upload(
        as_role("staff"), "bicycle", BytesIO("车架号,Rahmen\nN-1,\n".encode()), "a.csv"
    )
    assert "以下标题无法识别：Rahmen。" in words(response)


def test_the_empty_workbook_has_the_headings_of_what_one_may_fill_in(as_role):
    sheet = sheet_of(as_role("staff").get("/e/bicycle/import?template=xlsx"))
    assert sheet.to_python()[0] == ["车架号", "车主", "手机", "颜色", "购买日期"]


@pytest.mark.parametrize("kept", ["../../secret.csv", "none.csv", "aaaaaaaaaaaaaaaaaaaaaaaa.csv"])
def test_only_a_file_that_was_put_aside_is_imported(as_role, kept):
    assert as_role("staff").post("/e/bicycle/import", {"kept": kept}).status_code == 404


def test_without_the_right_there_is_no_import(as_role):
    assert as_role("mechanic").get("/e/repair/import").status_code == 404
