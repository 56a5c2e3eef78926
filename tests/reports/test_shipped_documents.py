"""The four documents of the shipped rulebook, filled from real records."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from kpi.period import Period
from kpi.snapshots import freeze
from records.actor import SYSTEM, person_actor
from records.gate import Gate
from records.refusals import Forbidden, Refused
from records.rulebook import Rulebook
from reports.papers import Papers
from reports.printing import Printer
from tests.reports.conftest import opened

MOMENT = datetime(2026, 6, 1)


@pytest.fixture
def company(shipped, tmp_path, fonts_folder) -> Iterator[SimpleNamespace]:
    """The shipped rulebook with a handful of people, a customer and a product."""
    for rulebook in opened(shipped, tmp_path):
        yield SimpleNamespace(
            rulebook=rulebook,
            gate=Gate(rulebook, SYSTEM),
            printer=Printer(rulebook, fonts_folder),
            put=partial(put, rulebook),
            **staff(rulebook),
        )


def put(rulebook: Rulebook, entity: str, **values: object) -> int:
    """Write a row as it is, past every rule."""
    model = rulebook.tables.model(entity)
    return model.create(created_at=MOMENT, updated_at=MOMENT, **values).id


def staff(rulebook: Rulebook) -> dict[str, int]:
    """A department, three people, a customer and a product; their ids by name."""
    team = put(rulebook, "department", code="SW", name="商务部", kind="business")
    post = put(rulebook, "position", code="NQ", name="销售内勤", department=team)
    common = {"department": team, "position": post, "hired_on": date(2020, 1, 1)}
    boss = put(rulebook, "employee", emp_no="1", name="沈嘉文", **common)
    clerk = put(rulebook, "employee", emp_no="2", name="陈思远", superior=boss, **common)
    keeper = put(rulebook, "employee", emp_no="3", name="林婉清", **common)
    buyer = put(
        rulebook, "customer", name="中晟通信", category="normal", salesperson=clerk,
        office_clerk=keeper, filed_on=MOMENT, is_valid=True, address="昆山市城北路1299号",
        phone="0512-5766 3210", state="active",
    )  # fmt: skip
    ware = put(
        rulebook, "product", number="P1", name="光模块", spec="SFP-10G", unit="只",
        business_line="telecom", abc_class="a",
    )  # fmt: skip
    return {
        "team": team,
        "boss": boss,
        "clerk": clerk,
        "keeper": keeper,
        "buyer": buyer,
        "ware": ware,
    }


def pages(pdf: bytes) -> list[str]:
    """The text of each page without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def absent(pdf: bytes, *words: str) -> list[str]:
    """Which words are nowhere in a file."""
    text = "".join(pages(pdf))
    return [word for word in words if word not in text]


def contract(company: SimpleNamespace, lines: int, **values: object) -> int:
    """A contract with so many lines of 10 × 128.64."""
    given = {
        "number": "HT202606001", "kind": "sales", "title": "光模块购销合同", "customer": company.buyer,
        "counterparty": "江苏中晟通信工程有限公司", "drafted_by": company.clerk, "drafted_on": MOMENT,
        "planned_sign_on": date(2026, 6, 8), "tax_rate": Decimal("0.13"), "quality_terms": "符合国家标准。\n质保十二个月。",
        "delivery_terms": "供方负责运输。", "delivery_place": "昆山仓库", "delivery_on": date(2026, 7, 20),
        "payment_terms": "预付30%。", "rights_duties": "按约履行。", "breach_terms": "每日万分之五。",
        "dispute_terms": "供方所在地法院。", "effect_terms": "签字盖章后生效。", "copies": 4, "sign_place": "苏州",
        "our_signatory": "沈嘉文", "their_signatory": "周启明", "signed_on": date(2026, 6, 18), "state": "signing",
    }  # fmt: skip
    made = company.put("contract", **{**given, **values})
    for n in range(lines):
        company.put(
            "contract_line", contract=made, product=company.ware, spec=f"规格{n + 1}", qty=Decimal(10),
            unit="只", price=Decimal("128.64"), position=n,
        )  # fmt: skip
    return made


