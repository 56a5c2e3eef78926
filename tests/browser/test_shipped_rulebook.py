"""A week at the shipped rulebook's company, in a real Chromium against a real server process."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, expect
from pypdf import PdfReader

from records.actor import SYSTEM
from records.gate import Gate
from records.query import Query
from tests.installation import SHIPPED, Installation

pytestmark = pytest.mark.browser

PATIENCE = 15_000
"""Milliseconds for a page of a busy machine."""


@dataclass
class Company:
    """Where the company is served, how its people sign in, and what was there before."""

    address: str
    passwords: Mapping[str, str]
    browser: Browser
    contract: str
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def signed_in(self, username: str) -> Iterator[Page]:
        """Somebody's browser, signed in by typing; errors of scripts and servers are kept."""
        context = self.browser.new_context(base_url=self.address, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(f"{username}: {error}"))
        page.on("response", lambda answer: self._noted(username, answer))
        page.goto("/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(self.passwords[username])
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("登录")
        yield page
        context.close()

    def _noted(self, username: str, answer: Response) -> None:
        if answer.status >= 500:
            self.faults.append(f"{username}: {answer.status} {answer.url}")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Company]:
    """The shipped rulebook with its seeds, a customer, a contract and a filed document."""
    folder = tmp_path_factory.mktemp("company") / "instance"
    installation = Installation(folder, SHIPPED).with_fonts()
    installation.run("apply")
    assert "left out" not in installation.run("demo", "--scale", "0")
    contract = before_the_week(installation)
    expect.set_options(timeout=PATIENCE)
    with installation.served() as address:
        yield Company(address, installation.passwords(), chromium, contract)
    expect.set_options(timeout=5000)


def before_the_week(installation: Installation) -> str:
    """A customer, a contract, a filed document, an order that waits; the contract's number."""
    rulebook = installation.opened().rulebook
    gate = Gate(rulebook, SYSTEM)

    def named(entity: str, title: str) -> int:
        found = gate.find(entity, Query(search=title, size=50)).records
        return next(record.id for record in found if title in record.title)

    people = {"salesperson": "韩立群", "merchandiser": "孟秋实", "office_clerk": "苏婉清"}
    customer = gate.create(
        "customer",
        {"name": "远景通信有限公司", "address": "上海市张江路88号", "phone": "021-58001234"}
        | {role: named("employee", name) for role, name in people.items()},
    )
    line = {"product": named("product", "OPM-10G-LR"), "qty": "100"}
    contract = gate.create(
        "contract",
        {"title": "光模块购销合同", "customer": customer.id, "lines": [line]}
        | {"drafted_by": named("employee", "韩立群"), "delivery_on": "2030-01-20"},
    )
    waiting = {"customer": customer.id, "business_line": "telecom", "lines": [line]}
    gate.create("sales_order", waiting)
    keeper = named("employee", "温如玉")
    document = gate.create(
        "document",
        {"title": "光模块技术规格书", "category": named("document_category", "DD")}
        | {"cabinet": "A柜-1层", "copies": 2, "drafter": keeper, "responsible": keeper},
    )
    gate.move("document", document.id, "archive", {"number": "DD202611001"})
    rulebook.tables.database.close()
    return str(contract.values["number"])


# What people do


def pick(page: Page, label: str, words: str, title: str) -> None:
    """Type into a picker and take what it offers."""
    page.get_by_role("combobox", name=label, exact=True).fill(words)
    page.get_by_role("option", name=re.compile(re.escape(title))).first.click()


def save(page: Page) -> None:
    """Save a form; a refusal fails here with its words."""
    with page.expect_response(re.compile(r"/(new|edit)$")) as answer:
        page.get_by_role("button", name="保存", exact=True).last.click()
    if answer.value.status != 302:
        pytest.fail(f"The form was refused:\n{page.get_by_role('alert').inner_text()}")
    page.wait_for_url(re.compile(r"/e/\w+/\d+$"))


def press(page: Page, button: str, state: str) -> None:
    """Press a button of the workflow, and see the record in its new state."""
    page.get_by_role("button", name=button, exact=True).click()
    expect_state(page, state)


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("h1")).to_contain_text(state)


def pdf_text(page: Page, link: str) -> str:
    """The text of the document behind a link of the page."""
    address = page.get_by_role("link", name=link).first.get_attribute("href")
    assert address, f"“{link}” leads nowhere"
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf", answer.text()[:500]
    return "\n".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.body())).pages)


def line(page: Page, lines: str, number: int) -> Locator:
    """A row of a line table."""
    return page.locator(f"[data-lines={lines}] tbody tr[data-row]").nth(number)


def cell(row: Locator, name: str) -> Locator:
    """The control, or the computed text, of a cell."""
    return (
        row.locator(f"[data-cell={name}]").locator("[role=combobox], input:visible, output").first
    )


