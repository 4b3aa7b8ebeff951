"""What a deployment may choose, read from CDK context and from nowhere else.

Every key is spelt `pinwheel:<name>` (`cdk deploy -c pinwheel:sandbox=true`). Defaults are the safe ones: data
is retained, nothing outside the product's own bucket may be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from aws_cdk import Environment, RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Node
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from stacks.packaging import LayerPlatform

PREFIX = "pinwheel:"
RETENTION = {
    1: logs.RetentionDays.ONE_DAY,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
    731: logs.RetentionDays.TWO_YEARS,
    1827: logs.RetentionDays.FIVE_YEARS,
}
"""What log groups know of the days that may be chosen."""


def _days(value: int) -> int:
    if value not in RETENTION:
        raise ValueError(f"must be one of {sorted(RETENTION)}")
    return value


def _parts(value: Any) -> Any:
    parts = value.split(",") if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()] if _are_texts(parts) else parts


def _are_texts(parts: Any) -> bool:
    return isinstance(parts, list | tuple) and all(isinstance(part, str) for part in parts)


def _object(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _platform(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return LayerPlatform.of_host() if value == "host" else LayerPlatform(name=value)


def _shards(value: Any) -> Any:
    return None if value == "on-demand" else value


def _arn(service: str, resource: str = "") -> str:
    """Give the pattern of an ARN, or of a pattern of ARNs."""
    return rf"^(\*|arn:aws[a-z-]*:{service}:[a-z0-9-]*:[0-9*]*:{resource}.+)$"


Names = Annotated[tuple[str, ...], BeforeValidator(_parts)]
"""A list as JSON or as text with commas."""
Roles = Annotated[tuple[Annotated[str, Field(pattern=_arn("iam", "role/"))], ...], BeforeValidator(_parts)]
Targets = Annotated[
    tuple[Annotated[str, Field(pattern=r"^arn:aws[a-z-]*:(kinesis|firehose):[a-z0-9*-]*:[0-9*]*:.+$")], ...],
    BeforeValidator(_parts),
]
Topics = Annotated[tuple[Annotated[str, Field(pattern=_arn("sns"))], ...], BeforeValidator(_parts)]
Origins = Annotated[
    tuple[Annotated[str, Field(pattern=r"^(\*|https?://[^/]+)$")], ...], BeforeValidator(_parts)
]

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


class DeploymentConfig(BaseModel):
    """The choices of one deployment."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    account: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")] | None = None
    sandbox: bool = False
    """Loosen what protects data: a stack that is destroyed takes its tables, bucket and stream with it."""
    log_retention_days: Annotated[int, AfterValidator(_days)] = 90
    layer_platform: Annotated[LayerPlatform, BeforeValidator(_platform)] = LayerPlatform()
    environment: Annotated[Mapping[str, str], BeforeValidator(_object)] = {}
    """More variables for every function: how the local runtime names its clock and its carriers."""
    import_buckets: Names = ()
    """Buckets that import jobs may read with the product's own permissions; `*` allows all."""
    import_roles: Roles = ()
    """ARNs of roles that import jobs may assume (`RoleArn` of CreateImportJob)."""
    export_buckets: Names = ()
    """Buckets that export jobs may write to with the product's own permissions; `*` allows all."""
    export_roles: Roles = ()
    """ARNs of roles that export jobs may assume (`RoleArn` of CreateExportJob)."""
    event_stream_targets: Targets = ()
    """ARNs of Kinesis and Firehose streams that events may go to with the product's own permissions."""
    event_stream_roles: Roles = ()
    """ARNs of roles that events may be delivered in (`RoleArn` of PutEventStream)."""
    sms_per_second: Annotated[float, Field(gt=0)] = 20.0
    """Texts a second that the account may send; for Amazon SNS 20 unless it was raised."""
    push_per_second: Annotated[float, Field(gt=0)] = 300.0
    """Notifications a second; Amazon SNS takes 300 in the smallest Regions and 30,000 in the largest."""
    voice_per_second: Annotated[float, Field(gt=0)] = 1.0
    """Calls a second: one for each number that calls come from."""
    custom_per_second: Annotated[float, Field(gt=0)] = 500.0
    """Endpoints a second that are handed to functions and URLs of customers."""
    events_per_second: Annotated[int, Field(ge=0)] = 10_000
    """Events a second that one application may send; more is answered with 429. 0 sets no limit."""
    event_source: Annotated[str, Field(min_length=1, max_length=256, pattern=r"^[A-Za-z0-9._/-]+$")] = (
        "pinwheel.events"
    )
    """The source of events on the default bus that are taken like those of apps."""
    archive_window_seconds: Annotated[int, Field(ge=0, le=300)] = 300
    """How long events gather before they are archived: fewer files against fresher answers."""
    archive_days: Annotated[int, Field(ge=0)] = 400
    """How many days events stay in the archive; 0 keeps them."""
    archive_query_gigabytes: Annotated[int, Field(ge=1, le=100_000)] = 200
    """The most that one question to the archive may read, at about $5 per thousand."""
    delivery_functions: Names = ()
    """Names or ARNs of functions that campaigns may hand messages to or ask as hooks; `*` allows all."""
    delivery_url_check: Literal["account", "exists", "off"] = "account"
    """What a URL must answer before a campaign may deliver to it: the account's header, anything, nothing."""
    active_campaigns: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Most campaigns of the account that are active at once."""
    event_campaigns: Annotated[int, Field(ge=1, le=10_000)] = 25
    """Most active campaigns of one application that wait for events."""
    in_app_campaigns: Annotated[int, Field(ge=1, le=10_000)] = 25
    """Most active in-app campaigns of one application."""
    ses_identities: Names = ("*",)
    """SES identities (domains, addresses) that may be sent from; `*` allows all of the account."""
    public_url: Annotated[str, Field(pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$")] = ""
    """What links in e-mails begin with, such as a domain of one's own; empty: the API's own URL."""
    allowed_origins: Origins = ("*",)
    """Web origins that browsers may call the API from. Calls are signed, so none is dangerous."""
    stream_shards: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_shards)] = 1
    """Shards of the event stream, about $11 a month each; None is on demand (about $29 idle)."""
    stream_window_seconds: Annotated[int, Field(ge=0, le=300)] = 180
    """How long events gather before they are counted: fewer writes against fresher figures."""
    sms_provider: Literal["sns", "eum"] = "sns"
    """Who carries text messages: Amazon SNS, or End User Messaging (context, delivery events, pictures)."""
    sms_max_price: Annotated[str, Field(pattern=r"^([0-9]{0,2}\.[0-9]{1,5})?$")] = ""
    """US dollars that one text may cost at most (End User Messaging)."""
    sms_time_to_live: Annotated[int, Field(ge=5, le=259_200)] | None = None
    """Seconds after which a text is given up; None is the carrier's 72 hours (End User Messaging)."""
    voice_provider: Literal["eum", "chime"] = "eum"
    """Who places calls: End User Messaging, or a Chime SDK voice application of the stack."""
    voice_origination: Annotated[str, Field(pattern=r"^[A-Za-z0-9_:/+-]*$")] = ""
    """The number or pool that calls come from where a message names none."""
    voice_max_price: Annotated[str, Field(pattern=r"^([0-9]{0,2}\.[0-9]{1,5})?$")] = ""
    """US dollars that a minute of a call may cost at most (End User Messaging)."""
    chime_application: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]*$")] = ""
    """ID of the SIP media application that calls are placed with (Chime SDK voice)."""
    eum_configuration_set: Annotated[str, Field(pattern=r"^[A-Za-z0-9_:/-]*$")] = ""
    """A configuration set of End User Messaging to use; without one the stack makes its own."""
    inbound_topics: Topics = ()
    """ARNs of SNS topics that texts from phones may be forwarded to; patterns are possible."""
    console: bool = False
    """Deploy the console, too: a stack of its own with its files, CloudFront and a Cognito user pool."""
    console_domain: Annotated[str, Field(pattern=rf"^({_LABEL}(\.{_LABEL})+)?$", max_length=253)] = ""
    """A domain of one's own for the console, such as `console.example.com`; needs a certificate."""
    console_certificate: Annotated[
        str,
        Field(
            pattern=r"^(arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/[0-9a-f-]{36})?$",
            validate_default=True,
        ),
    ] = ""
    """ARN of the domain's certificate in ACM, which CloudFront reads in us-east-1 only."""
    alarm_topics: Topics = ()
    """ARNs of SNS topics that alarms are sent to."""

    @field_validator("console_certificate")
    @classmethod
    def _belongs_to_the_domain(cls, certificate: str, info: ValidationInfo) -> str:
        domain = info.data.get("console_domain")
        if domain is not None and bool(domain) != bool(certificate):
            raise ValueError("the console's domain and its certificate must be given together")
        return certificate

    @classmethod
    def from_context(cls, node: Node) -> Self:
        """Read the choices; what is not named keeps its default.

        Raises:
            ValueError: there is no such choice, or a value cannot be what its name says; names the key.
        """
        names = {_key(name): name for name in cls.model_fields}
        context = {key: value for key, value in node.get_all_context().items() if key.startswith(PREFIX)}
        for key in context:
            if key not in names:
                raise ValueError(f"Context {key}: there is no such choice; there are {sorted(names)}")
        try:
            return cls.model_validate({names[key]: value for key, value in context.items()})
        except ValidationError as error:
            raise ValueError(_told(error)) from error

    @property
    def browser_origins(self) -> tuple[str, ...]:
        """Name the origins that browsers may call from, the console's own domain included."""
        own = f"https://{self.console_domain}"
        if not self.console_domain or "*" in self.allowed_origins or own in self.allowed_origins:
            return self.allowed_origins
        return (*self.allowed_origins, own)

    @property
    def rates(self) -> Mapping[str, str]:
        """Tell functions the rates of the channels whose provider does not tell its quota."""
        return {
            "PINWHEEL_SMS_PER_SECOND": f"{self.sms_per_second:g}",
            "PINWHEEL_PUSH_PER_SECOND": f"{self.push_per_second:g}",
            "PINWHEEL_VOICE_PER_SECOND": f"{self.voice_per_second:g}",
            "PINWHEEL_CUSTOM_PER_SECOND": f"{self.custom_per_second:g}",
        }

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

    @property
    def log_retention(self) -> logs.RetentionDays:
        """Tell how long logs are kept."""
        return RETENTION[self.log_retention_days]


def _key(name: str) -> str:
    return PREFIX + name.replace("_", "-")


def _told(error: ValidationError) -> str:
    """Name every key that is wrong, what it was given and what it wants."""
    return "\n".join(
        f"Context {_key(str(problem['loc'][0]))}: {problem['msg']}, not {problem['input']!r}"
        for problem in error.errors()
    )
