"""What else an appraisal leads to: coaching, personnel actions, honours, and who is told."""

from datetime import date
from decimal import Decimal

import pytest

from records.refusals import Forbidden, NotFound, Refused

GOAL = {"goal": "Plans accurate to 98%", "measure": "Check with the warehouse every Wednesday"}


def sees(gate, entity, record):
    try:
        return bool(gate.get(entity, record.id))
    except NotFound:
        return False


def reminded(gate):
    return {(nudge.entity, nudge.id) for nudge in gate.reminders()}


class TestImprovementPlan:
    @pytest.fixture
    def plan(self, gate_of, sheet):
        """The head's plan for a clerk who failed."""
        values = {"reason": "fail", "appraisal": sheet("clerk", 52, "fail", 0), "lines": [GOAL]}
        return gate_of("head").create("improvement_plan", values)

    def test_it_is_for_whom_the_sheet_is_and_the_superior_coaches(self, plan, company):
        assert (plan.values["employee"], plan.values["mentor"]) == (company.clerk, company.head)

    def test_the_person_agrees_and_the_superior_evaluates_when_every_goal_has_a_result(
        self, gate_of, plan
    ):
        running = gate_of("clerk").move("improvement_plan", plan.id, "agree")
        assert running.values["agreed_on"] == date(2026, 7, 10)
        head, answer = gate_of("head"), {"outcome": "improved", "evaluation": "Plans are right now"}
        with pytest.raises(Forbidden, match="the result of every goal"):
            head.move("improvement_plan", plan.id, "evaluate", answer)
        (line,) = running.values["lines"]
        goals = [{"id": line.id, "result": "reached"}]
        head.update("improvement_plan", plan.id, {"lines": goals}, running.version)
        closed = head.move("improvement_plan", plan.id, "evaluate", answer)
        assert (closed.state, closed.values["done_count"]) == ("closed", 1)

    def test_only_the_person_agrees_and_not_to_a_plan_without_goals(self, gate_of, plan):
        with pytest.raises(Forbidden):
            gate_of("head").move("improvement_plan", plan.id, "agree")
        (line,) = plan.values["lines"]
        without = {"lines": [{"id": line.id, "_delete": True}]}
        gate_of("head").update("improvement_plan", plan.id, without, plan.version)
        with pytest.raises(Forbidden, match="no goal yet"):
            gate_of("clerk").move("improvement_plan", plan.id, "agree")

    def test_a_plan_for_a_failure_needs_a_sheet_that_failed(self, gate_of, sheet):
        good = sheet("clerk", 85, "good", 1)
        with pytest.raises(Refused, match="did not fail"):
            gate_of("head").create("improvement_plan", {"reason": "fail", "appraisal": good})

    def test_colleagues_know_nothing_of_it(self, gate_of, plan):
        shown = {name: sees(gate_of(name), "improvement_plan", plan) for name in ("clerk", "hr")}
        assert shown == {"clerk": True, "hr": True}
        assert not sees(gate_of("seller"), "improvement_plan", plan)


class TestReminders:
    def test_a_final_sheet_stays_on_hrs_desk_until_there_is_a_bonus(self, gate_of, sheet):
        hr, made = gate_of("hr"), sheet("clerk", 91, "excellent", 1.2)
        assert ("appraisal", made) in reminded(hr)
        bonus = hr.create("bonus", {"appraisal": made})
        assert ("appraisal", made) not in reminded(hr)
        assert ("bonus", bonus.id) in {(task.entity, task.id) for task in hr.waiting()}

    def test_a_failed_sheet_stays_on_the_superiors_desk_until_there_is_a_plan(self, gate_of, sheet):
        head, failed = gate_of("head"), sheet("clerk", 52, "fail", 0)
        passed = sheet("seller", 70, "pass", 0.8)
        assert ("appraisal", failed) in reminded(head) and ("appraisal", passed) not in reminded(
            head
        )
        head.create("improvement_plan", {"reason": "fail", "appraisal": failed, "lines": [GOAL]})
        assert ("appraisal", failed) not in reminded(head)


