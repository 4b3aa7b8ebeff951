"""The composition root: the only place that names an adapter.

One cached, lazy function per collaborator: importing a handler opens no connection and needs no environment.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from botocore.config import Config

from pinwheel.adapters.dynamodb.caps import DynamoCaps
from pinwheel.adapters.dynamodb.documents import DynamoDocuments
from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.erasure import DynamoErasure
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.adapters.dynamodb.governor import DynamoGovernor
from pinwheel.adapters.dynamodb.impressions import DynamoImpressions
from pinwheel.adapters.dynamodb.ledger import DynamoLedger
from pinwheel.adapters.dynamodb.partitions import DynamoPartitions
from pinwheel.adapters.dynamodb.plain_json import use_plain_json
from pinwheel.adapters.dynamodb.rollups import DynamoRollups
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.adapters.export_target import S3ExportTarget
from pinwheel.adapters.import_source import S3ImportSource, assumed_credentials
from pinwheel.adapters.kinesis import KinesisEventStream
from pinwheel.adapters.kms import KmsSecrets
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.adapters.s3 import S3Blobs
from pinwheel.adapters.scheduler import EventBridgeScheduler, EventBridgeTimers
from pinwheel.adapters.sqs import SqsQueue
from pinwheel.adapters.system import SystemClock, SystemIds, random_digits
from pinwheel.adapters.uploads import S3Uploads
from pinwheel.domain.arns import Place
from pinwheel.domain.endpoint_blocks import BlockList
from pinwheel.domain.imports.files import uploads_prefix
from pinwheel.runtime.remembered import Remembered
from pinwheel.runtime.settings import settings
from pinwheel.runtime.usage import meter
from pinwheel.services.attributes import blocked_attributes
from pinwheel.services.audience import AudienceReader
from pinwheel.services.endpoint_changes import TellingWriter, changes_are_heard
from pinwheel.services.event_types import EventTypes
from pinwheel.services.experiments import ExperimentStores
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.services.key_ring import KeyRing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pinwheel.ports.archive import ArchiveFiles
    from pinwheel.ports.blobs import Blobs
    from pinwheel.ports.caps import Caps
    from pinwheel.ports.clock import Clock
    from pinwheel.ports.documents import Documents
    from pinwheel.ports.email import EmailProvider, EmailQuota, EmailStanding
    from pinwheel.ports.endpoints import EndpointErasure
    from pinwheel.ports.event_target import Destination, EventTarget
    from pinwheel.ports.events import EventStream
    from pinwheel.ports.export_target import ExportTarget
    from pinwheel.ports.functions import Functions
    from pinwheel.ports.governor import Governor
    from pinwheel.ports.ids import Ids
    from pinwheel.ports.import_source import ImportSource
    from pinwheel.ports.impressions import Impressions
    from pinwheel.ports.ledger import RunLedger
    from pinwheel.ports.members import SegmentMembers
    from pinwheel.ports.partitions import Partitions
    from pinwheel.ports.push import PushService
    from pinwheel.ports.queue import WorkQueue
    from pinwheel.ports.rollups import Rollups
    from pinwheel.ports.scheduler import Scheduler, Timers
    from pinwheel.ports.secrets import Secrets
    from pinwheel.ports.sms import SmsProvider
    from pinwheel.ports.speech import Speech
    from pinwheel.ports.topics import Topics
    from pinwheel.ports.uploads import Uploads
    from pinwheel.ports.voice import VoiceProvider
    from pinwheel.ports.webhook import Webhooks
    from pinwheel.services.archive_queries import ArchiveQueries
    from pinwheel.services.courier import Courier, Hook
    from pinwheel.services.delivery_targets import DeliveryTargets
    from pinwheel.services.hooks import Caller
    from pinwheel.services.link_keys import LinkKeys, Links, LinkSecrets
    from pinwheel.services.push_delivery import PushDelivery
    from pinwheel.services.push_endpoints import PushEndpoints
    from pinwheel.services.push_platforms import PushPlatforms
    from pinwheel.services.rates import SendRates
    from pinwheel.services.stream_delivery import StreamDelivery
    from pinwheel.services.webhook_keys import WebhookKeys


@cache
def session() -> botocore.session.Session:
    """Give the SDK session that all clients come from."""
    made = botocore.session.get_session()
    meter.attach(made)
    return made


@cache
def client(service: str) -> Any:
    """Make a client, once per service."""
    return new_client(service)


def new_client(service: str, **credentials: Any) -> Any:
    """Make a client: short time-outs, standard retries, our input not validated again."""
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 4},
        connect_timeout=3,
        read_timeout=20,
        max_pool_connections=32,
        parameter_validation=False,
    )
    return session().create_client(service, config=config, **credentials)


@cache
def clock() -> Clock:
    """Give the time."""
    return SystemClock(settings().clock_file)


@cache
def ids() -> Ids:
    """Give the source of identifiers."""
    return SystemIds()


@cache
def documents() -> Documents:
    """Give the registry table."""
    return DynamoDocuments(client("dynamodb"), settings().registry_table)


def new_code(length: int) -> str:
    """Make a one-time password."""
    return random_digits(length)


@cache
def segment_documents() -> Documents:
    """Give the segments table."""
    return DynamoDocuments(client("dynamodb"), settings().segments_table)


@cache
def blobs() -> Blobs:
    """Give the product's bucket."""
    return S3Blobs(client("s3"), settings().data_bucket)


