"""What a deployed stack tells about itself, for the tools of operators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def stack_outputs(cloudformation: Any, stack: str) -> Mapping[str, str]:
    """Read the outputs of a stack by name."""
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
