"""What the demo prints at the end: the experiment, and the bill."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from examples.hillstrom.data import CONTROL, MENS, WOMENS
from pinwheel.domain.costs import (
    EMAIL_PRICE,
    PRICES_AS_OF,
    CostLine,
    FunctionUsage,
    bill,
    pinpoint_price,
)

PUBLISHED = {
    ("visit", MENS): "18.28",
    ("visit", WOMENS): "15.14",
    ("visit", CONTROL): "10.62",
    ("conversion", MENS): "1.25",
    ("conversion", WOMENS): "0.88",
    ("conversion", CONTROL): "0.57",
    ("spend", MENS): "1.42",
    ("spend", WOMENS): "1.08",
    ("spend", CONTROL): "0.65",
}
"""Per cent of customers, and dollars per customer (examples/hillstrom/README.md)."""


def figures(report: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Take the published figures out of a report, rounded as they were published."""
    found = {}
    for arm in report["Arms"]:
        for outcome in arm["Outcomes"]:
            value = 100 * outcome["Rate"] if "Rate" in outcome else outcome["Mean"]
            found[outcome["Name"], arm["Name"]] = f"{value:.2f}"
    return found


def print_experiment(report: dict[str, Any], console: Console) -> None:
    """Print one row per outcome and arm."""
    table = Table(title="Experiment report (95 % intervals, against the unmailed customers)")
    for name in ("Outcome", "Arm", "Customers", "Count", "Rate or mean", "Lift", "p-value"):
        table.add_column(name, justify="left" if name in {"Outcome", "Arm"} else "right")
    for position in range(len(report["Arms"][0]["Outcomes"])):
        for arm in report["Arms"]:
            outcome = arm["Outcomes"][position]
            table.add_row(
                outcome["Name"],
                arm["Name"],
                f"{arm['Size']:,}",
                _count(outcome),
                _level(outcome),
                _lift(outcome),
                _p_value(outcome),
            )
        table.add_section()
    console.print(table)


def _count(outcome: dict[str, Any]) -> str:
    return f"{outcome['Sum']:,.2f}" if "Mean" in outcome else f"{outcome['Converted']:,}"


def _level(outcome: dict[str, Any]) -> str:
    if "Mean" in outcome:
        return f"$ {outcome['Mean']:.2f} ({outcome['Low']:.2f} to {outcome['High']:.2f})"
    return f"{100 * outcome['Rate']:.2f} % ({100 * outcome['Low']:.2f} to {100 * outcome['High']:.2f})"


def _lift(outcome: dict[str, Any]) -> str:
    if outcome.get("Lift") is None:
        return ""
    low, high = outcome["LiftLow"], outcome["LiftHigh"]
    return f"{100 * outcome['Lift']:+.0f} % ({100 * low:+.0f} to {100 * high:+.0f})"


def _p_value(outcome: dict[str, Any]) -> str:
    if outcome.get("PValue") is None:
        return ""
    return "< 0.0001" if outcome["PValue"] < 0.0001 else f"{outcome['PValue']:.4f}"


def print_bill(usage: dict[str, Any], *, emails: int, endpoints: int, events: int, console: Console) -> None:
    """Print what the counted calls cost on AWS beside what Pinpoint charged for the same."""
    functions = {
        name: FunctionUsage(
            invocations=used["Invocations"],
            gigabyte_seconds=used["GigabyteSeconds"],
            calls={call: (count["Calls"], count["Units"]) for call, count in used["Calls"].items()},
        )
        for name, used in usage["Functions"].items()
    }
    lines = bill(functions)
    lines.append(CostLine("SES", "e-mails", emails, emails * EMAIL_PRICE))
    table = Table(title=f"What this would have cost on AWS (list prices of us-east-1, {PRICES_AS_OF})")
    table.add_column("Service")
    table.add_column("Unit")
    table.add_column("Counted", justify="right")
    table.add_column("US $", justify="right")
    for line in lines:
        table.add_row(line.service, line.unit, f"{line.count:,.0f}", f"{line.amount:.4f}")
    ours = sum(line.amount for line in lines)
    theirs = pinpoint_price(targeted_endpoints=endpoints, events=events) + emails * EMAIL_PRICE
    table.add_section()
    table.add_row("Pinwheel", "all of it", "", f"{ours:.2f}", style="bold")
    table.add_row("Amazon Pinpoint", "the same", "", f"{theirs:.2f}", style="bold")
    console.print(table)
    console.print(
        "AWS's free tiers are left out, Pinpoint's free share is taken off. E-mails cost the same with both:"
        f" without them ${ours - emails * EMAIL_PRICE:.2f} against ${theirs - emails * EMAIL_PRICE:.2f}."
    )