@cache
def queue(name: str) -> WorkQueue:
    """Give a work queue: `runs`, `slices`, `jobs`, `exports`, `deletions`, or a family's."""
    return SqsQueue(client("sqs"), settings().queue_url(name))


@cache
def event_stream() -> EventStream:
    """Give the event stream of all applications."""
    return KinesisEventStream(client("kinesis"), settings().event_stream)


@cache
def place() -> Place:
    """Give the Region and account that ARNs name."""
    return Place(settings().region, settings().account_id)


@cache
def blocked() -> Remembered[BlockList]:
    """Give the attribute names that applications no longer take in, known for some seconds."""
    return Remembered(lambda application_id: blocked_attributes(application_id, documents=documents()))


@cache
def endpoints() -> DynamoEndpoints:
    """Give the store of endpoints and users."""
    name = settings().endpoints_table
    return DynamoEndpoints(
        Table(use_plain_json(new_client("dynamodb")), name),
        pages=FastPages(use_page_parser(new_client("dynamodb")), name),
        clock=clock(),
        limits=settings().user_limits,
        blocked=blocked().get,
    )


@cache
def changes_heard() -> Remembered[bool]:
    """Give whether campaigns listen to changes of an application's endpoints, known for a moment."""
    return Remembered(
        lambda application_id: changes_are_heard(application_id, documents=documents()), seconds=0.25
    )


def endpoint_writer() -> TellingWriter:
    """Give the store of endpoints as one that tells of changes where somebody listens."""
    return TellingWriter(writer=endpoints(), is_heard=changes_heard().get, stream=event_stream, clock=clock())


@cache
def secrets() -> Secrets:
    """Give the encryption of access keys' secrets."""
    return KmsSecrets(client("kms"), settings().keys_kms_key_id)


@cache
def channel_secrets() -> Secrets:
    """Give the encryption of channels' credentials."""
    return KmsSecrets(client("kms"), settings().keys_kms_key_id, context="Channel")


@cache
def password_secrets() -> Secrets:
    """Give the encryption of the keys that one-time passwords are hashed with."""
    return KmsSecrets(client("kms"), settings().keys_kms_key_id, context="OneTimePassword")


@cache
def key_ring() -> KeyRing:
    """Give the access keys that this function has seen."""
    return KeyRing(documents=documents(), secrets=secrets(), clock=clock())


@cache
def segment_members() -> SegmentMembers:
    """Give the member lists of imported segments."""
    return BlobSegmentMembers(blobs())


@cache
def audience() -> AudienceReader:
    """Give the reader of segments' members."""
    return AudienceReader(endpoints=endpoints(), members=segment_members(), documents=segment_documents())


def new_audience() -> AudienceReader:
    """Make a reader of segments' members for one thread; it keeps in mind what it read last."""
    return AudienceReader(endpoints=endpoints(), members=segment_members(), documents=segment_documents())