def test_a_contract_shows_everything_that_a_contract_must(company):
    pdf = company.printer.record_pdf("sales_contract", company.gate, contract(company, 2))
    shown = [
        "HT202606001",
        "江苏中晟通信工程有限公司",
        "启明贸易有限公司",
        "光模块",
        "规格2",
        "128.64",
        "1,286.40",
        "2,572.80",
    ]
    shown += [
        "贰仟伍佰柒拾贰元捌角",
        "符合国家标准",
        "质保十二个月",
        "供方负责运输",
        "2026年7月20日",
        "昆山仓库",
        "预付30%",
    ]
    shown += [
        "按约履行",
        "每日万分之五",
        "供方所在地法院",
        "签字盖章后生效",
        "一式肆份，双方各执贰份",
        "税率13%",
        "2026年6月18日",
    ]
    shown += [
        "甲方（盖章）",
        "乙方（盖章）",
        "授权代表",
        "中国工商银行苏州工业园区支行",
        "110202010900",
        "周启明",
    ]
    assert absent(pdf, *shown) == []


def test_a_long_contract_repeats_its_head_and_signs_once(company):
    found = pages(company.printer.record_pdf("sales_contract", company.gate, contract(company, 60)))
    with_lines = [page for page in found if "规格" in page and "1,286.40" in page]
    assert len(with_lines) >= 3 and all("含税单价" in page for page in with_lines)
    assert sum("授权代表" in page and "账" in page for page in found[1:]) == 1
    assert all(f"第{n}页，共{len(found)}页" in page for n, page in enumerate(found, 1))


def test_a_bare_contract_prints_with_gaps_to_fill_in(company):
    bare = contract(company, 0, customer=None, dispute_terms="", effect_terms="", copies=None, signed_on=None,
                    delivery_on=None, delivery_place="", our_signatory="", their_signatory="", kind="framework",
                    state="draft", tax_rate=None)  # fmt: skip
    pdf = company.printer.record_pdf("sales_contract", company.gate, bare)
    assert absent(pdf, "以双方确认的订单为准", "一式贰份", "年月日", "第一条") == []
    assert "None" not in "".join(pages(pdf)) and "争议解决" not in "".join(pages(pdf))


def loan(company: SimpleNamespace, **values: object) -> int:
    """A loan of a contract's file."""
    kind = company.put("document_category", code="HT", name="合同", side="external", folder="合同")
    paper = company.put(
        "document", number="HT20260600118", title="光模块购销合同", category=kind, secrecy="secret", media="paper",
        drafter=company.clerk, drafted_on=MOMENT, responsible=company.clerk, state="archived",
    )  # fmt: skip
    given = {
        "number": "JY202606012", "borrower": company.clerk, "department": company.team, "document": paper,
        "copies": 1, "form_kind": "copy", "purpose": "编制投标文件", "applied_on": date(2026, 6, 22),
        "due_on": date(2026, 7, 3), "state": "applied",
    }  # fmt: skip
    return company.put("document_loan", **{**given, **values})


def test_a_loan_form_shows_the_loan_and_the_borrowers_duties(company):
    pdf = company.printer.record_pdf("document_loan_form", company.gate, loan(company))
    shown = [
        "JY202606012",
        "陈思远",
        "商务部",
        "HT20260600118",
        "光模块购销合同",
        "秘密",
        "编制投标文件",
        "2026-07-03",
    ]
    shown += [
        "不得转借他人",
        "□原件■复印件",
        "部门负责人",
        "文档管理员",
        "续借记录",
        "归还检查",
        "责任认定",
        "续借最多1次",
    ]
    assert absent(pdf, *shown) == []


