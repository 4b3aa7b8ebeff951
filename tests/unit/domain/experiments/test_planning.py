"""How many people an experiment needs, checked by its power in simulation and by known figures."""

from __future__ import annotations

import math
import random

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.experiments.planning import plan_experiment
from pinwheel.domain.experiments.statistics import Hits, compare_rates


def known(found):
    assert found is not None
    return found


def test_the_textbook_case():
    # 10 % against 12 %, 5 % level, 80 % power: 3,841 a group (Fleiss, without correction).
    plan = plan_experiment({"Rate": 0.10, "MinimumLift": 0.2})

    assert plan["SizePerTreatment"] == plan["SizeOfControl"] == 3841
    assert plan["Total"] == 7682


def test_the_textbook_case_of_means():
    # Cohen's d of 0.5 at 5 % and 80 %: 63 a group by the normal approximation.
    plan = plan_experiment({"Mean": 10, "StandardDeviation": 10, "MinimumLift": 0.5})

    assert plan["SizePerTreatment"] == 63


def test_the_planned_size_has_the_planned_power():
    plan = plan_experiment({"Rate": 0.2, "MinimumLift": 0.25, "ControlPercent": 30})
    random_, found, trials = random.Random(1), 0, 400
    for _ in range(trials):
        treated, control = plan["SizePerTreatment"], plan["SizeOfControl"]
        hits = sum(random_.random() < 0.25 for _ in range(treated))
        base = sum(random_.random() < 0.20 for _ in range(control))
        found += known(compare_rates(Hits(hits, treated), Hits(base, control))).p_value < 0.05

    assert abs(found / trials - 0.8) < 3 * math.sqrt(0.8 * 0.2 / trials)


def test_recipients_and_lift_are_two_sides_of_one_plan():
    plan = plan_experiment({"Rate": 0.1, "MinimumLift": 0.2, "Arms": 3})
    other = plan_experiment({"Rate": 0.1, "Recipients": plan["Total"], "Arms": 3})

    assert other["Lift"] == pytest.approx(0.2, rel=1e-3)


def test_more_treatments_share_the_level_and_days_follow_from_the_daily_number():
    plan = plan_experiment({"Rate": 0.1, "MinimumLift": 0.2, "Arms": 4, "DailyRecipients": 1000})

    assert plan["LevelPerComparison"] == pytest.approx(0.05 / 3)
    assert plan["Days"] == math.ceil(plan["Total"] / 1000)


@pytest.mark.parametrize(
    ("request_", "member"),
    [
        ({}, "Mean"),
        ({"Rate": 0}, "Rate"),
        ({"Rate": "0.1"}, "Rate"),
        ({"Rate": 0.1}, "Recipients"),
        ({"Rate": 0.1, "MinimumLift": 0}, "MinimumLift"),
        ({"Rate": 0.6, "MinimumLift": 1}, "MinimumLift"),
        ({"Rate": 0.1, "MinimumLift": 0.1, "Arms": 1}, "Arms"),
        ({"Rate": 0.1, "MinimumLift": 0.1, "Alpha": 1}, "Alpha"),
        ({"Rate": 0.1, "MinimumLift": 0.1, "Power": 0.1}, "Power"),
        ({"Rate": 0.1, "MinimumLift": 0.1, "DailyRecipients": 0}, "DailyRecipients"),
        ({"Rate": 0.9, "Recipients": 4}, "Recipients"),
        ({"Mean": 1, "MinimumLift": 0.1}, "StandardDeviation"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_name(request_, member):
    with pytest.raises(Invalid) as refused:
        plan_experiment(request_)

    assert member in str(refused.value)