def import_source(role_arn: str, application_id: str) -> ImportSource:
    """Give the customer's files as a job's role sees them; where it does not let us, as the function does.

    Of the product's own bucket an application gets to see what was uploaded for it.

    Not cached: a role's credentials end after an hour.
    """

    def of_role() -> Any:
        credentials = assumed_credentials(client("sts"), role_arn)
        return None if credentials is None else new_client("s3", **credentials)

    return S3ImportSource(
        cache(of_role),
        lambda: client("s3"),
        own_bucket=settings().data_bucket,
        own_prefix=uploads_prefix(application_id),
    )


@cache
def uploads() -> Uploads:
    """Give the part of the bucket that callers may put files into.

    Its URLs name the Region: S3 redirects calls of the global name, which browsers do not follow after a
    preflight, and the console's content security policy permits the Region's name only.
    """
    signing = Config(
        signature_version="s3v4",
        s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"},
    )
    return S3Uploads(session().create_client("s3", config=signing), settings().data_bucket)


def export_target(role_arn: str) -> ExportTarget:
    """Give the customer's bucket as a job's role may write it; where it does not let us, as the function may.

    Not cached: a role's credentials end after an hour.
    """

    def of_role() -> Any:
        credentials = assumed_credentials(client("sts"), role_arn, session="pinwheel-export")
        return None if credentials is None else new_client("s3", **credentials)

    return S3ExportTarget(cache(of_role), lambda: client("s3"), own_bucket=settings().data_bucket)


@cache
def registry_partitions() -> Partitions:
    """Give the registry table as partitions to be emptied."""
    return DynamoPartitions(Table(client("dynamodb"), settings().registry_table))


@cache
def segment_partitions() -> Partitions:
    """Give the segments table as partitions to be emptied."""
    return DynamoPartitions(Table(client("dynamodb"), settings().segments_table))


@cache
def figure_partitions() -> Partitions:
    """Give the events table as partitions to be emptied."""
    return DynamoPartitions(Table(client("dynamodb"), settings().events_table))


@cache
def endpoint_erasure() -> EndpointErasure:
    """Give the endpoints table as something to be emptied."""
    return DynamoErasure(Table(client("dynamodb"), settings().endpoints_table))


@cache
def timers() -> Timers:
    """Give the timers of campaigns as something to be dropped."""
    return EventBridgeTimers(client("scheduler"), group=settings().schedule_group)


