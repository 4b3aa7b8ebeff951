"""The emulator as a child process: its environment, its start, its end with all function workers."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from local.config import ACCOUNT, HOST, PROJECT, REGION, LocalConfig

FUNCTION_WORKERS = 2
"""Batches of one queue at a time: each is a process, and a laptop has few cores to run them on."""


def clean_environment(outer: Mapping[str, str]) -> dict[str, str]:
    """Keep what a child needs of our environment: no AWS settings, no Python settings, no proxies."""
    dropped = ("AWS_", "PYTHON", "CDK_", "PINWHEEL_", "MINISTACK_")
    proxies = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}
    return {
        name: value
        for name, value in outer.items()
        if not name.startswith(dropped) and name.lower() not in proxies
    }


def sdk_environment(config: LocalConfig, outer: Mapping[str, str]) -> dict[str, str]:
    """Point every AWS SDK at the emulator, as the account's root, and at nothing else."""
    nowhere = str(config.work / "no-such-file")
    return {
        **clean_environment(outer),
        "AWS_ENDPOINT_URL": config.emulator_url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "AWS_EC2_METADATA_DISABLED": "true",
        "TMPDIR": str(config.work),
    }


def emulator_environment(config: LocalConfig, outer: Mapping[str, str]) -> dict[str, str]:
    """Set the emulator up. Functions inherit this, so it also names their clock and their carriers."""
    nowhere = str(config.work / "no-such-file")
    return {
        **clean_environment(outer),
        "PYTHONPATH": str(PROJECT),
        "GATEWAY_PORT": str(config.emulator_port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AUTH": "true" if config.enforce_iam else "false",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "LAMBDA_WARM_TTL_SECONDS": "3600",
        "PINWHEEL_LOCAL_LAYERS": str(config.cache / "layers"),
        "PINWHEEL_LOCAL_WORKERS": str(FUNCTION_WORKERS),
        "TMPDIR": str(config.work),
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_ENDPOINT_URL_SESV2": config.carriers_url,
        "AWS_ENDPOINT_URL_SNS": config.carriers_url,
        "AWS_ENDPOINT_URL_LAMBDA": config.carriers_url,
        # Two cores read an audience of a laptop faster in few ranges: each range is an invocation.
        "PINWHEEL_SLICES": "4",
        "PINWHEEL_LOCAL_URL": config.url,
        "PINWHEEL_WEBHOOK_RELAY": f"{config.carriers_url}/webhook",
        "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": f"{config.carriers_url}/eum",
        "AWS_ENDPOINT_URL_POLLY": f"{config.carriers_url}/polly",
        "AWS_ENDPOINT_URL_ATHENA": f"{config.carriers_url}/athena",
        "PINWHEEL_CLOCK_FILE": str(config.clock_file),
    }


class EmulatorProcess:
    """The running emulator and, in its process group, the function workers."""

    def __init__(self, config: LocalConfig) -> None:
        """Start it; its output goes to a file in the working folder."""
        self.log = config.work / "emulator.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [str(config.emulator_python), "-m", "local.emulator.window"],
                cwd=config.work,
                env=emulator_environment(config, os.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def exit_code(self) -> int | None:
        """Tell how it ended; None while it runs."""
        return self._process.poll()

    def last_words(self) -> str:
        """Give the end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-15:])

    def stop(self) -> None:
        """End the whole group at once: nothing in it is worth keeping."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def remove_folder(folder: Path) -> None:
    """Remove the working folder; what a dying worker still writes is removed at the second try."""
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.2)
