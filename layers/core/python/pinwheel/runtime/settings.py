"""What a function was told when it was deployed. A missing variable is named when it is asked for."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from pinwheel.domain.endpoint_users import DEFAULT_CAP, UserLimits


class MissingSettingError(Exception):
    """A function asked for a variable that it was not given: a fault of the deployment."""


def variable(name: str) -> str:
    """Read an environment variable that must be there.

    Raises:
        MissingSettingError: it is not set; names it.
    """
    value = os.environ.get(name, "")
    if not value:
        raise MissingSettingError(name)
    return value


PER_SECOND = {"SMS": 20.0, "PUSH": 300.0, "VOICE": 1.0, "CUSTOM": 500.0}
"""Unless a deployment says otherwise: Amazon SNS in the smaller Regions, one voice number."""


class Settings:
    """The environment of a function; see docs/architecture.md for the meaning of each variable."""

    @property
    def region(self) -> str:
        """The Region that the function runs in."""
        return variable("AWS_REGION")

    @property
    def account_id(self) -> str:
        """The account of all ARNs."""
        return variable("PINWHEEL_ACCOUNT_ID")

    @property
    def clock_file(self) -> Path | None:
        """Where the local runtime keeps its clock's offset; None in AWS."""
        name = os.environ.get("PINWHEEL_CLOCK_FILE", "")
        return Path(name) if name else None

    @property
    def endpoints_table(self) -> str:
        """Table of endpoints and users."""
        return variable("PINWHEEL_ENDPOINTS_TABLE")

    @property
    def user_limits(self) -> UserLimits:
        """How many endpoints a user may have; `strict` is Pinpoint's own rule (spec 09)."""
        cap = int(os.environ.get("PINWHEEL_ENDPOINTS_PER_USER", "") or DEFAULT_CAP)
        return UserLimits(endpoints=cap, strict=os.environ.get("PINWHEEL_STRICT_USERS", "") == "true")

    @property
    def segments_table(self) -> str:
        """Table of segments."""
        return variable("PINWHEEL_SEGMENTS_TABLE")

    @property
    def events_table(self) -> str:
        """Table of ledgers and roll-ups."""
        return variable("PINWHEEL_EVENTS_TABLE")

    @property
    def registry_table(self) -> str:
        """Table of applications and what belongs to them."""
        return variable("PINWHEEL_REGISTRY_TABLE")

    @property
    def data_bucket(self) -> str:
        """The product's bucket."""
        return variable("PINWHEEL_DATA_BUCKET")

    @property
    def event_stream(self) -> str:
        """Name of the Kinesis stream of events."""
        return variable("PINWHEEL_EVENT_STREAM")

    @property
    def archive_database(self) -> str:
        """Glue database of the archive's tables."""
        return variable("PINWHEEL_ARCHIVE_DATABASE")

    @property
    def archive_workgroup(self) -> str:
        """Athena workgroup that questions to the archive run in."""
        return variable("PINWHEEL_ARCHIVE_WORKGROUP")

    @property
    def archive_days(self) -> int:
        """How many days events stay in the archive; 0 keeps them."""
        return int(variable("PINWHEEL_ARCHIVE_DAYS"))

    @property
    def events_per_second(self) -> int:
        """How many events a second one application may send; 0 for no limit."""
        return int(variable("PINWHEEL_EVENTS_PER_SECOND"))

    @property
    def keys_kms_key_id(self) -> str:
        """KMS key that secrets of issued access keys are encrypted with."""
        return variable("PINWHEEL_KEYS_KMS_KEY_ID")

    @property
    def configuration_set(self) -> str:
        """SES configuration set whose events come back to us."""
        return variable("PINWHEEL_CONFIGURATION_SET")

    @property
    def push_events_topic(self) -> str:
        """SNS topic that platform applications report deliveries to that failed."""
        return variable("PINWHEEL_PUSH_EVENTS_TOPIC_ARN")

    @property
    def bulk_email(self) -> bool:
        """Whether e-mails go out in bulk calls; `off` sends each by itself."""
        return os.environ.get("PINWHEEL_BULK_EMAIL", "on").lower() != "off"

    @property
    def schedule_group(self) -> str:
        """EventBridge Scheduler group of campaign schedules."""
        return variable("PINWHEEL_SCHEDULE_GROUP")

    @property
    def schedule_role_arn(self) -> str:
        """Role that the scheduler assumes to put a run on its queue."""
        return variable("PINWHEEL_SCHEDULE_ROLE_ARN")

    @property
    def schedule_dlq_arn(self) -> str:
        """Queue that keeps the input of firings that reached no target."""
        return variable("PINWHEEL_SCHEDULE_DLQ_ARN")

    @property
    def runs_queue_arn(self) -> str:
        """Target of campaign schedules."""
        return variable("PINWHEEL_RUNS_QUEUE_ARN")

    @property
    def slices(self) -> int:
        """Key ranges that a run's audience is read in side by side; 16 unless told otherwise."""
        return int(os.environ.get("PINWHEEL_SLICES", "16"))

    @property
    def text_provider(self) -> str:
        """Who carries text messages: `sns` or `eum` (End User Messaging)."""
        return os.environ.get("PINWHEEL_SMS_PROVIDER", "") or "sns"

    @property
    def voice_provider(self) -> str:
        """Who places calls: `eum` (End User Messaging) or `chime` (Chime SDK voice)."""
        return os.environ.get("PINWHEEL_VOICE_PROVIDER", "") or "eum"

    @property
    def eum_configuration_set(self) -> str:
        """End User Messaging's configuration set whose events come back to us."""
        return variable("PINWHEEL_EUM_CONFIGURATION_SET")

    @property
    def text_time_to_live(self) -> int | None:
        """Seconds after which End User Messaging gives a text up; None for its 72 hours."""
        return int(os.environ.get("PINWHEEL_SMS_TIME_TO_LIVE", "") or 0) or None

    @property
    def text_max_price(self) -> str | None:
        """US dollars that a part of a text may cost at most; None for no limit."""
        return os.environ.get("PINWHEEL_SMS_MAX_PRICE", "") or None

    @property
    def voice_origination(self) -> str | None:
        """The number that calls come from where a message names none."""
        return os.environ.get("PINWHEEL_VOICE_ORIGINATION", "") or None

    @property
    def voice_max_price(self) -> str | None:
        """US dollars that a minute of a call may cost at most; None for no limit."""
        return os.environ.get("PINWHEEL_VOICE_MAX_PRICE", "") or None

    @property
    def chime_application(self) -> str | None:
        """The SIP media application of Chime SDK voice that places calls."""
        return os.environ.get("PINWHEEL_CHIME_APPLICATION", "") or None

    def per_second(self, family: str) -> float:
        """Messages a second that the account may send in a family of channels; defaults of spec 07."""
        return float(os.environ.get(f"PINWHEEL_{family}_PER_SECOND", "") or PER_SECOND[family])

    @property
    def campaign_quotas(self) -> tuple[int, int, int]:
        """Most active campaigns: of the account; of an application for events and in-app (200, 25, 25)."""
        active, event, in_app = os.environ.get("PINWHEEL_CAMPAIGN_QUOTAS", "200/25/25").split("/")
        return int(active), int(event), int(in_app)

    @property
    def webhook_relay(self) -> str:
        """Where calls by plain HTTP to this machine go: a relay of the local runtime; none in AWS."""
        return os.environ.get("PINWHEEL_WEBHOOK_RELAY", "")

    @property
    def public_url(self) -> str:
        """Where people reach us: what links in e-mails begin with. The local runtime's own comes first."""
        return os.environ.get("PINWHEEL_LOCAL_URL", "") or variable("PINWHEEL_PUBLIC_URL")

    @property
    def url_check(self) -> str:
        """What the URL of a custom delivery must show: `account` (its header), `exists` or `off`."""
        return os.environ.get("PINWHEEL_URL_CHECK", "account")

    def queue_url(self, name: str) -> str:
        """Address of a work queue: `runs`, `slices`, `jobs`, `exports`, `deletions`, or a family's."""
        return variable(f"PINWHEEL_{name.upper()}_QUEUE_URL")


@cache
def settings() -> Settings:
    """Give the function's settings."""
    return Settings()