def _once() -> Config:
    """Configure a client that never tries a call again, as that may send a message twice."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=3,
        read_timeout=20,
        max_pool_connections=16,
        parameter_validation=False,
    )


@cache
def email_provider() -> EmailProvider:
    """Give the e-mail provider."""
    # Most functions send nothing: the adapter and its threads are theirs who do.
    from pinwheel.adapters.ses import SesEmail

    return SesEmail(
        session().create_client("sesv2", config=_once()),
        configuration_set=settings().configuration_set,
        clock=clock(),
        bulk=settings().bulk_email,
    )


@cache
def bare_sms_provider() -> SmsProvider:
    """Give the carrier of text messages, without a look at opt-outs: for answers to who just opted out."""
    # Most functions send nothing.
    from pinwheel.adapters.eum_sms import EumSms
    from pinwheel.adapters.sns_sms import SnsSms

    if settings().text_provider != "eum":
        return SnsSms(lambda: session().create_client("sns", config=_once()))
    return EumSms(
        eum_client,
        configuration_set=settings().eum_configuration_set,
        time_to_live=settings().text_time_to_live,
        max_price=settings().text_max_price,
    )


def eum_client() -> Any:
    """Make the client of End User Messaging."""
    return session().create_client("pinpoint-sms-voice-v2", config=_once())


@cache
def sms_provider() -> SmsProvider:
    """Give the carrier of text messages as everybody uses it."""
    # Most functions send nothing.
    from pinwheel.services.guarded_sms import GuardedSms

    return GuardedSms(
        provider=bare_sms_provider(),
        documents=documents(),
        stream=event_stream(),
        clock=clock(),
        ids=ids(),
        account_id=settings().account_id,
        tells_nothing=settings().text_provider != "eum",
    )


@cache
def sms_courier() -> Courier[Any, Any]:
    """Give the courier of text messages."""
    # The template language is for those who send.
    from pinwheel.services.couriers.sms import SmsCourier

    return SmsCourier(provider=sms_provider(), documents=documents(), new_uuid=ids().new_request_id)


@cache
def voice_provider() -> VoiceProvider:
    """Give who places calls."""
    # Most functions call nobody.
    from pinwheel.adapters.eum_voice import EumVoice

    if settings().voice_provider == "chime":
        return chime_voice()
    return EumVoice(
        eum_client,
        configuration_set=settings().eum_configuration_set,
        origination=settings().voice_origination,
        max_price_per_minute=settings().voice_max_price,
    )


def chime_voice() -> VoiceProvider:
    """Give Chime SDK voice as who places calls."""
    from pinwheel.adapters.chime_voice import ChimeVoice
    from pinwheel.services.spoken import recording

    return ChimeVoice(
        session().create_client("chime-sdk-voice", config=_once()),
        application_id=settings().chime_application or "",
        origination=settings().voice_origination,
        record=lambda message: recording(message, speech=speech(), blobs=blobs()),
    )


@cache
def speech() -> Speech:
    """Give who speaks scripts."""
    # Most functions say nothing.
    from pinwheel.adapters.polly import PollySpeech

    return PollySpeech(client("polly"))


@cache
def voice_courier() -> Courier[Any, Any]:
    """Give the courier of voice messages."""
    # The template language is for those who send.
    from pinwheel.services.couriers.voice import VoiceCourier

    return VoiceCourier(provider=voice_provider(), documents=documents(), new_uuid=ids().new_request_id)


@cache
def topics() -> Topics:
    """Give customers' topics."""
    # One function forwards.
    from pinwheel.adapters.topics import SnsTopics

    return SnsTopics(client("sns"))


def email_quota() -> EmailQuota:
    """Tell what the account may send by e-mail, for who does not send."""
    from pinwheel.adapters.ses import account_quota

    return account_quota(client("sesv2"))


@cache
def email_standing() -> EmailStanding:
    """Give what tells how the account and its senders stand with SES."""
    from pinwheel.adapters.ses_standing import SesStanding

    return SesStanding(client("sesv2"))


@cache
def push_service() -> PushService:
    """Give the carrier of push notifications."""
    # Most functions push nothing.
    from pinwheel.adapters.sns_push import SnsPush

    topic = settings().push_events_topic
    return SnsPush(
        new_client=lambda: client("sns"),
        new_publisher=lambda: session().create_client("sns", config=_once()),
        arn_prefix=topic.rpartition(":")[0],
        events_topic=topic,
    )


@cache
def push_platforms() -> PushPlatforms:
    """Give what push channels are signed in with at the carrier."""
    from pinwheel.services.push_platforms import PushPlatforms

    return PushPlatforms(
        documents=documents(), secrets=channel_secrets(), service=push_service(), clock=clock()
    )


@cache
def push_delivery() -> PushDelivery:
    """Give the way of pushes to the carrier."""
    from pinwheel.services.push_delivery import PushDelivery

    return PushDelivery(
        documents=documents(), platforms=push_platforms(), service=push_service(), clock=clock()
    )


@cache
def push_endpoints() -> PushEndpoints:
    """Give what retires endpoints whose tokens are dead."""
    from pinwheel.services.push_endpoints import PushEndpoints

    return PushEndpoints(reader=endpoints(), writer=endpoints())


@cache
def push_courier() -> Courier[Any, Any]:
    """Give the courier of push notifications."""
    from pinwheel.services.couriers.push import PushCourier

    return PushCourier(delivery=push_delivery(), endpoints=push_endpoints(), documents=documents())


@cache
def functions() -> Functions:
    """Give the customer's functions, for hooks and custom delivery."""
    # Most functions call none.
    from pinwheel.adapters.lambda_functions import LambdaFunctions

    waiting = Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=3,
        read_timeout=15,
        max_pool_connections=16,
        parameter_validation=False,
    )
    return LambdaFunctions(cache(lambda: session().create_client("lambda", config=waiting)))


