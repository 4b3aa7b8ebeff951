"""Build the Lambda layers under `layers/*/build/<digest>/python`, for arm64 on AWS or for this machine.

No Docker: wheels are taken for the platform by uv (or pip), then what a function never opens is pruned. A
folder is named by the digest of what went into it, and is built once. Bytecode is written with unchecked
hashes, because functions cannot write any and would compile all modules at every cold start; that needs an
interpreter of the target's minor version on this machine (`python3.13`). Where there is none, sources are
shipped alone: slower, not wrong.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from stacks.packaging import LayerFolders, LayerPlatform

ROOT = Path(__file__).parents[1]
LAYERS = ROOT / "layers"
REQUIREMENTS = ROOT / "requirements"
KEPT = 8
"""Builds of a layer that stay: a change of our code makes a new one."""
ASIDE = ".making-"
RECIPE = "3"
"""Part of every digest: raise it when this module builds the same input differently."""

SERVICES = frozenset(
    {
        "athena",
        "chime-sdk-voice",
        "dynamodb",
        "firehose",
        "kinesis",
        "kms",
        "lambda",
        "pinpoint",
        "pinpoint-sms-voice-v2",
        "polly",
        "s3",
        "scheduler",
        "ses",
        "sesv2",
        "sns",
        "sqs",
        "sts",
    }
)
"""Services whose models stay in botocore (28 MB with all): those that functions make clients of."""
UNUSED = ("boto3/examples", "_duckdb-stubs", "adbc_driver_duckdb")
"""Folders of layers that nothing of ours imports."""
READ_AT_IMPORT = ("duckdb-",)
"""Packages that ask for their own version when they are imported."""


def build_layers(platform: LayerPlatform) -> LayerFolders:
    """Build the layers that are not there yet and tell where all are."""
    return LayerFolders(
        core=_core(platform),
        vendor=_vendor(platform),
        analytics=_packages("analytics", platform),
        archive=_packages("archive", platform),
    )


def _core(platform: LayerPlatform) -> Path:
    source = LAYERS / "core" / "python"
    files = sorted(path for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc")
    digest = hashlib.sha256(_salt(platform))
    for path in files:
        digest.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes() + b"\0")

    def fill(target: Path) -> None:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        compile_modules(target, platform)

    return built(LAYERS / "core" / "build", digest.hexdigest(), fill)


def _vendor(platform: LayerPlatform) -> Path:
    requirements = REQUIREMENTS / "runtime.txt"

    def fill(target: Path) -> None:
        _install(requirements, target, platform)
        prune(target)
        compile_modules(target, platform)

    digest = hashlib.sha256(_salt(platform) + requirements.read_bytes() + repr(sorted(SERVICES)).encode())
    return built(LAYERS / "vendor" / "build", digest.hexdigest(), fill)


def _packages(layer: str, platform: LayerPlatform) -> Path:
    """Build a layer of packages that only some functions need."""
    requirements = REQUIREMENTS / f"{layer}.txt"

    def fill(target: Path) -> None:
        _install(requirements, target, platform)
        prune(target)
        compile_modules(target, platform)

    return built(
        LAYERS / layer / "build",
        hashlib.sha256(_salt(platform) + requirements.read_bytes()).hexdigest(),
        fill,
    )


def _salt(platform: LayerPlatform) -> bytes:
    compiled = "compiled" if _interpreter(platform.python) else "sources"
    return f"{RECIPE} {platform.name} {platform.python} {compiled}\n".encode()


def built(parent: Path, digest: str, fill: Callable[[Path], None]) -> Path:
    """Give the folder of a digest; fill it aside first, so that nobody ever meets half a layer."""
    folder = parent / digest[:20]
    if folder.exists():
        return folder
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=ASIDE, ignore_cleanup_errors=True) as aside:
        fill(Path(aside) / "layer" / "python")
        try:
            (Path(aside) / "layer").rename(folder)
        except OSError:
            # Another build was faster; what it made is the same.
            if not folder.exists():
                raise
    _forget_old(parent)
    return folder


def _forget_old(parent: Path) -> None:
    folders = [path for path in parent.iterdir() if not path.name.startswith(ASIDE)]
    folders.sort(key=lambda path: path.stat().st_mtime if path.exists() else 0)
    for old in folders[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _install(requirements: Path, target: Path, platform: LayerPlatform) -> None:
    """Fetch wheels for the platform; every one must match its hash."""
    if uv := _uv():
        installer = [uv, "pip", "install", "--python", sys.executable]
        wheels = ["--python-platform", platform.name]
    else:
        installer = [sys.executable, "-m", "pip", "install", "--no-deps"]
        wheels = ["--platform", _pip_platform(platform.name)]
    if platform.name == "host":
        wheels = []
    options = ["--quiet", "--no-compile", "--only-binary", ":all:", "--require-hashes"]
    what = ["--python-version", platform.python, "--target", str(target), "--requirement", str(requirements)]
    subprocess.run([*installer, *wheels, *options, *what], check=True)


def _pip_platform(name: str) -> str:
    """Spell uv's `aarch64-manylinux_2_28` as a wheel does."""
    machine, _, system = name.partition("-")
    return f"{system}_{machine}"


def _uv() -> str | None:
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv")


def prune(target: Path) -> None:
    """Remove what no function opens."""
    junk = [target / "bin", *(target / name for name in UNUSED)]
    junk += [path for path in target.glob("*.dist-info") if not path.name.startswith(READ_AT_IMPORT)]
    junk += target.glob("**/tests")
    models = target / "botocore" / "data"
    if models.exists():
        junk += [path for path in models.iterdir() if path.is_dir() and path.name not in SERVICES]
    for path in junk:
        shutil.rmtree(path, ignore_errors=True)


def compile_modules(target: Path, platform: LayerPlatform) -> None:
    """Write bytecode that is never checked against its source, if the platform's interpreter is here."""
    interpreter = _interpreter(platform.python)
    if interpreter is None:
        return
    command = [interpreter, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    # Paths in tracebacks as functions see them.
    paths = ["-s", str(target), "-p", "/opt/python", str(target)]
    subprocess.run([*command, *paths], check=True, env=_plain_environment())


@cache
def _interpreter(version: str) -> str | None:
    """Find a Python of exactly this minor version that really starts."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    found = shutil.which(f"python{version}")
    if found is None:
        return None
    tried = subprocess.run([found, "-c", ""], check=False, capture_output=True)
    return found if tried.returncode == 0 else None


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    platforms = {"host": LayerPlatform.of_host(), "aws": LayerPlatform()}
    for name in sys.argv[1:] or ["aws"]:
        folders = build_layers(platforms[name])
        print(folders.core, folders.vendor, folders.analytics, folders.archive, sep="\n")
