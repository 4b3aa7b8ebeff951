"""Platform applications of push channels at the carrier: made once, renewed when credentials change.

What is signed in with is noted in one document for each channel:

    {"Version": "<creation date>/<version of the channel>", "Platforms": {"<set of credentials>": "<target>"}}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.domain.push.message import OutgoingPush
from pinwheel.domain.push.platforms import SETS, chosen_set, platform_attributes, platform_name
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.push import PushService
from pinwheel.ports.secrets import Secrets
from pinwheel.services.channel_credentials import load_credentials, stored_sets

ATTEMPTS = 5
REFUSED_SECONDS = 60.0
"""How long credentials that the carrier refused are not tried again."""

JsonObject = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class PushPlatforms:
    """The platform applications of all applications' push channels."""

    documents: Documents
    secrets: Secrets
    service: PushService
    clock: Clock
    _signed_in: dict[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict, init=False)
    _refused: dict[tuple[str, str, str], tuple[float, str]] = field(default_factory=dict, init=False)

    def platform(self, channel: JsonObject, noted: Document | None, push: OutgoingPush) -> str:
        """Give what a push's channel goes by at the carrier, as its credentials are now.

        Raises:
            Invalid: the carrier does not take the credentials.
            NotFound: the channel has none.
            Unavailable: the carrier does not answer.
        """
        version = _version(channel)
        platforms = {} if noted is None else noted.body.get("Platforms", {})
        if noted is None or noted.body.get("Version") != version:
            # Of a batch, the first push signs in for all.
            place = (push.application_id, push.channel_type, version)
            platforms = self._signed_in.get(place) or self._sign_in(*place[:2], channel, noted)
            self._signed_in[place] = platforms
        name = chosen_set(
            push.channel_type,
            platforms,
            wish=push.authentication,
            default=channel.get("DefaultAuthenticationMethod"),
        )
        if name is None:
            raise NotFound(f"The {push.channel_type} channel has no credentials.")
        return str(platforms[name])

    def renewed(self, push: OutgoingPush, *, gone: str) -> str:
        """Sign in once more, because the carrier may have lost a platform application.

        Raises:
            Invalid, NotFound, Unavailable: as `platform`; NotFound also where the channel is gone.
        """
        channel = self.documents.get(keys.channel(push.application_id, push.channel_type))
        if channel is None:
            raise NotFound(f"The {push.channel_type} channel is not set up any more.")
        noted = self.documents.get(keys.push_platform(push.application_id, push.channel_type))
        if noted is not None and noted.body.get("RenewedFor") == gone and _is_recent(noted, self.clock):
            return self.platform(channel.body, noted, push)
        self._sign_in(push.application_id, push.channel_type, channel.body, noted, renewed_for=gone)
        return self.platform(
            channel.body, self.documents.get(keys.push_platform(push.application_id, push.channel_type)), push
        )

    def _sign_in(
        self,
        application_id: str,
        channel_type: str,
        channel: JsonObject,
        noted: Document | None,
        *,
        renewed_for: str = "",
    ) -> Mapping[str, str]:
        place = keys.push_platform(application_id, channel_type)
        for _ in range(ATTEMPTS):
            version = _version(channel)
            platforms = self._put(application_id, channel_type, version)
            body: dict[str, Any] = {"Version": version, "Platforms": platforms}
            if renewed_for:
                body |= {"RenewedFor": renewed_for, "RenewedAt": int(self.clock.now().timestamp())}
            try:
                self.documents.write([Put(place, body, expect=ABSENT if noted is None else noted.revision)])
            except Conflict:
                # Others signed in meanwhile, perhaps with newer credentials, which ours may have replaced.
                found = self.documents.get(keys.channel(application_id, channel_type))
                if found is None:
                    raise NotFound(f"The {channel_type} channel is not set up any more.") from None
                channel, noted = found.body, self.documents.get(place)
                continue
            return platforms
        raise Unavailable(f"The {channel_type} channel is changing too often.")

    def _put(self, application_id: str, channel_type: str, version: str) -> dict[str, str]:
        self._check_not_refused(application_id, channel_type, version)
        found = self.documents.get(keys.channel_credentials(application_id, channel_type))
        members = load_credentials(
            application_id, channel_type, documents=self.documents, secrets=self.secrets
        )
        names = [name for name in SETS[channel_type] if name in stored_sets(found)]
        try:
            return {
                name: self.service.put_platform(
                    platform_name(application_id, channel_type, name),
                    channel_type,
                    platform_attributes(channel_type, name, members),
                )
                for name in names
            }
        except Invalid as error:
            until = self.clock.real_now().timestamp() + REFUSED_SECONDS
            self._refused[application_id, channel_type, version] = (until, str(error))
            raise

    def _check_not_refused(self, application_id: str, channel_type: str, version: str) -> None:
        until, text = self._refused.get((application_id, channel_type, version), (0.0, ""))
        if self.clock.real_now().timestamp() < until:
            raise Invalid(text)


def _version(channel: JsonObject) -> str:
    return f"{channel.get('CreationDate', '')}/{channel.get('Version', 0)}"


def _is_recent(noted: Document, clock: Clock) -> bool:
    return bool(clock.now().timestamp() - float(noted.body.get("RenewedAt", 0)) < REFUSED_SECONDS)
