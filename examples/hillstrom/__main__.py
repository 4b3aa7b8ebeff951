"""The product's main job on 64,000 real customers: `make demo`.

Starts the local runtime, imports the customers of a randomised e-mail test, mails two of its three arms,
replays what they did in the two weeks after, and prints what the mails achieved and cost. `--url` and
`--aws-url` use a runtime that is up already, `--keep` leaves it up for a look at the console.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from examples.hillstrom.data import CONTROL, OBSERVED_DAYS, Customer, customers
from examples.hillstrom.report import PUBLISHED, figures, print_bill, print_experiment
from examples.hillstrom.shop import Shop, now_of
from local.client import Runtime, running

console = Console(width=110 if not sys.stdout.isatty() else None)


def main() -> int:
    """Run the demo; 0 when the report shows the published figures."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--url", help="a local runtime that is up already, for example http://127.0.0.1:4100")
    parser.add_argument("--aws-url", help="its emulator, for example http://127.0.0.1:4101")
    parser.add_argument("--customers", type=int, help="take only every n-th customer, to try things out")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="stay up at the end, for a look at all this in the console",
    )
    arguments = parser.parse_args()
    start = time.monotonic()
    chosen = [c for c in customers() if c.number % (arguments.customers or 1) == 0]
    with runtime_at(arguments.url, arguments.aws_url) as where:
        console.print(f"Pinwheel answers at {where.url} after {time.monotonic() - start:.0f} s")
        report = run(Shop(where.url, where.aws_endpoint), chosen)
        if arguments.keep:
            wait_for_visitors(where.url)
    console.print(f"All done in {time.monotonic() - start:.0f} s")
    if arguments.customers:
        return 0
    found = figures(report)
    wrong = {key: found.get(key) for key, value in PUBLISHED.items() if found.get(key) != value}
    if wrong:
        console.print(f"These figures are not the published ones: {wrong}", style="bold red")
        return 1
    console.print("The figures are those that were published for this test.", style="bold green")
    return 0


@contextmanager
def runtime_at(url: str | None, aws_url: str | None) -> Iterator[Runtime]:
    """Use the runtime at `url`, or start one and stop it at the end."""
    if url and aws_url:
        yield Runtime(url=url, aws_endpoint=aws_url)
        return
    console.print("Starting the local runtime: a cdk deploy of the app to an emulator on this machine")
    with running() as started:
        yield started


def wait_for_visitors(url: str) -> None:
    """Say where the console is, and wait for Ctrl-C."""
    console.print(f"Look at it in the console: {url}/console/ (Ctrl-C ends)", style="bold")
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


def run(shop: Shop, chosen: list[Customer]) -> dict[str, Any]:
    """Do the main job; give the experiment report."""
    mailed = sum(customer.row["segment"] != CONTROL for customer in chosen)
    shop.open()
    with bar("Importing customers", len(chosen)) as progress:
        job = shop.import_customers(shop.upload(chosen), len(chosen), progress)
    if job["JobStatus"] != "COMPLETED" or job["TotalFailures"]:
        raise SystemExit(f"The import ended as {job['JobStatus']}: {job.get('Failures')}")
    shop.define_segments()
    experiment_id = shop.define_experiment()
    campaigns = shop.launch()
    with bar("Sending e-mails", mailed) as progress:
        activities = shop.wait_for(campaigns.values(), mailed, progress)
    emails = sum(activity["SuccessfulEndpointCount"] for activity in activities)
    results = {activity["Result"] for activity in activities}
    console.print(f"{emails:,} e-mails handed to SES; campaigns ended with {', '.join(sorted(results))}")
    sent = now_of(local(shop, "GET", "/local/clock"))
    local(shop, "PUT", "/local/clock", {"AdvanceSeconds": timedelta(days=OBSERVED_DAYS).total_seconds()})
    with bar("Replaying what customers did", 100) as progress:
        events = shop.report_outcomes(chosen, sent, progress)
    local(shop, "POST", "/local/idle", {"TimeoutSeconds": 120})
    report = shop.extension("GET", f"/x/v1/apps/{shop.application_id}/experiments/{experiment_id}")
    print_experiment(report, console)
    usage = local(shop, "GET", "/local/usage")
    print_bill(usage, emails=emails, endpoints=emails, events=events + emails, console=console)
    return report


def local(shop: Shop, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask the local runtime itself."""
    answer = httpx.request(method, shop.url + path, json=body, timeout=180)
    answer.raise_for_status()
    document: dict[str, Any] = answer.json()
    return document


@contextmanager
def bar(title: str, total: float) -> Iterator[Callable[[float, float], None]]:
    """Show a progress bar; what is given takes how far it is and of how much."""
    columns = (TextColumn("{task.description:<30}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done, of: progress.update(task, completed=done, total=of)


if __name__ == "__main__":
    sys.exit(main())