@cache
def webhooks() -> Webhooks:
    """Give the customer's URLs, for hooks and custom delivery."""
    # Most functions call none.
    from pinwheel.adapters.webhook import HttpWebhooks

    return HttpWebhooks(relay=settings().webhook_relay)


@cache
def _webhook_keys() -> Remembered[Sequence[str]]:
    """Give the keys that calls to URLs are signed with, known for a minute."""
    return Remembered(lambda application_id: webhook_keys().good(application_id), seconds=60)


@cache
def webhook_keys() -> WebhookKeys:
    """Give the keys that calls to URLs are signed with."""
    from pinwheel.services.webhook_keys import WebhookKeys

    secrets_of_urls = KmsSecrets(client("kms"), settings().keys_kms_key_id, context="WebhookKey")
    return WebhookKeys(documents=documents(), secrets=secrets_of_urls, clock=clock())


@cache
def link_keys() -> LinkKeys:
    """Give the keys that personal links are signed with."""
    # Most functions make no links.
    from pinwheel.services.link_keys import LinkKeys

    secrets_of_links = KmsSecrets(client("kms"), settings().keys_kms_key_id, context="LinkKey")
    return LinkKeys(documents=documents(), secrets=secrets_of_links, clock=clock())


@cache
def verifying_keys() -> Remembered[LinkSecrets | None]:
    """Give the keys whose links work, known for some seconds: a revoked one is soon forgotten."""
    return Remembered(lambda application_id: link_keys().verifying(application_id))


@cache
def links() -> Links:
    """Give the maker of personal links; keys and choices are known for a minute."""
    from pinwheel.services.link_keys import Links
    from pinwheel.services.preferences import one_click

    known = Remembered(lambda application_id: link_keys().signing(application_id), seconds=60)
    chosen = Remembered(lambda application_id: one_click(application_id, documents=documents()), seconds=60)
    return Links(base_url=settings().public_url, secrets_of=known.get, one_click=chosen.get)


@cache
def caller() -> Caller:
    """Give the way to the functions and URLs of customers."""
    # Most functions call none.
    from pinwheel.services.hooks import Caller
    from pinwheel.services.webhook_keys import WebhookSigner

    signer = WebhookSigner(good=_webhook_keys().get, clock=clock())
    return Caller(functions=functions(), webhooks=webhooks(), signer=signer)


@cache
def hook() -> Hook:
    """Give the way to ask campaigns' hooks."""
    from pinwheel.services.hooks import HookCaller

    return HookCaller(caller=caller(), documents=documents(), sleep=time.sleep)


@cache
def custom_courier() -> Courier[Any, Any]:
    """Give the courier of custom delivery."""
    from pinwheel.services.couriers.custom import CustomCourier

    return CustomCourier(caller=caller(), sleep=time.sleep)


@cache
def delivery_targets() -> DeliveryTargets:
    """Give the check of functions and URLs that campaigns name."""
    from pinwheel.services.delivery_targets import DeliveryTargets, UrlCheck

    return DeliveryTargets(
        functions=functions(),
        webhooks=webhooks(),
        account_id=place().account_id,
        url_check=UrlCheck(settings().url_check),
    )


@cache
def ledger() -> RunLedger:
    """Give the ledger of campaign runs."""
    return DynamoLedger(client("dynamodb"), settings().events_table)


@cache
def impressions() -> Impressions:
    """Give how often in-app campaigns were shown."""
    return DynamoImpressions(client("dynamodb"), settings().events_table, clock=clock())


@cache
def caps() -> Caps:
    """Give what endpoints were sent lately."""
    return DynamoCaps(Table(client("dynamodb"), settings().events_table))


@cache
def governor() -> Governor:
    """Give the shared memory of send rates."""
    return DynamoGovernor(client("dynamodb"), settings().events_table)


@cache
def scheduler() -> Scheduler:
    """Give the timers of campaigns."""
    return EventBridgeScheduler(
        client("scheduler"),
        group=settings().schedule_group,
        target_arn=settings().runs_queue_arn,
        role_arn=settings().schedule_role_arn,
        dead_letters_arn=settings().schedule_dlq_arn,
    )


