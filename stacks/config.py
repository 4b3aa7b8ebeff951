"""What a deployment may choose, read from CDK context and from nowhere else.

Every key is spelt `pinwheel:<name>` (`cdk deploy -c pinwheel:sandbox=true`). Defaults are the safe ones: data
is retained, nothing outside the product's own bucket may be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aws_cdk import Environment, RemovalPolicy
from constructs import Node

from stacks.packaging import LayerPlatform

PREFIX = "pinwheel:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentConfig:
    """The choices of one deployment."""

    account: str | None = None
    region: str | None = None
    sandbox: bool = False
    """Loosen what protects data: a stack that is destroyed takes its tables, bucket and stream with it."""
    log_retention_days: int = 90
    layer_platform: LayerPlatform = field(default_factory=LayerPlatform)
    environment: Mapping[str, str] = field(default_factory=dict)
    """More variables for every function: how the local runtime names its clock and its carriers."""
    import_buckets: tuple[str, ...] = ()
    """Buckets that import jobs may read with the product's own permissions; `*` allows all."""
    import_roles: tuple[str, ...] = ()
    """ARNs of roles that import jobs may assume (`RoleArn` of CreateImportJob)."""
    export_buckets: tuple[str, ...] = ()
    """Buckets that export jobs may write to with the product's own permissions; `*` allows all."""
    export_roles: tuple[str, ...] = ()
    """ARNs of roles that export jobs may assume (`RoleArn` of CreateExportJob)."""
    ses_identities: tuple[str, ...] = ("*",)
    """SES identities (domains, addresses) that may be sent from; `*` allows all of the account."""
    allowed_origins: tuple[str, ...] = ("*",)
    """Web origins that browsers may call the API from. Calls are signed, so none is dangerous."""
    stream_shards: int | None = 1
    """Shards of the event stream, about $11 a month each; None is on demand (about $29 idle)."""
    stream_window_seconds: int = 30
    """How long events gather before they are counted: fewer writes against fresher figures."""
    alarm_topics: tuple[str, ...] = ()
    """ARNs of SNS topics that alarms are sent to."""

    @classmethod
    def from_context(cls, node: Node) -> Self:
        """Read the choices; what is not named keeps its default.

        Raises:
            ValueError: there is no such choice, or a value cannot be what its name says; names the key.
        """
        read = {
            "account": _text,
            "region": _text,
            "sandbox": _flag,
            "log_retention_days": int,
            "layer_platform": _layer_platform,
            "environment": _environment,
            "import_buckets": _names,
            "import_roles": _names,
            "export_buckets": _names,
            "export_roles": _names,
            "ses_identities": _names,
            "allowed_origins": _names,
            "stream_shards": _shards,
            "stream_window_seconds": int,
            "alarm_topics": _names,
        }
        known = {_key(name) for name in read}
        for key in node.get_all_context():
            if key.startswith(PREFIX) and key not in known:
                raise ValueError(f"Context {key}: there is no such choice; there are {sorted(known)}")
        chosen: dict[str, Any] = {}
        for name, parse in read.items():
            key = _key(name)
            value = node.try_get_context(key)
            if value is not None:
                chosen[name] = _parsed(key, value, parse)
        return cls(**chosen)

    @property
    def aws_environment(self) -> Environment | None:
        """Name the account and Region where they are chosen; else they are those of the credentials."""
        if self.account is None and self.region is None:
            return None
        return Environment(account=self.account, region=self.region)

    @property
    def removal_policy(self) -> RemovalPolicy:
        """Tell what becomes of what holds state when it leaves the template."""
        return RemovalPolicy.DESTROY if self.sandbox else RemovalPolicy.RETAIN


def _key(name: str) -> str:
    return PREFIX + name.replace("_", "-")


def _parsed(key: str, value: Any, parse: Any) -> Any:
    try:
        return parse(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"Context {key}: {error}") from error


def _text(value: Any) -> str:
    return str(value)


def _flag(value: Any) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise ValueError(f"{value!r} is neither true nor false")


def _names(value: Any) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


def _shards(value: Any) -> int | None:
    return None if value == "on-demand" else int(value)


def _layer_platform(value: Any) -> LayerPlatform:
    return LayerPlatform.of_host() if value == "host" else LayerPlatform(name=str(value))


def _environment(value: Any) -> dict[str, str]:
    variables = json.loads(value) if isinstance(value, str) else value
    if not isinstance(variables, Mapping):
        raise TypeError("expected a JSON object of variables")
    return {str(name): str(text) for name, text in variables.items()}
