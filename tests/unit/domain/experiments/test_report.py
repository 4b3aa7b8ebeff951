"""The verdicts in a report."""

from __future__ import annotations

import csv
import gzip
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from scipy import stats

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


HILLSTROM = Path(__file__).parents[4] / "examples/hillstrom/hillstrom.csv.gz"
MENS, WOMENS, CONTROL = "Mens E-Mail", "Womens E-Mail", "No E-Mail"


@pytest.fixture(scope="module")
def hillstrom():
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(HILLSTROM.read_bytes()).decode())))
    names = (MENS, WOMENS, CONTROL)
    arms = {name: [row for row in rows if row["segment"] == name] for name in names}
    outcomes = (Outcome("visit", "visit"), Outcome("spend", "conversion", "spend"))
    experiment = Experiment("x", tuple(Arm(name, name, 1) for name in names), CONTROL, outcomes)
    counted = {}
    for name, found in arms.items():
        visits = sum(row["visit"] == "1" for row in found)
        spent = [Decimal(row["spend"]) for row in found if row["conversion"] == "1"]
        counted[name, 0] = figures(visits)
        counted[name, 1] = figures(len(spent), sum(spent), sum(each * each for each in spent))
    report = arms_report(experiment, {name: len(found) for name, found in arms.items()}, counted)
    return arms, {arm["Name"]: arm["Outcomes"] for arm in report}


@pytest.mark.parametrize("name", [MENS, WOMENS])
def test_the_revenue_lift_of_hillstrom_is_what_scipy_says(hillstrom, name):
    arms, report = hillstrom
    mine, control = ([float(row["spend"]) for row in arms[each]] for each in (name, CONTROL))
    spend = report[name][1]
    mean, base = sum(mine) / len(mine), sum(control) / len(control)
    assert spend["Mean"] == pytest.approx(mean)
    assert spend["Lift"] == pytest.approx(mean / base - 1)
    assert spend["PValue"] == pytest.approx(stats.ttest_ind(mine, control, equal_var=False).pvalue, rel=1e-3)
    assert 0 < spend["LiftLow"] < spend["Lift"] < spend["LiftHigh"]


@pytest.mark.parametrize("name", [MENS, WOMENS])
def test_hillstroms_verdicts_hold_for_those_who_look_every_day(hillstrom, name):
    _, report = hillstrom
    visit, spend = (outcome["Sequential"] for outcome in report[name])
    assert visit["Verdict"] == "HIGHER"
    assert visit["LiftLow"] <= report[name][0]["LiftLow"]
    assert spend["Verdict"] in {"HIGHER", "UNDECIDED"}
    # Looking often has its price: the bounds are wider than those of a single look.
    assert spend["LiftLow"] <= report[name][1]["LiftLow"]
    assert spend["PValue"] >= report[name][1]["PValue"]
    assert "Sequential" not in report[CONTROL][0]