def test_a_returned_loan_shows_approvals_renewals_and_liability(company):
    made = loan(
        company, head_by=company.boss, head_on=date(2026, 6, 22), keeper_by=company.keeper, keeper_on=date(2026, 6, 23),
        lent_on=date(2026, 6, 23), returned_on=date(2026, 7, 16), checked_by=company.keeper, check_result="damaged",
        liability="封面污损，由借阅人赔偿", compensation=Decimal(85), state="liable",
    )  # fmt: skip
    company.put(
        "loan_renewal", number="XJ1", loan=made, applicant=company.clerk, applied_on=date(2026, 7, 2),
        old_due_on=date(2026, 7, 3), new_due_on=date(2026, 7, 17), reason="投标延期", keeper_by=company.keeper, state="approved",
    )  # fmt: skip
    pdf = company.printer.record_pdf("document_loan_form", company.gate, made)
    shown = [
        "同意借阅",
        "签字：沈嘉文2026年6月22日",
        "林婉清",
        "投标延期",
        "2026-07-17",
        "■损坏",
        "封面污损",
        "85.00",
    ]
    assert absent(pdf, *shown) == [] and len(pages(pdf)) == 1


def appraisal(company: SimpleNamespace, **values: object) -> int:
    """A sheet of June."""
    given = {
        "number": "JX202606003", "scheme": "backoffice", "month": date(2026, 6, 1), "employee": company.clerk,
        "department": company.team, "superior": company.boss, "self_summary": "两次发货计划修订系客户改期。",
        "self_score": Decimal("93.5"), "superior_comment": "工作认真细致。", "adjustment": Decimal(1),
        "adjust_reason": "协助同事整理台账", "other_error_count": 2, "state": "published",
        "first_day": date(2026, 6, 1), "last_day": date(2026, 6, 30),
    }  # fmt: skip
    return company.put("appraisal", **{**given, **values})


