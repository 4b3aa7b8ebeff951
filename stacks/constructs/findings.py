"""Answers to findings of cdk-nag that name a resource."""

from __future__ import annotations

from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def answer_for_wide(policy: IConstruct, pattern: str, *, reason: str) -> None:
    """Say why a policy permits something on a whole pattern of resources."""
    resolved = Stack.of(policy).resolve(pattern)
    Validations.of(policy).acknowledge(
        Acknowledgment(id=f"AwsSolutions-IAM5[Resource::{_spelt(resolved)}]", reason=reason)
    )


def _spelt(resolved: Any) -> str:
    """Spell a resource as cdk-nag does in the id of a finding."""
    match resolved:
        case {"Fn::Join": [_, parts]}:
            return "".join(_spelt(part) for part in parts)
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return str(name)
        case _:
            return str(resolved)
