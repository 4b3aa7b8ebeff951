"""Starts the parts in order, watches them, and takes everything down again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import httpx

from local.carriers.app import carriers_app
from local.carriers.athena import AthenaCarrier
from local.carriers.customers import CustomersCarrier
from local.carriers.eum import EumCarrier
from local.carriers.push import PushCarrier
from local.carriers.quota import SendingQuota
from local.carriers.reports import Reports
from local.carriers.ses import EmailCarrier
from local.carriers.sms import SmsCarrier
from local.carriers.suppression import SuppressionList
from local.clock import VirtualClock
from local.config import HOST, PROJECT, LocalConfig
from local.deploy import DeploymentError, bootstrap, deploy, run_child, synthesise
from local.emulator.client import Emulator
from local.emulator.process import EmulatorProcess, sdk_environment
from local.feedback import FeedbackPublisher
from local.front.app import Front
from local.front.proxy import ApiProxy
from local.outbox import Outbox
from local.schedules.firing import ScheduleRunner
from local.server import listen
from local.system import LocalSystem
from local.usage import UsageLog

EMULATOR_START_SECONDS = 20.0
WATCH_SECONDS = 0.5


class StartError(Exception):
    """The runtime cannot start; says why."""


class LocalRuntime:
    """One local runtime from start to end."""

    def __init__(self, config: LocalConfig) -> None:
        """Build what needs no other part."""
        self._config = config
        self._front = Front(config)
        self._emulator = Emulator(config)
        self._clock = VirtualClock(config.clock_file)
        self._outbox = Outbox(config.work / "outbox.sqlite")
        self._feedback = FeedbackPublisher(self._emulator.client)
        self._reports = Reports(feedback=self._feedback, client=self._emulator.client, now=self._clock.now)
        self._push = PushCarrier(outbox=self._outbox, client=self._emulator.client, now=self._clock.now)
        self._email = EmailCarrier(
            outbox=self._outbox,
            quota=SendingQuota(
                per_second=config.send_rate, per_day=config.daily_quota, monotonic=time.monotonic
            ),
            suppression=SuppressionList(self._clock.now),
            publish=self._feedback.publish,
            now=self._clock.now,
        )

    async def run(self) -> int:
        """Serve until a signal comes (0) or a part ends by itself (1)."""
        _require_free_ports(self._config)
        stop = asyncio.Event()
        for kind in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(kind, stop.set)
        async with contextlib.AsyncExitStack() as stack:
            process = EmulatorProcess(self._config)
            stack.callback(process.stop)
            await self._serve(stack)
            life = asyncio.create_task(self._live())
            stack.push_async_callback(_cancelled, life)
            return await self._watch(stop, process, life)

    async def _serve(self, stack: contextlib.AsyncExitStack) -> None:
        emulator = httpx.AsyncClient(base_url=self._config.emulator_url, timeout=60, trust_env=False)
        sms = SmsCarrier(outbox=self._outbox, emulator=emulator, reports=self._reports, now=self._clock.now)
        eum = EumCarrier(outbox=self._outbox, reports=self._reports, now=self._clock.now)
        athena = AthenaCarrier(s3=lambda: self._emulator.client("s3"), folder=self._config.work / "archive")
        customers = CustomersCarrier(outbox=self._outbox, emulator=emulator, now=self._clock.now)
        carriers = carriers_app(
            customers=customers, email=self._email, sms=sms, push=self._push, athena=athena, eum=eum
        )
        stack.push_async_callback(emulator.aclose)
        stack.callback(self._feedback.close)
        for app, port in ((carriers, self._config.carriers_port), (self._front, self._config.port)):
            server, serving = await listen(app, port)
            stack.push_async_callback(_shut, server, serving)

    async def _live(self) -> None:
        """Deploy, then fire schedules for as long as the runtime lives."""
        started = time.monotonic()
        print(f"Starting on {self._config.url} ...", flush=True)
        outputs = await self._deployed()
        self._reports.outputs = outputs
        system = LocalSystem(
            emulator=self._emulator,
            clock=self._clock,
            outbox=self._outbox,
            email=self._email,
            push=self._push,
            reports=self._reports,
            feedback=self._feedback,
            schedules=ScheduleRunner(self._emulator),
            usage=UsageLog(self._emulator.client, now_ms=lambda: int(time.time() * 1000)),
            proxy=ApiProxy(emulator_port=self._config.emulator_port, api_id=self._api_id()),
            clock_lock=asyncio.Lock(),
        )
        await self._seed(outputs)
        await asyncio.to_thread(self._emulator.mark)
        self._front.system = system
        mode = " under the template's roles" if self._config.enforce_iam else ""
        print(f"Ready{mode} after {time.monotonic() - started:.1f} s: {self._config.url}", flush=True)
        await system.keep_firing()

    async def _deployed(self) -> dict[str, str]:
        assembly = asyncio.create_task(synthesise(self._config))
        try:
            await self._until_emulator_is_up()
            await asyncio.to_thread(bootstrap, self._emulator)
            return await deploy(self._config, await assembly)
        finally:
            await _cancelled(assembly)

    async def _until_emulator_is_up(self) -> None:
        deadline = time.monotonic() + EMULATOR_START_SECONDS
        while not await asyncio.to_thread(self._emulator.is_up):
            if time.monotonic() > deadline:
                raise DeploymentError("The emulator does not answer.")
            await asyncio.sleep(0.05)

    def _api_id(self) -> str:
        apis: list[dict[str, Any]] = self._emulator.client("apigatewayv2").get_apis()["Items"]
        if len(apis) != 1:
            raise DeploymentError(f"The app should have one HTTP API, not {len(apis)}.")
        return str(apis[0]["ApiId"])

    async def _seed(self, outputs: dict[str, str]) -> None:
        function = self._emulator.client("lambda").get_function_configuration(
            FunctionName=outputs["ApiControlFunction"]
        )
        environment = {
            **sdk_environment(self._config, os.environ),
            **function["Environment"]["Variables"],
            "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'layers/core/python'}",
        }
        await run_child("Seeding the access key", [sys.executable, "-m", "local.seed"], environment)

    async def _watch(self, stop: asyncio.Event, process: EmulatorProcess, life: asyncio.Task[None]) -> int:
        while not stop.is_set():
            if process.exit_code is not None:
                print(f"The emulator ended ({process.exit_code}):\n{process.last_words()}", file=sys.stderr)
                return 1
            if life.done():
                print(_why(life), file=sys.stderr)
                return 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), WATCH_SECONDS)
        print("Stopping", flush=True)
        return 0


def _why(life: asyncio.Task[None]) -> str:
    error = life.exception()
    if isinstance(error, DeploymentError):
        return str(error)
    return f"The runtime ended: {error!r}"


def _require_free_ports(config: LocalConfig) -> None:
    for port in (config.port, config.emulator_port, config.carriers_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                raise StartError(
                    f"port {port} is taken; name another with --port (PORT=... make dev)"
                ) from error
    for needed in (config.emulator_python, Path(config.node)):
        if needed.is_absolute() and not needed.exists():
            raise StartError(f"{needed} is missing; run `make install`")


async def _cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, Exception):
        await task


async def _shut(server: Any, serving: Awaitable[None]) -> None:
    server.should_exit = True
    await serving