def test_an_appraisal_sheet_has_all_twenty_figures_on_one_page(company):
    company.put("contract", number="H1", kind="sales", title="甲", counterparty="乙", drafted_by=company.clerk,
                drafted_on=MOMENT, planned_sign_on=date(2026, 6, 8), signed_on=date(2026, 6, 5), quality_terms="x",
                delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x", state="effective")  # fmt: skip
    made = appraisal(company)
    company.put("appraisal_opinion", appraisal=made, kind="dept", department=company.team, score=Decimal(80),
                opinion="沟通及时", given_on=date(2026, 7, 2))  # fmt: skip
    pdf = company.printer.record_pdf("appraisal_sheet", company.gate, made)
    card = company.rulebook.schema.scorecards["backoffice_monthly"]
    labels = [company.rulebook.schema.kpis[item.kpi].label.text() for item in card.items]
    groups = {item.group.text() for item in card.items if item.weight is not None}
    shown = [
        "陈思远",
        "沈嘉文",
        "2026年6月",
        "目标值",
        "分子",
        "分母",
        "权重",
        "优秀：90分及以上",
        "不合格：不足60分",
    ]
    shown += [
        "两次发货计划修订",
        "自评93.5分",
        "工作认真细致",
        "协助同事整理台账",
        "失误次数2",
        "等级最高为良好：投诉次数+失误次数大于0",
        "指标得分（直接上级确认）80%：100.0",
        "相关部门评价20%：80.0",
        "+1.0",
    ]
    assert len(labels) == 20 and len(groups) == 5
    assert absent(pdf, *labels, *groups, *shown) == [] and len(pages(pdf)) == 1


def test_a_printed_sheet_keeps_its_figures_when_somebody_enters_late_data(company):
    made = appraisal(company)
    company.printer.record_pdf("appraisal_sheet", company.gate, made)
    first = company.rulebook.tables.Print.select().first().snapshot["figures"]
    company.put("contract", number="H2", kind="sales", title="甲", counterparty="乙", drafted_by=company.clerk,
                drafted_on=MOMENT, planned_sign_on=date(2026, 6, 8), signed_on=date(2026, 6, 25), quality_terms="x",
                delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x", state="effective")  # fmt: skip
    company.printer.record_pdf("appraisal_sheet", company.gate, made)
    prints = company.rulebook.tables.Print.select()
    assert [row.snapshot["figures"] for row in prints] == [first, first]


def test_the_department_table_shows_eight_figures_and_how_to_improve(company):
    table = company.put("department_appraisal", number="BM1", month=date(2026, 5, 1), span="month", compiled_by=company.clerk, state="opened")  # fmt: skip
    company.put("kpi_result", sheet=table, indicator="win_rate", analysis="废标一项",
                improvement="投标前十日复核资质有效期", responsible=company.clerk)  # fmt: skip
    pdf = company.printer.dashboard_pdf(
        "department_kpi_table", company.gate, Period.parse("2026-06")
    )
    kpis = company.rulebook.schema.dashboards["department_board"].kpis
    labels = [company.rulebook.schema.kpis[name].label.text() for name in kpis]
    shown = [
        "部门",
        "序号",
        "绩效指标",
        "目标值",
        "定义",
        "公式",
        "完成值",
        "1月",
        "6月",
        "改善控制方法",
        "≥30%",
        "≤1.6%",
    ]
    shown += ["投标前十日复核资质有效期", "编制", "部门经理", "公司领导", "2026年上半年", "商务部"]
    assert absent(pdf, *labels, *shown) == [] and len(pages(pdf)) == 1
    yearly = company.printer.dashboard_pdf(
        "department_kpi_table", company.gate, Period.parse("2026-12"), 12
    )
    assert absent(yearly, "1月", "12月") == []


def test_trap_54_a_frozen_sheet_is_reprinted_byte_for_byte(company):
    made = appraisal(company)
    kept = freeze(company.gate, "appraisal", made)
    first = company.printer.record_pdf("appraisal_sheet", company.gate, made)
    company.gate.update("employee", company.clerk, {"name": "陈思遥"}, None)
    company.put("contract", number="H3", kind="sales", title="甲", counterparty="乙", drafted_by=company.clerk,
                drafted_on=MOMENT, planned_sign_on=date(2026, 6, 8), signed_on=date(2026, 6, 25), quality_terms="x",
                delivery_terms="x", payment_terms="x", rights_duties="x", breach_terms="x", state="effective")  # fmt: skip
    again = company.printer.record_pdf("appraisal_sheet", company.gate, made)
    assert again == first
    assert absent(first, f"{kept.code}第1版") == [] and "".join(pages(first)).count("版") == 1
    assert [row.copy_number for row in company.rulebook.tables.Print.select()] == [1, 2]


def test_a_kept_paper_is_not_handed_to_a_reader_of_other_rights(company):
    made = appraisal(company)
    freeze(company.gate, "appraisal", made)
    company.printer.record_pdf("appraisal_sheet", company.gate, made)
    own = Gate(company.rulebook, person_actor(company.rulebook.schema, company.clerk, ("staff",)))
    company.printer.record_pdf("appraisal_sheet", own, made)
    assert len(list((company.rulebook.files_folder / "papers").glob("*.pdf"))) == 2


def test_an_exchanged_paper_is_not_handed_out(company):
    made = appraisal(company)
    freeze(company.gate, "appraisal", made)
    company.printer.record_pdf("appraisal_sheet", company.gate, made)
    paper = next((company.rulebook.files_folder / "papers").glob("*.pdf"))
    paper.write_bytes(paper.read_bytes() + b" ")
    with pytest.raises(Forbidden):
        company.printer.record_pdf("appraisal_sheet", company.gate, made)


def test_an_exchanged_paper_is_found_also_under_the_name_of_its_own_hash(company):
    made = appraisal(company)
    freeze(company.gate, "appraisal", made)
    company.printer.record_pdf("appraisal_sheet", company.gate, made)
    papers = Papers(company.rulebook)
    assert papers.exchanged() == ()
    paper = next((company.rulebook.files_folder / "papers").glob("*.pdf"))
    forged = paper.read_bytes() + b" "
    named = paper.with_name(f"{paper.name.split('.pdf')[0][:-64]}{sha256(forged).hexdigest()}.pdf")
    paper.rename(named).write_bytes(forged)
    assert papers.exchanged() == (named.name,)


def test_a_print_that_ends_half_way_leaves_no_paper_that_looks_exchanged(company, monkeypatch):
    made = appraisal(company)
    freeze(company.gate, "appraisal", made)

    def full(*_args):
        raise OSError("no space left")

    with monkeypatch.context() as half_way:
        half_way.setattr("reports.papers.Path.write_bytes", full)
        with pytest.raises(OSError, match="space"):
            company.printer.record_pdf("appraisal_sheet", company.gate, made)
    with monkeypatch.context() as half_way:
        half_way.setattr("reports.printing.enter", full)
        with pytest.raises(OSError, match="space"):
            company.printer.record_pdf("appraisal_sheet", company.gate, made)
    assert Papers(company.rulebook).exchanged() == ()
    assert company.printer.record_pdf("appraisal_sheet", company.gate, made)[:4] == b"%PDF"


def test_the_departments_sheet_prints_what_was_confirmed_and_stays_so(company):
    company.put("tender", number="T1", title="甲", customer=company.buyer, business_line="telecom", officer=company.clerk,
                participate="joined", result="lost", result_on=date(2026, 5, 9), notice_on=MOMENT, submit_due_on=MOMENT, opening_at=MOMENT, state="lost")  # fmt: skip
    table = company.put("department_appraisal", number="BM2", month=date(2026, 5, 1), span="month", department=company.team,
                        compiled_by=company.clerk, state="analysed")  # fmt: skip
    with pytest.raises(Refused, match="投标中标率"):
        freeze(company.gate, "department_appraisal", table)
    company.put("kpi_result", sheet=table, indicator="win_rate", analysis="报价偏高",
                improvement="报价前比对近三次中标价", responsible=company.clerk)  # fmt: skip
    kept = freeze(company.gate, "department_appraisal", table)

    company.rulebook.tables.model("department_appraisal").update(state="confirmed").execute()
    first = company.printer.record_pdf("department_appraisal_sheet", company.gate, table)
    company.rulebook.tables.model("tender").update(result="won").execute()

    assert company.printer.record_pdf("department_appraisal_sheet", company.gate, table) == first
    shown = [
        "部门KPI绩效考核表",
        "商务部",
        "投标中标率",
        "≥30%",
        "0.0%",
        "12月",
        "5月",
        "报价前比对近三次中标价",
    ]
    assert absent(first, *shown, kept.code, "已判定1项，达标0项") == [] and len(pages(first)) == 1


def test_a_reader_of_the_sheet_sees_no_number_of_a_figure_that_is_not_theirs(company):
    made = appraisal(company)
    mine, theirs = (
        "".join(pages(company.printer.record_pdf("appraisal_sheet", gate, made)))
        for gate in (
            Gate(company.rulebook, person_actor(company.rulebook.schema, who, ("staff",)))
            for who in (company.clerk, company.boss)
        )
    )
    assert "客户档案完整率" in theirs
    assert "≥100%" in mine and "≥100%" not in theirs and mine.count("–") < theirs.count("–")


def test_a_narrowed_table_names_the_department_and_has_only_its_figures(company):
    june = Period.parse("2026-06")
    pdf = company.printer.dashboard_pdf(
        "department_kpi_table", company.gate, june, level="department", subject=company.team
    )
    assert absent(pdf, "商务部2026年上半年", "投标中标率") == [] and absent(pdf, "运输成本") == [
        "运输成本"
    ]
