"""The emulator, with a window into what it is doing. Runs in the emulator's own Python environment.

What differs from `python -m ministack`:

* `GET /_pinwheel/state` tells in one snapshot what public calls tell only in many: queue depths, how far each
  stream consumer has come, functions running, schedules.
* `POST /_pinwheel/mark` remembers the tables, `.../rewind` brings them back and drops queued work.
* The emulator's own schedule sweep is off: the local runtime fires schedules by its virtual clock.
* Expressions are parsed once, and layers are unpacked once for all function workers (`unpacking.py`).
* At most `PINWHEEL_LOCAL_WORKERS` batches of a queue are worked on at a time.
* Messages whose function died or refused them come back after seconds, not after the visibility time-out.
* Requests count as TLS: policies that demand `aws:SecureTransport` hold without certificates.
* Permissions are checked as AWS does for SQS batches and for schedules in a group of their own.

The emulator is pinned exactly, so that its private names may be used here.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import signal
import sys
import threading
import time
import zipfile
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

from ministack import app as emulator
from ministack.core import iam_actions, lambda_runtime
from ministack.services import dynamodb, lambda_svc, scheduler

from local.emulator import unpacking

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

API_PREFIX = b"/_aws/execute-api/"
WINDOW = "/_pinwheel/"
_marked: dict[Any, Any] = {}


def service(name: str) -> Any:
    """Give a service's module if the emulator has loaded it."""
    return sys.modules.get(f"ministack.services.{name}")


PUT_ASIDE_SECONDS = 60.0
"""A message that becomes visible later than this was put aside: the system is at rest meanwhile."""


def records(store: Any) -> list[Any]:
    """List what a service keeps, over all accounts and Regions."""
    return list(store._data.values())  # noqa: SLF001


def state() -> dict[str, Any]:
    """Tell everything that could still be moving."""
    return {
        "Queues": queues(),
        "Lag": stream_lag(),
        "Batches": batches(),
        "Invocations": invocations(),
        "Schedules": records(scheduler._schedules),  # noqa: SLF001
    }


def queues() -> list[dict[str, Any]]:
    """Count the messages of each queue that a function consumes."""
    sqs = service("sqs")
    if sqs is None:
        return []
    consumed = {mapping.get("EventSourceArn") for mapping in records(lambda_svc._esms)}  # noqa: SLF001
    return [
        {
            "Name": queue["name"],
            "Messages": under_way(queue["messages"]),
            "Consumed": queue["attributes"].get("QueueArn") in consumed,
        }
        for queue in records(sqs._queues)  # noqa: SLF001
    ]


def under_way(messages: list[dict[str, Any]]) -> int:
    """Count the messages that are work now; what was put aside for minutes and nobody took yet is not."""
    horizon = time.time() + PUT_ASIDE_SECONDS
    return sum(
        bool(message["receive_count"]) or float(message["visible_at"]) <= horizon
        for message in list(messages)
    )


def stream_lag() -> int:
    """Count the stream records that some consumer has not finished yet."""
    kinesis = service("kinesis")
    if kinesis is None:
        return 0
    streams = {stream["StreamARN"]: stream for stream in records(kinesis._streams)}  # noqa: SLF001
    read = {key[-1]: value for key, value in list(lambda_svc._kinesis_positions._data.items())}  # noqa: SLF001
    lag = 0
    for mapping in records(lambda_svc._esms):  # noqa: SLF001
        stream = streams.get(mapping.get("EventSourceArn", ""))
        for shard_id, shard in stream["shards"].items() if stream else ():
            lag += max(0, len(shard["records"]) - read.get(mapping["UUID"], {}).get(shard_id, 0))
    return lag


def batches() -> int:
    """Count the queue batches that functions are working on."""
    return sum(lambda_svc._esm_inflight.values())  # noqa: SLF001


def invocations() -> int:
    """Count the functions running."""
    return int(lambda_svc.executions_in_flight()[0])


def mark() -> dict[str, Any]:
    """Remember what the tables hold."""
    _marked.clear()
    tables = dynamodb._tables._data  # noqa: SLF001
    _marked.update({key: copy.deepcopy(dict(table["items"])) for key, table in tables.items()})
    return {"Tables": len(_marked)}


def rewind() -> dict[str, Any]:
    """Bring the tables back to the mark and forget queued messages."""
    for queue in records(service("sqs")._queues):  # noqa: SLF001
        queue["messages"].clear()
    for key, table in dynamodb._tables._data.items():  # noqa: SLF001
        table["items"] = defaultdict(dict, copy.deepcopy(_marked.get(key, {})))
        dynamodb._items_replaced(table)  # noqa: SLF001
    dynamodb._txn_idempotency.clear()  # noqa: SLF001
    return {"Tables": len(_marked)}


