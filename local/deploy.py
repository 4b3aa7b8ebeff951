"""Deploys the app to the emulator by the real CDK command line; what was made before is not made again."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from local.config import ACCOUNT, PROJECT, REGION, LocalConfig
from local.emulator.client import Emulator
from local.emulator.process import clean_environment, sdk_environment

SOURCES = (
    "app.py",
    "cdk.json",
    "stacks",
    "lambdas",
    "layers/core/python",
    "tools/build_layers.py",
    "requirements",
)
CONTEXT = {
    "pinwheel:account": ACCOUNT,
    "pinwheel:region": REGION,
    "pinwheel:sandbox": "true",
    "pinwheel:layer-platform": "host",
    "pinwheel:import-buckets": "*",
    "pinwheel:export-buckets": "*",
    "pinwheel:event-stream-targets": "arn:aws:kinesis:*:*:*,arn:aws:firehose:*:*:*",
    "pinwheel:inbound-topics": "*",
    "pinwheel:delivery-functions": "*",
    "pinwheel:delivery-url-check": "exists",
    # The emulator makes no configuration sets of End User Messaging; the carrier has this one.
    "pinwheel:eum-configuration-set": "pinwheel-local",
    "pinwheel:sms-per-second": "500",
    "pinwheel:push-per-second": "1000",
    "pinwheel:voice-per-second": "50",
    "pinwheel:voice-origination": "+12065550100",
}
KEPT = (("assembly-*", 3, 900.0), ("making-*", 0, 900.0), ("layers/*", 30, 86_400.0))
"""What of the cache is kept: how many of each, and for how many seconds all of them."""
PACKAGES = ".cache"
"""Folder of an assembly where the command line keeps zip files of assets."""
CDK_PACKAGE = PROJECT / "node_modules" / "aws-cdk"
CDK = CDK_PACKAGE / "bin" / "cdk"
BOOTSTRAP_TEMPLATE = CDK_PACKAGE / "lib" / "api" / "bootstrap" / "bootstrap-template.yaml"


class DeploymentError(Exception):
    """A step of the deployment failed; holds the end of what it said."""


async def synthesise(config: LocalConfig) -> Path:
    """Give the assembly of the app as it stands: from the cache, or made now."""
    (config.cache / "layers").mkdir(parents=True, exist_ok=True)
    assembly = config.cache / f"assembly-{_digest()}"
    with contextlib.suppress(FileNotFoundError):
        os.utime(assembly)  # from here on nobody tidies it away
    if not _is_whole(assembly):
        fresh = config.cache / f"making-{os.getpid()}"
        environment = {
            **clean_environment(os.environ),
            "CDK_OUTDIR": str(fresh),
            "CDK_CONTEXT_JSON": json.dumps(CONTEXT),
            "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'layers/core/python'}",
            "PATH": _path(),
            # Takes as long as all the rest, and the tests look at the templates with cfn-lint.
            "CDK_VALIDATION": "false",
        }
        await run_child("Synthesis", [sys.executable, "app.py"], environment)
        _empty_metadata(fresh)
        _carry_over_packages(config.cache, fresh)
        _keep(fresh, assembly)
    _forget_old(config.cache, now=time.time())
    return assembly


def _empty_metadata(assembly: Path) -> None:
    """Forget which construct made a resource.

    The command line reads it all again for each event of a stack, for a log that nobody sees, and that takes
    longer than all else it does.
    """
    for file in assembly.glob("*.metadata.json"):
        file.write_text("{}", encoding="utf-8")


def _is_whole(assembly: Path) -> bool:
    return (assembly / "manifest.json").exists()


def _keep(fresh: Path, assembly: Path) -> None:
    """Give an assembly its name, unless another runtime of this machine was faster with the same one."""
    if assembly.exists() and not _is_whole(assembly):
        shutil.rmtree(
            assembly, ignore_errors=True
        )  # what is left where somebody was stopped while tidying up
    try:
        fresh.rename(assembly)
    except OSError:
        if not _is_whole(assembly):
            raise
        shutil.rmtree(fresh, ignore_errors=True)


def bootstrap(emulator: Emulator) -> None:
    """Prepare the emulated account for CDK with the command line's own template.

    `cdk bootstrap` does the same in ten seconds more, which it spends waiting between looks at the stack.
    """
    cloudformation = emulator.client("cloudformation")
    cloudformation.create_stack(
        StackName="CDKToolkit",
        TemplateBody=BOOTSTRAP_TEMPLATE.read_text(encoding="utf-8"),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[
            {
                "ParameterKey": "CloudFormationExecutionPolicies",
                "ParameterValue": "arn:aws:iam::aws:policy/AdministratorAccess",
            }
        ],
    )
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="CDKToolkit", WaiterConfig={"Delay": 1, "MaxAttempts": 20}
    )


async def deploy(config: LocalConfig, assembly: Path) -> dict[str, str]:
    """Deploy all stacks; give their outputs, all in one."""
    environment = {
        **sdk_environment(config, os.environ),
        "PATH": _path(),
        # The command line is one big file, which is compiled once.
        "NODE_COMPILE_CACHE": str(config.cache / "compiled"),
    }
    outputs = config.work / "outputs.json"
    command = [
        *_cdk(config),
        *("deploy", "--all", "--app", str(assembly), "--require-approval", "never"),
        *("--outputs-file", str(outputs), "--method", "direct", "--concurrency", "2"),
    ]
    await run_child("cdk deploy", command, environment)
    stacks: dict[str, dict[str, str]] = json.loads(outputs.read_text(encoding="utf-8"))
    return {name: value for stack in stacks.values() for name, value in stack.items()}


def _cdk(config: LocalConfig) -> list[str]:
    return [config.node, str(CDK), "--no-notices", "--no-version-reporting", "--no-color", "--ci"]


def _path() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


async def run_child(what: str, command: list[str], environment: dict[str, str]) -> None:
    """Run a step; cancelling it ends the child and all that it started.

    Raises:
        DeploymentError: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=PROJECT,
        env={**environment, "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        said, _ = await process.communicate()
    except asyncio.CancelledError:
        os.killpg(process.pid, 15)
        await process.wait()
        raise
    if process.returncode:
        raise DeploymentError(f"{what} failed:\n{said.decode(errors='replace')[-4000:]}")


def _digest() -> str:
    """Name everything that the assembly is made of."""
    digest = hashlib.sha256(f"{sys.version}{json.dumps(CONTEXT, sort_keys=True)}".encode())
    for path in _files():
        digest.update(f"{path.relative_to(PROJECT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _files() -> Iterator[Path]:
    for source in SOURCES:
        top = PROJECT / source
        found = [top] if top.is_file() else sorted(path for path in top.rglob("*") if path.is_file())
        yield from (path for path in found if path.suffix != ".pyc")


def _carry_over_packages(cache: Path, fresh: Path) -> None:
    """Give a new assembly the zip files of old ones: they are named by content, layers take long."""
    target = fresh / PACKAGES
    target.mkdir(exist_ok=True)
    for package in cache.glob(f"assembly-*/{PACKAGES}/*.zip"):
        # It may be there already, or be forgotten by another runtime just now.
        with contextlib.suppress(FileExistsError, FileNotFoundError):
            os.link(package, target / package.name)


def _forget_old(cache: Path, *, now: float) -> None:
    """Remove what newer ones replaced, but nothing that a runtime may be working with."""
    for pattern, kept, age_seconds in KEPT:
        with contextlib.suppress(FileNotFoundError):  # another runtime is tidying up, too
            ages = sorted((now - path.stat().st_mtime, path) for path in cache.glob(pattern))
            for age, old in ages[kept:]:
                if age > age_seconds:
                    shutil.rmtree(old, ignore_errors=True)
