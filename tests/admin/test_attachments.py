"""Files: added to records, put into fields, handed out, removed, and kept from others."""

import io
import re

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def added(browser, market, name="合同.pdf", content=PDF):
    browser.get(f"/e/sale/{market.sale}")
    data = {"file": (io.BytesIO(content), name)}
    browser.post(f"/e/sale/{market.sale}/files", data, content_type="multipart/form-data")
    page = browser.get(f"/e/sale/{market.sale}").get_data(as_text=True)
    return re.findall(r"/e/sale/files/(\d+)", page)


def test_a_file_is_added_to_a_record_and_handed_out(as_role, market):
    browser = as_role("mechanic")
    (file,) = set(added(browser, market))
    response = browser.get(f"/e/sale/files/{file}")
    assert response.data == PDF and response.mimetype == "application/pdf"
    assert "合同.pdf" in browser.text(f"/e/sale/{market.sale}")


def test_a_file_of_a_record_that_one_may_not_see_is_not_there(as_role, market):
    (file,) = set(added(as_role("mechanic"), market))
    assert as_role("staff").get(f"/e/sale/files/{file}").status_code == 404


def test_only_harmless_files_are_shown_in_place(as_role, market):
    browser = as_role("mechanic")
    (file,) = set(added(browser, market, "说明.txt", "文字".encode()))
    response = browser.get(f"/e/sale/files/{file}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_refused_leaves_nothing_and_the_page_says_why(as_role, market):
    browser = as_role("mechanic")
    assert added(browser, market, "空.pdf", b"") == []


def test_pressing_upload_without_a_file_asks_for_one(as_role, market):
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    browser.post(f"/e/sale/{market.sale}/files", {}, content_type="multipart/form-data")
    assert "请先选择文件。" in browser.text(f"/e/sale/{market.sale}")


def test_a_file_can_be_removed(as_role, market):
    browser = as_role("mechanic")
    (file,) = set(added(browser, market))
    browser.post(f"/e/sale/{market.sale}/files/{file}/remove")
    assert browser.get(f"/e/sale/files/{file}").status_code == 404


def test_whoever_may_not_change_a_record_may_not_add_files(as_role, market):
    market.gate.move("sale", market.sale, "submit")
    browser = as_role("mechanic")
    browser.get(f"/e/sale/{market.sale}")
    data = {"file": (io.BytesIO(PDF), "合同.pdf")}
    response = browser.post(
        f"/e/sale/{market.sale}/files", data, content_type="multipart/form-data"
    )
    assert response.status_code == 403


def test_a_file_field_takes_a_file_with_the_form(as_role, market, fill):
    data = {"proof__file": [(io.BytesIO(PDF), "签收单.pdf")]}
    browser = as_role("mechanic")
    fill(browser, f"/e/sale/{market.sale}/edit", data, content_type="multipart/form-data")
    assert "签收单 签收单.pdf" in browser.text(f"/e/sale/{market.sale}")


def test_a_refused_form_keeps_the_file_that_came_with_it(as_role, market, fill):
    data = {"proof__file": [(io.BytesIO(PDF), "签收单.pdf")], "discount": "90"}
    browser = as_role("mechanic")
    response = fill(
        browser, f"/e/sale/{market.sale}/edit", data, content_type="multipart/form-data"
    )
    page = response.get_data(as_text=True)
    assert response.status_code == 422 and "签收单.pdf" in page
    assert re.search(r'name="proof" value="\d+"', page)


def test_a_file_field_can_be_emptied(as_role, market, fill):
    browser = as_role("mechanic")
    data = {"proof__file": [(io.BytesIO(PDF), "签收单.pdf")]}
    fill(browser, f"/e/sale/{market.sale}/edit", data, content_type="multipart/form-data")
    fill(browser, f"/e/sale/{market.sale}/edit", {"proof__remove": "true"})
    assert market.gate.get("sale", market.sale).values["proof"] is None
