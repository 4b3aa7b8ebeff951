"""What direct messages are sent with, in memory: all carriers, channels with credentials, endpoints."""

from __future__ import annotations

from functools import cache

from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import messages
from pinwheel.services.channels import update_channel
from pinwheel.services.direct_families import Providers
from pinwheel.services.push_delivery import PushDelivery
from pinwheel.services.push_endpoints import PushEndpoints
from pinwheel.services.push_platforms import PushPlatforms
from pinwheel.services.rates import SendRates, steady
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.governor import MemoryGovernor
from tests.fakes.pinpoint import PlainSecrets
from tests.fakes.push import FakePush
from tests.fakes.sms import FakeSms
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

APP = "app"
SERVICE_JSON = '{"type": "t", "project_id": "p", "private_key": "k", "client_email": "e"}'
CREDENTIALS = {
    "GCM": {"ServiceJson": SERVICE_JSON},
    "ADM": {"ClientId": "c", "ClientSecret": "s"},
    "BAIDU": {"ApiKey": "c", "SecretKey": "s"},
}
CERTIFICATE = {"Certificate": "PEM", "PrivateKey": "PK"}
TOKEN_KEY = {"TokenKey": "P8", "TokenKeyId": "KID", "TeamId": "TEAM", "BundleId": "com.shop"}


def free_rates(clock, per_second=1_000_000):
    """Give rates that keep nobody waiting, or one that does."""

    def rates(family):
        return SendRates(
            governor=MemoryGovernor(),
            quota=steady(per_second),
            family=family,
            clock=clock,
            sleep=lambda seconds: clock.advance(seconds=seconds),
        )

    return cache(rates)


class World:
    """One application and everything around it."""

    def __init__(self):
        self.documents = MemoryDocuments()
        self.documents.write([Put(keys.application(APP), {"Id": APP, "Name": "Shop"})])
        self.endpoints = MemoryEndpoints()
        self.blobs = MemoryBlobs()
        self.secrets = PlainSecrets()
        self.clock = FrozenClock()
        self.ids = CountingIds()
        self.email, self.sms, self.voice, self.push = FakeEmail(), FakeSms(), FakeSms(), FakePush()
        self.platforms = PushPlatforms(
            documents=self.documents, secrets=self.secrets, service=self.push, clock=self.clock
        )
        self.delivery = PushDelivery(
            documents=self.documents, platforms=self.platforms, service=self.push, clock=self.clock
        )
        self.push_endpoints = PushEndpoints(reader=self.endpoints, writer=self.endpoints)
        self.using = messages.Collaborators(
            documents=self.documents,
            blobs=self.blobs,
            endpoints=self.endpoints,
            providers=Providers(email=self.email, sms=self.sms, push=self.delivery, voice=self.voice),
            push_endpoints=self.push_endpoints,
            rates=free_rates(self.clock),
            clock=self.clock,
            ids=self.ids,
        )

    def channel(self, channel_type, **request):
        """Set a channel up as UpdateXChannel would."""
        given = request or CREDENTIALS.get(channel_type, {})
        if channel_type.startswith("APNS") and not request:
            given = TOKEN_KEY
        return update_channel(
            APP,
            channel_type,
            given,
            caller="me",
            documents=self.documents,
            secrets=self.secrets,
            clock=self.clock,
        )

    def endpoint(self, endpoint_id, **document):
        """Store an endpoint."""
        given = {"ChannelType": "GCM", "Address": f"token-{endpoint_id}", **document}
        self.endpoints.upsert_many(APP, [EndpointUpdate(endpoint_id, given, "request")])

    def send(self, message, **request):
        """Send to addresses or endpoints."""
        return messages.send_messages(APP, {"MessageConfiguration": message, **request}, using=self.using)

    def send_users(self, message, users, **request):
        """Send to users."""
        given = {"MessageConfiguration": message, "Users": users, **request}
        return messages.send_users_messages(APP, given, using=self.using)