@cache
def email_courier() -> Courier[Any, Any]:
    """Give the courier of e-mails."""
    # The template language is for those who send.
    from pinwheel.services.couriers.email import EmailCourier

    return EmailCourier(provider=email_provider(), documents=documents(), links=links())


@cache
def send_rates() -> SendRates:
    """Give the e-mail rates, kept in mind for a minute."""
    # Most functions send nothing.
    from pinwheel.services.rates import SendRates

    quota = email_provider().quota
    return SendRates(governor=governor(), quota=quota, clock=clock(), sleep=time.sleep)


@cache
def configured_rates(family: str) -> SendRates:
    """Give the rates of a family whose provider does not tell them: SMS, PUSH, VOICE, CUSTOM."""
    # Most functions send nothing.
    from pinwheel.services.rates import SendRates, steady

    quota = steady(settings().per_second(family))
    return SendRates(governor=governor(), quota=quota, family=family, clock=clock(), sleep=time.sleep)


@cache
def event_target() -> EventTarget:
    """Give the way to customers' streams: as the role that they named, else by the function's own rights."""
    # Most functions deliver nothing.
    from pinwheel.adapters.event_target import AwsEventTarget

    def new_target_client(service: str, region: str, destination: Destination) -> Any:
        credentials: dict[str, Any] | None = None
        if destination.role_arn:
            external = {"external_id": destination.external_id} if destination.external_id else {}
            credentials = assumed_credentials(
                client("sts"), destination.role_arn, session="pinwheel-event-stream", **external
            )
        return session().create_client(service, region_name=region, config=_short(), **(credentials or {}))

    return AwsEventTarget(new_target_client)


def _short() -> Config:
    """Configure a client for what belongs to others: a stream that hangs must not hold up a shard."""
    return Config(
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=2,
        read_timeout=10,
        max_pool_connections=16,
        parameter_validation=False,
    )


@cache
def stream_delivery() -> StreamDelivery:
    """Give the delivery to customers' streams; where events go is known for some seconds."""
    from pinwheel.services.stream_delivery import StreamDelivery, destination_of

    known = Remembered(lambda application_id: destination_of(application_id, documents=documents()))
    return StreamDelivery(
        destination=known.get,
        target=event_target(),
        documents=documents(),
        blobs=blobs(),
        clock=clock(),
        account_id=settings().account_id,
    )


@cache
def archive_files() -> ArchiveFiles:
    """Give the writer of archive files."""
    # Only functions with the archive layer have the database that writes them.
    from pinwheel.adapters.parquet_archive import ParquetArchiveFiles

    return ParquetArchiveFiles()


@cache
def archive_queries() -> ArchiveQueries:
    """Give the way to ask the archive."""
    from pinwheel.adapters.athena import AthenaQueries
    from pinwheel.services.archive_queries import ArchiveQueries

    engine = AthenaQueries(
        client("athena"), workgroup=settings().archive_workgroup, database=settings().archive_database
    )
    return ArchiveQueries(
        engine=engine,
        documents=documents(),
        segments=segment_documents(),
        audience=audience(),
        blobs=blobs(),
        clock=clock(),
        ids=ids(),
        sleep=time.sleep,
    )


@cache
def event_types() -> EventTypes:
    """Give the custom event types that this function has seen."""
    return EventTypes(documents())


@cache
def ingest_rate() -> IngestRate:
    """Give the rates at which applications may send events."""
    return IngestRate(per_second=settings().events_per_second, governor=governor(), clock=clock())


@cache
def rollups() -> Rollups:
    """Give the figures counted from events."""
    return DynamoRollups(client("dynamodb"), settings().events_table, consumer="roll_up")


@cache
def experiment_stores() -> ExperimentStores:
    """Give all that experiments are kept in and counted from."""
    return ExperimentStores(
        documents=documents(),
        segments=segment_documents(),
        endpoints=endpoints(),
        audience=audience(),
        rollups=rollups(),
        clock=clock(),
    )