def as_signed(scope: Scope) -> Scope:
    """Give the emulator the path that the client signed, where the front had to add the API's own prefix.

    The emulator routes by `path` and verifies signatures by `raw_path`; only the IAM door is verified by it.
    """
    raw: bytes = scope.get("raw_path") or b""
    parts = raw.split(b"/", 5)
    if raw.startswith(API_PREFIX) and len(parts) == 6 and parts[5].startswith(b"iam/"):
        return {**scope, "raw_path": b"/" + parts[5]}
    return scope


ANSWERS: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
    ("GET", "state"): state,
    ("POST", "mark"): mark,
    ("POST", "rewind"): rewind,
}


async def answer(scope: Scope, send: Send) -> None:
    """Answer a call on the window itself."""
    action = ANSWERS.get((scope["method"], scope["path"].removeprefix(WINDOW)))
    body = json.dumps(action() if action else {"Message": "no such view"}, default=str).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200 if action else 404, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def windowed(inner: Application) -> Application:
    """Wrap the emulator's application."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(WINDOW):
            await answer(scope, send)
        elif scope["type"] == "http":
            await inner({**as_signed(scope), "scheme": "https"}, receive, send)
        else:
            await inner(scope, receive, send)

    return application


def few_workers(limit: int) -> None:
    """Keep the number of worker processes to what a laptop carries."""
    allowed = lambda_svc._sqs_esm_concurrency  # noqa: SLF001
    lambda_svc._sqs_esm_concurrency = lambda *mapping: min(limit, allowed(*mapping))  # noqa: SLF001


def quick_retries() -> None:
    """Deliver a message that was not done again in 1, 2, 4, ... seconds: nobody waits here for minutes."""
    run = lambda_svc._run_sqs_batch  # noqa: SLF001

    def batch(mapping: Any, function: Any, event: Any, messages: list[dict[str, Any]], *queue: Any) -> None:
        taken = [(message, message["receipt_handle"]) for message in messages]
        run(mapping, function, event, messages, *queue)
        for message, handle in taken:
            if message["receipt_handle"] == handle:
                soon = time.time() + 2 ** (message["receive_count"] - 1)
                message["visible_at"] = min(message["visible_at"], soon)

    lambda_svc._run_sqs_batch = batch  # noqa: SLF001


def quick_expressions() -> None:
    """Parse each expression once: the emulator does so for each item of each transaction."""
    dynamodb._condition_syntax_error = lru_cache(4096)(dynamodb._condition_syntax_error)  # noqa: SLF001
    tokens = lru_cache(4096)(dynamodb._tokenize)  # noqa: SLF001
    dynamodb._tokenize = lambda expression: list(tokens(expression))  # noqa: SLF001


def batches_as_singles() -> None:
    """Check SQS batches as AWS does: by the permission for one message, for there is no other to grant."""
    named = iam_actions.extract_iam_action

    def action(service_name: str, *call: Any) -> str | None:
        found: str | None = named(service_name, *call)
        return found.removesuffix("Batch") if found and service_name == "sqs" else found

    iam_actions.extract_iam_action = action


def die_with(parent: int) -> None:
    """End everything when the runtime that started us is gone without a word: killed, for example."""
    while os.getppid() == parent:
        time.sleep(1)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def schedules_in_their_group() -> None:
    """Check permissions on a schedule where it is: the emulator looks in the default one."""
    located = iam_actions.extract_resource_arn

    def resource(
        service_name: str,
        method: str,
        path: str,
        headers: Any,
        body: bytes,
        query: dict[str, Any],
        *place: str,
    ) -> str:
        found: str = located(service_name, method, path, headers, body, query, *place)
        if service_name != "scheduler" or ":schedule/default/" not in found:
            return found
        asked = json.loads(body).get("GroupName") if body else None
        named = asked or query.get("groupName") or "default"
        group = named if isinstance(named, str) else named[0]
        return found.replace(":schedule/default/", f":schedule/{group}/")

    iam_actions.extract_resource_arn = resource


def main() -> None:
    """Serve."""
    scheduler._tick_schedules = lambda: None  # noqa: SLF001
    lambda_runtime.zipfile = unpacking.shared(zipfile)
    threading.Thread(target=die_with, args=[os.getppid()], daemon=True).start()
    quick_expressions()
    quick_retries()
    batches_as_singles()
    schedules_in_their_group()
    few_workers(int(os.environ["PINWHEEL_LOCAL_WORKERS"]))
    # Functions inherit the environment, and must find only what their layers bring.
    os.environ.pop("PYTHONPATH", None)
    emulator.app = windowed(emulator.app)
    emulator.main()


if __name__ == "__main__":
    main()
