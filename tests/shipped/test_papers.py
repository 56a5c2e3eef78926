"""What is printed of the consequences and of training: the papers, from real records."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from reports.printing import Printer
from tests.reports.conftest import fonts_folder  # noqa: F401

JULY = date(2026, 7, 6)


@pytest.fixture
def printed(company, gate_of, fonts_folder):  # noqa: F811
    """The text of a document as somebody prints it, without blanks, and its number of pages."""

    def text(report, id, name="hr"):
        pdf = Printer(company.rulebook, fonts_folder).record_pdf(report, gate_of(name), id)
        pages = PdfReader(io.BytesIO(pdf)).pages
        return "".join("".join(page.extract_text().split()) for page in pages), len(pages)

    return text


def absent(text, *words):
    return [word for word in words if word not in text]


def test_the_bonus_list_has_everybody_paid_that_month_and_the_total(
    company, gate_of, sheet, printed
):
    hr = gate_of("hr")
    first = hr.create(
        "bonus", {"appraisal": sheet("clerk", 95.5, "excellent", 1.2), "minor_count": 1}
    )
    hr.create("bonus", {"appraisal": sheet("seller", 80, "good", 1)})
    hr.create("bonus", {"appraisal": sheet("lead", 90, "excellent", 1.2, date(2026, 5, 1))})
    text, pages = printed("bonus_list", first.id)
    shown = ["clerk", "seller", "2026年7月", "2,000.00", "95.5", "50.00", "2,242.00", "1,600.00"]
    shown += [
        "合计（2人）",
        "3,842.00",
        "叁仟捌佰肆拾贰元整",
        "考核得分÷100",
        "人力资源部",
        "财务部",
    ]
    assert absent(text, *shown) == [] and pages == 1
    assert "2,160.00" not in text
    own = gate_of("hr").move("bonus", first.id, "check")
    gate_of("boss").move("bonus", own.id, "approve")
    mine, _ = printed("bonus_list", first.id, "clerk")
    assert "2,242.00" in mine and "seller" not in mine


def test_a_certificate_names_the_person_the_deed_the_honour_and_the_day(company, gate_of, printed):
    made = company.put(
        "award", number="RY202607001", employee=company.lead, department=company.team, title="客户维护之星",
        category="customer", year=2025, forms=["certificate", "commend"], reason="全年负责订单零投诉。",
        nominated_by=company.head, state="awarded", awarded_on=JULY,
    )  # fmt: skip
    text, pages = printed("award_certificate", made)
    shown = [
        "荣誉证书",
        "lead同志",
        "2025年度",
        "全年负责订单零投诉。特授予您",
        "客户维护之星",
        "2026年7月6日",
    ]
    assert absent(text, "RY202607001", "启明贸易有限公司", *shown) == [] and pages == 1


def test_an_improvement_plan_shows_its_goals_and_who_agreed(company, gate_of, sheet, printed):
    made = company.put(
        "improvement_plan", reason="fail", appraisal=sheet("clerk", 52, "fail", 0), employee=company.clerk,
        department=company.team, mentor=company.head, start_on=JULY, agreed_on=JULY, state="running",
    )  # fmt: skip
    for n in range(3):
        company.put(
            "improvement_plan_line",
            plan=made,
            goal=f"目标{n}",
            measure="每周核对",
            due_on=JULY,
            position=n,
        )
    text, pages = printed("improvement_plan_form", made)
    assert absent(text, "目标0", "目标2", "每周核对", "□已改进", "52.0", "2026-07-06") == []
    assert "签字：clerk2026年7月6日" in text and pages == 1


def test_an_interview_record_and_an_appeal_show_the_result_and_the_window(company, sheet, printed):
    final = sheet("clerk", 78, "pass", 0.8)
    talk = company.put(
        "appraisal_interview", appraisal=final, held_on=JULY, interviewer=company.head, strengths="反馈及时",
        shortcomings="修订偏多", improvement="每周核对", signed=True,
    )  # fmt: skip
    text, pages = printed("interview_record", talk)
    assert (
        absent(text, "肯定成绩", "反馈及时", "修订偏多", "78.0", "合格", "5个工作日内", "面谈人")
        == []
    )
    assert pages == 1
    appeal = company.put(
        "appraisal_appeal", number="SS202607001", appraisal=final, applicant=company.clerk, filed_on=JULY,
        reason="客户改期", ruling="adjust", new_score=Decimal("84.5"), decided_on=JULY, state="decided",
    )  # fmt: skip
    text, pages = printed("appeal_form", appeal)
    shown = ["SS202607001", "客户改期", "78.0分", "■调整为84.5分", "□维持原结果", "业务部门"]
    assert absent(text, *shown) == [] and pages == 1


def test_a_personnel_notice_says_from_what_to_what_from_when(company, printed):
    other = company.put("position", code="SW-06", name="业务员", department=company.team)
    made = company.put(
        "personnel_action", number="RS202607001", kind="transfer", basis="other", employee=company.clerk,
        department=company.team, from_position=company.post, to_position=other, reason="本人申请转岗",
        effective_on=date(2026, 8, 1), proposed_by=company.head, hr_opinion="同意上报", leader_opinion="同意",
        checked_by=company.hr, approved_by=company.boss, approved_on=JULY, state="approved",
    )  # fmt: skip
    text, pages = printed("personnel_notice", made)
    shown = [
        "RS202607001",
        "调岗",
        "原岗位销售内勤",
        "新岗位业务员",
        "本人申请转岗",
        "自2026年8月1日起执行",
    ]
    assert absent(text, *shown, "签字：boss2026年7月6日", "员工签收") == [] and pages == 1


def test_a_training_plan_and_a_sessions_sheet(company, gate_of, printed):
    plan = company.put(
        "training_plan", year=2026, department=company.team, prepared_by=company.hr, budget=Decimal(16000),
        state="approved",
    )  # fmt: skip
    common = {
        "plan": plan, "content_kind": "skill", "method": "external", "trainer": "苏州企业培训中心",
        "responsible": company.hr, "planned_on": JULY, "exam_kind": "exam", "pass_score": 60,
        "syllabus": "函数与图表",
    }  # fmt: skip
    one = company.put(
        "training_session", title="数据透视表", hours=Decimal(6), cost=Decimal(3600), **common
    )
    company.put(
        "training_session", title="客户沟通", hours=Decimal(4), cost=Decimal(1200), **common
    )
    text, pages = printed("training_plan_form", plan)
    assert (
        absent(text, "2026年度", "数据透视表", "客户沟通", "4,800.00", "16,000.00", "10") == []
        and pages == 1
    )
    empty, _ = printed("training_sheet", one)
    assert absent(empty, "签到", "8", "讲师") == []
    for person, score in ((company.clerk, 88), (company.seller, 55)):
        company.put(
            "training_record",
            session=one,
            employee=person,
            attended=True,
            exam_score=Decimal(score),
        )
    text, pages = printed("training_sheet", one)
    assert (
        absent(text, "clerk", "88.0", "seller", "55.0", "出席2人", "通过1人", "50") == []
        and pages == 1
    )


def test_an_evaluation_sheet_and_a_self_assessment_of_a_salesperson(company, gate_of, printed):
    made = company.put(
        "appraisal", number="JX202607009", scheme="sales", month=date(2026, 6, 1), employee=company.seller,
        department=company.team, superior=company.head, adjustment=Decimal(0), self_summary="跟进两家重点客户。",
        self_score=Decimal(90), superior_comment="计划性有待加强。", state="self_done",
    )  # fmt: skip
    items = ["knowledge", "coordination", "problem_solving", "motivation", "teamwork"]
    for item, score in zip(items, (90, 80, 85, 95, 70), strict=True):
        values = {"appraisal": made, "item": item, "kind": "superior", "score": score}
        gate_of("head").create("appraisal_rating", values)
    text, pages = printed("evaluation_sheet", made)
    shown = [
        "业务员月度考核表",
        "业务知识掌握程度",
        "直接上级90.0",
        "团队合作意识",
        "销售额（完成订单）",
        "计划性有待加强",
    ]
    # Nothing sold and no new customer: (8 × 90 + 8 × 80 + 9 × 85 + 8 × 95 + 7 × 70) ÷ 85
    assert absent(text, *shown, "39.7", "不合格", "优秀：90分及以上") == [] and pages == 1
    text, pages = printed("self_assessment", made, "seller")
    assert (
        absent(text, "跟进两家重点客户", "自评总分", "90", "新客户开发数量", "本人签字") == []
        and pages == 1
    )
    appraisals = company.rulebook.tables.model("appraisal")
    appraisals.update(state="hr_ok").where(appraisals.id == made).execute()
    gate_of("boss").move("appraisal", made, "approve", {"leader_opinion": "同意"})
    text, pages = printed("evaluation_sheet", made)
    assert absent(text, *shown, "39.7", "同意") == [] and pages == 1