def choose(page: Page, box: Locator, words: str, title: str) -> None:
    """Type into the picker of a cell and take what it offers."""
    box.fill(words)
    page.get_by_role("option", name=re.compile(re.escape(title))).first.click()


def sales_writes_an_order(company: Company) -> str:
    """Lines are typed, totals follow at once, the order gets its number; its address."""
    with company.signed_in("sales") as page:
        page.goto("/e/sales_order/new")
        pick(page, "客户", "远景", "远景通信有限公司")
        expect(page.get_by_label("交货地点")).to_have_value("上海市张江路88号")
        expect(page.locator("#merchandiser")).to_have_value("孟秋实")
        page.get_by_label("业务线").first.select_option(label="通讯")
        first = line(page, "lines", 0)
        choose(page, cell(first, "product"), "OPM-10G", "10G 单模光模块")
        expect(cell(first, "price")).to_have_value("168.00")
        cell(first, "qty").fill("100")
        expect(cell(first, "amount")).to_have_text("16,800.00")
        page.locator("[data-lines=lines] [data-add-line]").click()
        second = line(page, "lines", 1)
        choose(page, cell(second, "product"), "MC-100M", "光纤收发器")
        cell(second, "qty").fill("20")
        cell(second, "price").fill("80")
        expect(cell(second, "amount")).to_have_text("1,600.00")
        expect(page.locator("[data-lines=lines] [data-total=amount]")).to_have_text("18,400.00")
        save(page)
        expect(page.locator("h1")).to_contain_text(re.compile(r"XS\d{9} 远景通信有限公司"))
        expect_state(page, "已传递")
        return re.sub(r"^https?://[^/]+", "", page.url)


def backoffice_takes_it_in(company: Company, order: str) -> None:
    """Received, checked by three answers, entered with its number in the other system."""
    with company.signed_in("backoffice") as page:
        page.goto(order)
        press(page, "接收", "已接收")
        page.get_by_role("link", name="初审通过").click()
        dialog = page.locator("dialog[open]")
        for question in ("信息完整准确", "与前期洽谈一致", "规格数量交期可行"):
            dialog.get_by_label(question).first.check()
        dialog.get_by_role("button", name="初审通过").click()
        expect_state(page, "初审通过")
        page.get_by_role("link", name="录入", exact=True).click()
        dialog.get_by_label("ERP单号").fill("SO-260311")
        dialog.get_by_role("button", name="录入").click()
        expect_state(page, "已录入")


def departments_review_it(company: Company, order: str) -> None:
    """A routine order needs the production's opinion and somebody else's approval."""
    number = re.compile(r"XS\d{9}")
    with company.signed_in("supervisor") as page:
        page.goto("/e/order_review/new")
        pick(page, "订单", "XS", "远景通信有限公司")
        save(page)
        expect(page.locator("main")).to_contain_text("生产")
        review = re.sub(r"^https?://[^/]+", "", page.url)
        page.goto(order)
        press(page, "发起评审", "评审中")
    with company.signed_in("production") as page:
        page.goto(f"{review}/edit")
        page.locator("[data-lines=opinion_lines] [data-add-line]").click()
        expect(cell(line(page, "opinion_lines", 0), "department")).to_have_value("生产部")
        save(page)
        expect(page.locator("main")).to_contain_text("同意")
    with company.signed_in("supervisor") as page:
        page.goto(review)
        press(page, "汇总意见", "待批准")
        expect(page.locator("main")).to_contain_text("组织人不能批准")
    with company.signed_in("manager") as page:
        page.goto(review)
        expect(page.locator("h1")).to_contain_text(number)
        press(page, "通过", "通过")
        expect(page.locator("main")).to_contain_text("陆文涛")


def the_contract_is_printed(company: Company) -> None:
    """The paper says what the record says, in words and figures."""
    with company.signed_in("backoffice") as page:
        page.goto(f"/e/contract?q={company.contract}")
        page.get_by_role("link", name=re.compile(company.contract)).first.click()
        expect(page.locator("h1")).to_contain_text("光模块购销合同")
        text = pdf_text(page, "销售合同")
    for words in (
        company.contract,
        "远景通信有限公司",
        "启明贸易有限公司",
        "16,800.00",
        "壹万陆仟捌佰元整",
    ):
        assert words in text, f"“{words}” is not on the contract:\n{text}"


