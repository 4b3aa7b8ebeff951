"""The ten kinds of channel that an application can set up, as a table (spec 07, section 1).

`CUSTOM` and `IN_APP` are no resources: they are always on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from pinwheel.domain.channels import options as rules
from pinwheel.domain.channels.credentials import (
    CredentialSet,
    Members,
    baidu_identifier,
    check_service_json,
    fcm_identifier,
)

SMS_MESSAGES_PER_SECOND = 20
"""The carrier's default rate, which Pinpoint shows for both kinds of SMS."""


@dataclass(frozen=True, slots=True)
class ChannelKind:
    """What one kind of channel takes and shows.

    `requires_credentials`: every update brings them, as the model says; otherwise an update without any keeps
    what is stored. `flags` maps a member of the answer to the set of credentials whose presence it tells;
    `facts` are members that are always the same.
    """

    type: str
    operation: str
    options: tuple[str, ...] = ()
    check: Callable[[rules.Options], None] = rules.check_nothing
    credentials: tuple[CredentialSet, ...] = ()
    requires_credentials: bool = False
    identifier: Callable[[Members], str | None] | None = None
    flags: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, int | bool] = field(default_factory=dict)

    @property
    def secret_members(self) -> tuple[str, ...]:
        """Name the members of a request that are credentials."""
        return tuple(
            dict.fromkeys(name for one in self.credentials for name in (*one.required, *one.optional))
        )

    def shown(self, stored_sets: Collection[str]) -> dict[str, int | bool]:
        """Give the members of an answer that follow from the kind and the sets of credentials it has."""
        return {
            "HasCredential": bool(stored_sets),
            **{member: name in stored_sets for member, name in self.flags.items()},
            **self.facts,
        }


CERTIFICATE = CredentialSet("certificate", ("Certificate", "PrivateKey"), optional=("BundleId", "TeamId"))
TOKEN = CredentialSet("token", ("TokenKey", "TokenKeyId", "TeamId", "BundleId"))
API_KEY = CredentialSet("key", ("ApiKey",))
SERVICE_JSON = CredentialSet("token", ("ServiceJson",), check=check_service_json)


def _apns(type_: str, operation: str) -> ChannelKind:
    return ChannelKind(
        type_,
        operation,
        options=("DefaultAuthenticationMethod",),
        check=rules.check_apns,
        credentials=(CERTIFICATE, TOKEN),
        flags={"HasTokenKey": TOKEN.name},
    )


_ALL = (
    ChannelKind(
        "ADM",
        "Adm",
        credentials=(CredentialSet("client", ("ClientId", "ClientSecret")),),
        requires_credentials=True,
    ),
    _apns("APNS", "Apns"),
    _apns("APNS_SANDBOX", "ApnsSandbox"),
    _apns("APNS_VOIP", "ApnsVoip"),
    _apns("APNS_VOIP_SANDBOX", "ApnsVoipSandbox"),
    ChannelKind(
        "BAIDU",
        "Baidu",
        credentials=(CredentialSet("key", ("ApiKey", "SecretKey")),),
        requires_credentials=True,
        identifier=baidu_identifier,
    ),
    ChannelKind(
        "EMAIL",
        "Email",
        options=("ConfigurationSet", "FromAddress", "Identity", "OrchestrationSendingRoleArn", "RoleArn"),
        check=rules.check_email,
        facts={"HasCredential": True},
    ),
    ChannelKind(
        "GCM",
        "Gcm",
        options=("DefaultAuthenticationMethod",),
        check=rules.check_fcm,
        credentials=(API_KEY, SERVICE_JSON),
        identifier=fcm_identifier,
        flags={"HasFcmServiceCredentials": SERVICE_JSON.name},
    ),
    ChannelKind(
        "SMS",
        "Sms",
        options=("SenderId", "ShortCode"),
        check=rules.check_sms,
        facts={
            "PromotionalMessagesPerSecond": SMS_MESSAGES_PER_SECOND,
            "TransactionalMessagesPerSecond": SMS_MESSAGES_PER_SECOND,
        },
    ),
    ChannelKind("VOICE", "Voice"),
)

KINDS: Mapping[str, ChannelKind] = {kind.type: kind for kind in _ALL}
"""By Pinpoint's upper-case name."""
