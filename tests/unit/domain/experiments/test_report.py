"""The verdicts in a report."""

from __future__ import annotations

import json
from decimal import Decimal

from pinwheel.domain.experiments.model import Arm, Experiment, Outcome
from pinwheel.domain.experiments.report import Figures, arms_report

OUTCOMES = (Outcome("visit", "visit"), Outcome("spend", "purchase", "price"))
EXPERIMENT = Experiment(
    "x", (Arm("new", "s1", 1), Arm("old", "s2", 1), Arm("none", "s3", 1)), "none", OUTCOMES
)
SIZES = {"new": 1000, "old": 1000, "none": 1000}


def figures(converted, total=0, squares=0):
    return Figures(converted, converted, Decimal(total), Decimal(squares))


def reported(**converted):
    counted = {(arm, 0): figures(count) for arm, count in converted.items()}
    counted |= {(arm, 1): figures(count, count * 10, count * 120) for arm, count in converted.items()}
    return arms_report(EXPERIMENT, SIZES, counted)


def test_an_arm_that_does_better_gets_its_verdict_and_the_control_none():
    new, old, none = reported(new=250, old=152, none=150)

    assert new["Outcomes"][0]["Sequential"]["Verdict"] == "HIGHER"
    assert new["Outcomes"][0]["Sequential"]["LiftLow"] > 0
    assert old["Outcomes"][0]["Sequential"]["Verdict"] == "UNDECIDED"
    assert "Sequential" not in none["Outcomes"][0]


def test_the_verdict_on_money_goes_by_what_was_spent():
    new, _old, _none = reported(new=300, old=150, none=150)

    assert new["Outcomes"][1]["Sequential"]["Verdict"] == "HIGHER"


def test_a_report_without_anything_counted_can_be_written_as_json():
    arms = reported(new=0, old=0, none=0)

    assert arms[0]["Outcomes"][0]["Sequential"]["Verdict"] == "UNDECIDED"
    assert arms[0]["Outcomes"][1]["Sequential"] is None
    json.dumps(arms, allow_nan=False)
