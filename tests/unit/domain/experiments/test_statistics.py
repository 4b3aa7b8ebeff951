"""Our statistics against scipy's, on the data of a real experiment and at the edges."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pinwheel.domain.experiments.distributions import (
    chi_square_above,
    fisher_two_sided,
    t_quantile,
    t_two_sided,
)
from pinwheel.domain.experiments.statistics import (
    Hits,
    Sums,
    compare_means,
    compare_rates,
    mean,
    rate,
    sizes_p_value,
)

DATA = Path(__file__).parents[4] / "examples/hillstrom/hillstrom.csv.gz"
MENS, WOMENS, CONTROL = "Mens E-Mail", "Womens E-Mail", "No E-Mail"


@pytest.fixture(scope="module")
def customers():
    rows = csv.DictReader(io.StringIO(gzip.decompress(DATA.read_bytes()).decode()))
    arms: dict[str, list[dict[str, float]]] = {MENS: [], WOMENS: [], CONTROL: []}
    for row in rows:
        arms[row["segment"]].append({name: float(row[name]) for name in ("visit", "conversion", "spend")})
    return arms


def known(found):
    assert found is not None
    return found


def hits(rows, name):
    return Hits(int(sum(row[name] for row in rows)), len(rows))


def sums(rows, name):
    values = [row[name] for row in rows]
    return Sums(len(values), sum(values), sum(value * value for value in values))


@pytest.mark.parametrize(
    ("arm", "visit", "conversion", "spend"),
    [(MENS, 18.28, 1.25, 1.42), (WOMENS, 15.14, 0.88, 1.08), (CONTROL, 10.62, 0.57, 0.65)],
)
def test_published_figures_come_out(customers, arm, visit, conversion, spend):
    rows = customers[arm]
    assert round(100 * known(rate(hits(rows, "visit"))).value, 2) == visit
    assert round(100 * known(rate(hits(rows, "conversion"))).value, 2) == conversion
    assert round(known(mean(sums(rows, "spend"))).value, 2) == spend


@pytest.mark.parametrize("name", ["visit", "conversion"])
def test_a_rate_and_its_interval_are_those_of_scipy(customers, name):
    found = hits(customers[MENS], name)
    expected = stats.binomtest(found.hits, found.size).proportion_ci(method="wilson")
    estimate = known(rate(found))
    assert (estimate.low, estimate.high) == pytest.approx((expected.low, expected.high), rel=1e-9)


@pytest.mark.parametrize("arm", [MENS, WOMENS])
@pytest.mark.parametrize("name", ["visit", "conversion"])
def test_the_lift_of_a_rate_is_scipys_relative_risk(customers, arm, name):
    mine, control = hits(customers[arm], name), hits(customers[CONTROL], name)
    risk = stats.contingency.relative_risk(mine.hits, mine.size, control.hits, control.size)
    interval = risk.confidence_interval(0.95)
    found = known(known(compare_rates(mine, control)).lift)
    assert found.value + 1 == pytest.approx(risk.relative_risk)
    assert (found.low + 1, found.high + 1) == pytest.approx((interval.low, interval.high), rel=1e-9)


def test_the_p_value_of_a_rate_is_that_of_the_chi_square_test(customers):
    mine, control = hits(customers[WOMENS], "conversion"), hits(customers[CONTROL], "conversion")
    table = [[g.hits, g.size - g.hits] for g in (mine, control)]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert known(compare_rates(mine, control)).p_value == pytest.approx(expected, rel=1e-9)


def test_a_mean_its_interval_and_its_p_value_are_those_of_scipy(customers):
    mine = [row["spend"] for row in customers[MENS]]
    control = [row["spend"] for row in customers[CONTROL]]
    welch = stats.ttest_ind(mine, control, equal_var=False)
    interval = stats.ttest_1samp(mine, 0).confidence_interval(0.95)
    estimate = known(mean(sums(customers[MENS], "spend")))
    comparison = known(compare_means(sums(customers[MENS], "spend"), sums(customers[CONTROL], "spend")))
    assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert comparison.p_value == pytest.approx(welch.pvalue, rel=1e-6)
    assert comparison.lift.low > 0
    assert comparison.lift.value == pytest.approx(1.1795, abs=1e-3)


def test_the_arms_of_the_experiment_are_as_large_as_planned():
    assert sizes_p_value([21307, 21387, 21306], [1, 1, 1]) == pytest.approx(
        stats.chisquare([21307, 21387, 21306]).pvalue
    )


def test_a_broken_split_is_noticed():
    assert sizes_p_value([10_500, 9_500], [1, 1]) < 0.001
    assert sizes_p_value([9_000, 1_000], [9, 1]) == 1.0


@settings(max_examples=200)
@given(st.floats(0, 60), st.floats(1, 50_000))
def test_students_t_is_that_of_scipy(t, degrees):
    assert t_two_sided(t, degrees) == pytest.approx(2 * stats.t.sf(t, degrees), rel=1e-6, abs=1e-14)


@pytest.mark.parametrize("degrees", [1, 2, 3.5, 10, 100, 21_305])
def test_quantiles_of_students_t_are_those_of_scipy(degrees):
    assert t_quantile(0.95, degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)


@settings(max_examples=200)
@given(st.floats(0.001, 200), st.integers(1, 12))
def test_chi_square_is_that_of_scipy(value, degrees):
    assert chi_square_above(value, degrees) == pytest.approx(
        stats.chi2.sf(value, degrees), rel=1e-6, abs=1e-14
    )


@settings(max_examples=200)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_the_exact_test_is_that_of_scipy(size, other, data):
    hit, other_hit = data.draw(st.integers(0, size)), data.draw(st.integers(0, other))
    expected = stats.fisher_exact([[hit, size - hit], [other_hit, other - other_hit]]).pvalue
    assert fisher_two_sided(hit, size, other_hit, other) == pytest.approx(expected, rel=1e-6)


def test_few_hits_are_tested_exactly():
    expected = stats.fisher_exact([[3, 97], [0, 100]]).pvalue
    assert known(compare_rates(Hits(3, 100), Hits(0, 100))).p_value == pytest.approx(expected)


def test_no_lift_is_claimed_over_nothing():
    assert known(compare_rates(Hits(3, 100), Hits(0, 100))).lift is None
    assert known(compare_means(Sums(10, 5, 5), Sums(10, 0, 0))).lift is None


def test_a_group_without_hits_has_lost_everything_but_not_for_certain():
    lift = known(known(compare_rates(Hits(0, 100), Hits(20, 100))).lift)
    assert (lift.value, lift.low) == (-1, -1)
    assert -1 < lift.high < 0


def test_empty_groups_have_no_figures():
    assert rate(Hits(0, 0)) is None
    assert mean(Sums(1, 1, 1)) is None
    assert compare_rates(Hits(0, 0), Hits(1, 2)) is None
    assert compare_means(Sums(5, 0, 0), Sums(5, 0, 0)) is None
    assert sizes_p_value([0, 0], [1, 1]) == 1.0


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_an_interval_holds_its_rate(count, size):
    group = Hits(min(count, size), size)
    estimate = known(rate(group))
    assert 0 <= estimate.low <= estimate.value + 1e-12
    assert estimate.value - 1e-12 <= estimate.high <= 1