def a_document_is_lent_and_given_back(company: Company) -> None:
    """Asked for, approved twice, lent, given back, checked; meanwhile nobody else may lend it."""
    with company.signed_in("sales") as page:
        page.goto("/e/document_loan/new")
        pick(page, "借阅文档", "技术规格", "DD202611001 光模块技术规格书")
        page.get_by_label("借阅事由").fill("与客户核对规格")
        page.get_by_role("button", name="保存并提交申请").click()
        expect_state(page, "待部门批准")
        loan = re.sub(r"^https?://[^/]+", "", page.url)
    with company.signed_in("manager") as page:
        page.goto(loan)
        press(page, "部门批准", "待管理员批准")
    with company.signed_in("keeper") as page:
        page.goto(loan)
        press(page, "管理员批准", "已批准")
        press(page, "借出", "借出")
        page.goto("/e/document?q=DD202611001")
        expect(page.get_by_role("row", name=re.compile("DD202611001"))).to_contain_text("借出")
        page.goto(loan)
        press(page, "归还", "已归还待查")
        press(page, "检查完好", "完好关闭")
        page.goto("/e/document?q=DD202611001")
        expect(page.get_by_role("row", name=re.compile("DD202611001"))).to_contain_text("在库")


def a_figure_opens_to_its_rows(company: Company, order: str) -> None:
    """The cell of this month stands for the one order that was received, not the waiting one."""
    with company.signed_in("manager") as page:
        page.goto(order)
        number = re.search(r"XS\d{9}", page.locator("h1").inner_text())[0]
        page.goto("/figures/backoffice_board")
        row = page.get_by_role("row", name=re.compile("订单接收及时率"))
        wide = page.viewport_size
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        expect(row.locator("td").last).to_be_in_viewport(ratio=0.9)
        page.set_viewport_size(wide)
        row.get_by_role("link", name=re.compile(r"100(\.0)?%")).last.click()
        expect(page.locator("h1")).to_contain_text("订单接收及时率")
        rows = page.locator("main tbody tr", has_text=re.compile(r"XS\d{9}"))
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(number)


def ones_own_figures_lead_to_the_figure_and_its_rows(company: Company) -> str:
    """What the back office sees of itself: the board, the figure, its examples, its one row."""
    with company.signed_in("backoffice") as page:
        page.get_by_role("link", name="我的指标").first.click()
        expect(page.locator("h1")).to_have_text("我的指标")
        row = page.get_by_role("row", name=re.compile("订单接收及时率"))
        row.get_by_role("link", name=re.compile(r"100(\.0)?%")).last.click()
        expect(page.locator("h1")).to_contain_text(re.compile("订单接收及时率.*苏婉清"))
        expect(page.locator("main tbody tr", has_text=re.compile(r"XS\d{9}"))).to_have_count(1)
        expect(page.locator("main")).to_contain_text("四小时正好算及时")
        address = page.url
        page.goto("/figures/backoffice_board")
        expect(page.locator("h1")).to_contain_text("我本人的指标")
        expect(page.get_by_role("row", name=re.compile("订单接收及时率"))).to_contain_text("100")
        page.goto(address)
        return str(re.search(r"period=(\d{4}-\d\d)", page.url)[1])


def the_cycle_is_opened_and_the_sheet_has_the_figure(company: Company, month: str) -> None:
    """HR makes the sheets with one button; the number is HR's to see, its orders are not."""
    card, years = "销售内勤量化考核表", re.compile("年度考核表")
    with company.signed_in("hr") as page:
        for shown, count in ((f"{month[:4]}-12", 3), (f"{month[:4]}-06", 0)):
            page.goto(f"/appraisals/?period={shown}")
            expect(page.get_by_role("heading", name=years, level=2)).to_have_count(count)
        page.goto(f"/appraisals/?period={month}")
        section = page.locator("section.card", has=page.get_by_role("heading", name=card, level=2))
        expect(section).to_contain_text("苏婉清、贺子轩")
        section.get_by_role("button", name="开启考核").click()
        expect(section.locator("tbody tr")).to_have_count(2)
        section.get_by_role("link", name=re.compile("苏婉清")).click()
        expect(page.locator("h1")).to_contain_text("待自评")
        sheet = page.locator("section.sheet")
        figure = sheet.get_by_role("row", name=re.compile("订单接收及时率"))
        expect(figure).to_contain_text("100.0%")
        figure.get_by_role("link", name="订单接收及时率").click()
        expect(page.locator("h1")).to_contain_text(re.compile("订单接收及时率.*苏婉清"))
        expect(page.locator("main")).to_contain_text("100.0%")
        expect(page.locator("main")).not_to_contain_text(re.compile(r"XS\d{9}"))


def test_a_week_at_the_company(company: Company):
    order = sales_writes_an_order(company)
    backoffice_takes_it_in(company, order)
    departments_review_it(company, order)
    the_contract_is_printed(company)
    a_document_is_lent_and_given_back(company)
    a_figure_opens_to_its_rows(company, order)
    month = ones_own_figures_lead_to_the_figure_and_its_rows(company)
    the_cycle_is_opened_and_the_sheet_has_the_figure(company, month)
    assert not company.faults