class TestPersonnelAction:
    REASON = "Excellent for three months in a row"

    @pytest.fixture
    def raise_(self, gate_of, sheet):
        """The head proposes a raise for an excellent clerk."""
        values = {
            "kind": "raise", "appraisal": sheet("clerk", 96, "excellent", 1.2), "to_value": "S5",
            "reason": self.REASON, "effective_on": date(2026, 7, 1),
        }  # fmt: skip
        return gate_of("head").create("personnel_action", values)

    def test_the_head_proposes_hr_checks_a_leader_approves_and_it_takes_effect(
        self, gate_of, raise_
    ):
        assert raise_.values["excellent_count"] == 1
        hr = gate_of("hr")
        hr.move("personnel_action", raise_.id, "check", {"hr_opinion": "Well founded"})
        boss = gate_of("boss")
        boss.move("personnel_action", raise_.id, "approve", {"leader_opinion": "Agreed"})
        done = hr.move("personnel_action", raise_.id, "take_effect")
        assert (done.state, done.values["done_on"]) == ("effective", date(2026, 7, 10))

    def test_the_employees_record_follows_and_says_by_which_action(self, gate_of, raise_, company):
        hr, boss = gate_of("hr"), gate_of("boss")
        hr.update("personnel_action", raise_.id, {"new_bonus_base": "2300"}, raise_.version)
        hr.move("personnel_action", raise_.id, "check", {"hr_opinion": "Well founded"})
        boss.move("personnel_action", raise_.id, "approve", {"leader_opinion": "Agreed"})
        before = hr.get("employee", company.clerk).values
        hr.move("personnel_action", raise_.id, "take_effect")
        after = hr.get("employee", company.clerk).values
        changed = {name: after[name] for name in after if after[name] != before[name]}
        assert changed.keys() - {"updated_at", "updated_by", "version"} == {
            "pay_grade",
            "bonus_base",
        }
        assert (after["pay_grade"], after["bonus_base"]) == ("S5", Decimal("2300.00"))
        entry = hr.history("employee", company.clerk)[0]
        assert entry.transition == f"personnel_action/{raise_.id}/take_effect"

    def test_a_transfer_brings_the_new_department_post_and_superior(self, gate_of, company):
        post = company.put("position", code="RL-02", name="招聘专员", department=company.office)
        departments = company.rulebook.tables.model("department")
        departments.update(head=company.boss).where(departments.id == company.office).execute()
        group = company.put("work_group", name="通讯组", department=company.team)
        employees = company.rulebook.tables.model("employee")
        employees.update(work_group=group).where(employees.id == company.clerk).execute()
        values = {
            "kind": "transfer", "basis": "other", "employee": company.clerk, "to_position": post,
            "reason": "At the own request", "effective_on": date(2026, 7, 10),
        }  # fmt: skip
        hr, boss = gate_of("hr"), gate_of("boss")
        made = gate_of("head").create("personnel_action", values)
        hr.move("personnel_action", made.id, "check", {"hr_opinion": "Agreed with both"})
        boss.move("personnel_action", made.id, "approve", {"leader_opinion": "Agreed"})
        hr.move("personnel_action", made.id, "take_effect")
        found = hr.get("employee", company.clerk).values
        assert (found["position"], found["department"]) == (post, company.office)
        assert (found["superior"], found["work_group"]) == (company.boss, None)
        assert found["bonus_base"] == Decimal(2000)

    def test_it_does_not_take_effect_before_its_day(self, gate_of, raise_):
        head, hr = gate_of("head"), gate_of("hr")
        later = {"effective_on": date(2026, 8, 1)}
        head.update("personnel_action", raise_.id, later, raise_.version)
        hr.move("personnel_action", raise_.id, "check", {"hr_opinion": "Well founded"})
        boss = gate_of("boss")
        boss.move("personnel_action", raise_.id, "approve", {"leader_opinion": "Agreed"})
        with pytest.raises(Forbidden, match="Not yet"):
            hr.move("personnel_action", raise_.id, "take_effect")

    def test_whoever_proposed_or_checked_it_does_not_approve_it(self, gate_of, raise_, company):
        gate_of("hr").move("personnel_action", raise_.id, "check", {"hr_opinion": "Well founded"})
        table = company.rulebook.tables.model("personnel_action")
        table.update(checked_by=company.boss).execute()
        with pytest.raises(Forbidden, match="who proposed or checked it"):
            gate_of("boss").move(
                "personnel_action", raise_.id, "approve", {"leader_opinion": "Agreed"}
            )

    @pytest.mark.parametrize(
        ("kind", "grade", "told"),
        [
            ("raise", "pass", "needs the grade excellent or good"),
            ("warning", "good", "needs the grade fail"),
            ("dismissal", "pass", "needs the grade fail"),
        ],
    )
    def test_the_grade_decides_what_an_appraisal_may_lead_to(
        self, gate_of, sheet, kind, grade, told
    ):
        values = {
            "kind": kind, "appraisal": sheet("clerk", 70, grade, 1), "reason": self.REASON, "to_value": "S5",
        }  # fmt: skip
        with pytest.raises(Refused, match=told):
            gate_of("head").create("personnel_action", values)

    def test_the_person_learns_of_it_when_it_is_approved_and_colleagues_never(
        self, gate_of, raise_
    ):
        assert not sees(gate_of("clerk"), "personnel_action", raise_)
        gate_of("hr").move("personnel_action", raise_.id, "check", {"hr_opinion": "Well founded"})
        boss = gate_of("boss")
        boss.move("personnel_action", raise_.id, "approve", {"leader_opinion": "Agreed"})
        assert sees(gate_of("clerk"), "personnel_action", raise_)
        assert not sees(gate_of("seller"), "personnel_action", raise_)


