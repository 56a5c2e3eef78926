"""The sample that `make run` fills the shipped rulebook with: whole, and frozen sheets verified."""

from __future__ import annotations

import json
import re
from datetime import date

from kpi.period import Period, latest

FEW = 5
"""So many runs of a scenario may be left out, by chance."""


def test_the_whole_sample_fits_the_rules_and_its_frozen_sheets_are_untouched(shipped, tmp_path):
    sample = shipped.copied(tmp_path / "sample")
    told = sample.run("demo")
    left_out = {name: int(n) for n, name in re.findall(r"(\d+) of “(\S+)” did not fit", told)}
    assert {name: n for name, n in left_out.items() if n > FEW} == {}
    assert int(re.search(r"(\d+) records", told)[1]) > 1500
    found = json.loads(sample.run("verify", "--json"))
    assert found["sound"] and found["snapshots"] > 50
    month = latest(Period.parse(f"{date.today():%Y-%m}"), 3)[0]
    for card in ("backoffice_monthly", "department_monthly"):
        cycle = json.loads(sample.run("appraisal", "status", card, "--period", month.key, "--json"))
        assert cycle["frozen"] == len(cycle["sheets"]) > 0, card