class TestAward:
    @pytest.fixture
    def award(self, gate_of, company):
        """The merchandising lead's superior honours them with money."""
        values = {
            "employee": company.lead, "title": "Best of the year", "category": "customer",
            "forms": ["certificate", "material"], "amount": "800", "reason": "No complaint in a year",
        }  # fmt: skip
        return gate_of("head").create("award", values)

    def test_a_leader_approves_and_hr_awards(self, gate_of, award, company):
        approved = gate_of("boss").move("award", award.id, "approve")
        assert approved.values["approved_by"] == company.boss
        awarded = gate_of("hr").move("award", award.id, "award")
        assert (awarded.state, awarded.values["awarded_on"]) == ("awarded", date(2026, 7, 10))

    def test_whoever_nominated_does_not_approve_and_nobody_nominates_themselves(
        self, gate_of, award, company
    ):
        with pytest.raises(Forbidden):
            gate_of("head").move("award", award.id, "approve")
        table = company.rulebook.tables.model("award")
        table.update(nominated_by=company.boss).execute()
        with pytest.raises(Forbidden, match="Neither the nominator"):
            gate_of("boss").move("award", award.id, "approve")

    def test_everybody_sees_the_honour_and_few_the_money(self, gate_of, award):
        assert not sees(gate_of("seller"), "award", award)
        gate_of("boss").move("award", award.id, "approve")
        gate_of("hr").move("award", award.id, "award")
        assert "amount" not in gate_of("seller").get("award", award.id).values
        assert gate_of("lead").get("award", award.id).values["amount"] == 800

    def test_money_needs_an_amount(self, gate_of, company):
        values = {
            "employee": company.lead, "title": "Best", "category": "team", "forms": ["material"],
            "reason": "Helped everybody",
        }  # fmt: skip
        with pytest.raises(Refused) as refused:
            gate_of("head").create("award", values)
        assert {p.path for p in refused.value.problems} == {"amount"}
