"""Where every document of the registry and segments tables lives; the only place that spells keys.

registry table
    APPS                      <app>                       index of applications, in order of creation
    APP#<app>                 APP                         the application
    APP#<app>                 SETTINGS                    its settings
    APP#<app>                 BLOCKED                     attribute names that are no longer taken in
    APP#<app>                 CHANNEL#<TYPE>              one channel
    APP#<app>                 CREDENTIALS#<TYPE>          its credentials, encrypted
    APP#<app>                 ONCE#<hash>                 a request that may come twice, and its answer
    APP#<app>                 PUSH#<TYPE>                 platform applications of a push channel at SNS
    PUSH#<app>#<TYPE>#<hex>   <hash of a token>           platform endpoint of a device at SNS; expires
    APP#<app>                 CAMPAIGN#<id>               newest version of a campaign, with its state
    APP#<app>                 DELETED#CAMPAIGN#<id>       note of a deleted campaign, whose versions stay
    APP#<app>                 DELETED#JOB#<id>            note of an import job of an application that goes
    APP#<app>                 JOB#IMPORT#<id>             import job
    APP#<app>                 JOB#EXPORT#<id>             export job
    JOB#<app>#<id>            PIECE#000001                what came of a piece of a job
    SEGMENTJOBS#<app>#<id>    <job>                       import jobs that made a segment
    SEGMENTEXPORTS#<app>#<id> <job>                       export jobs of a segment
    APP#<app>                 EVENTSTREAM                 where an application's events are to be sent
    APP#<app>                 STREAMSTATUS                how the delivery to it goes
    APP#<app>                 QUERY#<id>                  question to the archive that is being answered
    APP#<app>                 JOURNEY#<id>                journey; a big one says where in the bucket it lies
    APP#<app>                 TRIGGER#<event type>#<id>   campaign that listens to a type, `*`: any
    APP#<app>                 INAPP#<id>                  in-app campaign that is on
    APP#<app>                 EXPERIMENT#<id>             experiment (extension)
    APP#<app>                 EXPERIMENTS                 running experiments, for who counts events
    APP#<app>                 EVENTTYPES                  custom event types, for their limit
    APP#<app>                 WEBHOOKKEY                  keys that calls to URLs are signed with, encrypted
    APP#<app>                 LINKKEYS                    keys that links are signed with, encrypted
    APP#<app>                 PREFERENCES                 what the preference page shows
    APP#<app>                 CIRCUITBREAKER              when bounces and complaints stop a campaign
    APP#<app>                 SUPPRESSION#<address>       address that must not be sent to
    APP#<app>                 OTP#<hash>                  one-time password of a reference and a phone, hashed
    CAMPAIGN#<app>#<id>       V#00000001                  one version of a campaign
    CAMPAIGN#<app>#<id>       ACTIVITY#<activity>         one activity
    CAMPAIGN#<app>#<id>       BREAKER                     why and when bounces or complaints stopped it
    CAMPAIGN#<app>#<id>       BREAKERCOUNT#<activity>     bounces and complaints of an activity
    CAMPAIGN#<app>#<id>       BREAKERSEEN#<activity>#<n>  report that was counted; vanishes
    CAMPAIGN#<app>#<id>       DRYRUN#<id>                 a dry run (extension), for 30 days
    CAMPAIGN#<app>#<id>       DRYPIECE#<id>#001           how far a part of it has come
    TEMPLATES                 <name>#<TYPE>               a template: latest and active version
    TEMPLATE#<name>#<TYPE>    V#00000001                  one version of a template
    RECOMMENDERS              <id>                        a recommender configuration
    ACTIVECAMPAIGNS           <app>#<kind>#<id>           campaign that counts against the quotas
    APP#<app>                 AUDIT#<time>#<id>           who changed what in an application
    AUDIT                     <time>#<id>                 who changed what in the account
    KEY#<access key>          KEY                         an issued access key
    KEYS                      <access key>                index of issued keys
    NUMBERS                   <number>                    how texts to one of our numbers are handled
    NUMBER#<number>           KEYWORD#<word>              answer of a number to a word
    NUMBER#<number>           OPTOUT#<phone>              phone that wants no texts from a number
    PHONE#<phone>             OPTOUTS                     all numbers that a phone wants no texts from
    PHONE#<phone>             LAST#<number>               last text to a phone from a number; vanishes
    PHONE#<phone>             SENT#<message>              what a text was sent for; vanishes
    INBOUND#<message>         INBOUND                     text from a phone that was seen to; vanishes
segments table
    APP#<app>                 SEGMENT#<id>                newest version of a segment
    SEGMENT#<app>#<id>        V#00000001                  one version of a segment

IDs sort by time of creation (ports/ids.py), so listings come in that order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """Where a document lives; made in this module only."""

    partition: str
    key: str


APPLICATIONS = "APPS"
TEMPLATES = "TEMPLATES"
RECOMMENDERS = "RECOMMENDERS"
ACCESS_KEYS = "KEYS"
ACTIVE_CAMPAIGNS = "ACTIVECAMPAIGNS"


def application_partition(application_id: str) -> str:
    """Name the partition of everything that belongs to one application."""
    return f"APP#{application_id}"


def application(application_id: str) -> DocumentKey:
    """Locate an application."""
    return DocumentKey(application_partition(application_id), "APP")


def application_entry(application_id: str) -> DocumentKey:
    """Locate an application's entry in the index."""
    return DocumentKey(APPLICATIONS, application_id)


def settings(application_id: str) -> DocumentKey:
    """Locate an application's settings."""
    return DocumentKey(application_partition(application_id), "SETTINGS")


def blocked_attributes(application_id: str) -> DocumentKey:
    """Locate the attribute names that an application no longer takes in."""
    return DocumentKey(application_partition(application_id), "BLOCKED")


CHANNEL_PREFIX = "CHANNEL#"


def channel(application_id: str, channel_type: str) -> DocumentKey:
    """Locate a channel; `channel_type` is Pinpoint's upper-case name (`EMAIL`)."""
    return DocumentKey(application_partition(application_id), f"{CHANNEL_PREFIX}{channel_type}")


def channel_credentials(application_id: str, channel_type: str) -> DocumentKey:
    """Locate a channel's encrypted credentials; apart from the channel, so that no read of it meets them."""
    return DocumentKey(application_partition(application_id), f"CREDENTIALS#{channel_type}")


def request_once(application_id: str, name: str) -> DocumentKey:
    """Locate what is remembered of a request that may come twice; the name is a hash."""
    return DocumentKey(application_partition(application_id), f"ONCE#{name}")


PUSH_PLATFORM_PREFIX = "PUSH#"
PUSH_DEVICE_PARTITIONS = 16
"""Partitions that the devices of a push channel are spread over; never changes once data exists."""


def push_platform(application_id: str, channel_type: str) -> DocumentKey:
    """Locate what a push channel is signed in with at the carrier."""
    return DocumentKey(application_partition(application_id), f"{PUSH_PLATFORM_PREFIX}{channel_type}")


def push_device_partitions(application_id: str, channel_type: str) -> list[str]:
    """Name the partitions of a push channel's devices."""
    return [f"PUSH#{application_id}#{channel_type}#{part:x}" for part in range(PUSH_DEVICE_PARTITIONS)]


def push_device(application_id: str, channel_type: str, token: str) -> DocumentKey:
    """Locate what the carrier calls a device; the key does not tell the token."""
    name = hashlib.blake2b(token.encode(), digest_size=20).hexdigest()
    partition = push_device_partitions(application_id, channel_type)[int(name[0], 16)]
    return DocumentKey(partition, name)


CAMPAIGN_PREFIX = "CAMPAIGN#"


def campaign(application_id: str, campaign_id: str) -> DocumentKey:
    """Locate the newest version of a campaign."""
    return DocumentKey(application_partition(application_id), f"{CAMPAIGN_PREFIX}{campaign_id}")


def campaign_partition(application_id: str, campaign_id: str) -> str:
    """Name the partition of a campaign's versions and activities."""
    return f"CAMPAIGN#{application_id}#{campaign_id}"


DELETED_CAMPAIGN_PREFIX = "DELETED#CAMPAIGN#"


def deleted_campaign(application_id: str, campaign_id: str) -> DocumentKey:
    """Locate the note that a campaign was deleted, by which its versions and runs are found again."""
    return DocumentKey(application_partition(application_id), f"{DELETED_CAMPAIGN_PREFIX}{campaign_id}")


VERSION_PREFIX = "V#"


def version_key(version: int) -> str:
    """Spell a version so that versions sort as numbers do."""
    return f"{VERSION_PREFIX}{version:08d}"


def campaign_version(application_id: str, campaign_id: str, version: int) -> DocumentKey:
    """Locate one version of a campaign."""
    return DocumentKey(campaign_partition(application_id, campaign_id), version_key(version))


ACTIVITY_PREFIX = "ACTIVITY#"


def activity(application_id: str, campaign_id: str, activity_id: str) -> DocumentKey:
    """Locate one activity of a campaign."""
    partition = campaign_partition(application_id, campaign_id)
    return DocumentKey(partition, f"{ACTIVITY_PREFIX}{activity_id}")


def dry_run(application_id: str, campaign_id: str, dry_run_id: str) -> DocumentKey:
    """Locate a dry run of a campaign."""
    return DocumentKey(campaign_partition(application_id, campaign_id), f"DRYRUN#{dry_run_id}")


def dry_run_piece(application_id: str, campaign_id: str, dry_run_id: str, number: int) -> DocumentKey:
    """Locate how far a part of a dry run has come."""
    partition = campaign_partition(application_id, campaign_id)
    return DocumentKey(partition, f"DRYPIECE#{dry_run_id}#{number:03d}")


def active_campaign_prefix(application_id: str, kind: str = "") -> str:
    """Begin the keys of an application's active campaigns, of one kind (`RUNS` or a frequency) or of all."""
    return f"{application_id}#{kind}#" if kind else f"{application_id}#"


def active_campaign(application_id: str, kind: str, campaign_id: str) -> DocumentKey:
    """Locate a campaign's entry in the account's list of active ones (services/campaign_quotas.py)."""
    return DocumentKey(ACTIVE_CAMPAIGNS, f"{active_campaign_prefix(application_id, kind)}{campaign_id}")


TRIGGER_PREFIX = "TRIGGER#"


def trigger_prefix(event_type: str) -> str:
    """Begin the keys of all campaigns that listen to events of a type."""
    return f"{TRIGGER_PREFIX}{event_type}#"


def trigger(application_id: str, event_type: str, campaign_id: str) -> DocumentKey:
    """Locate the note that a campaign listens to events of a type (services/trigger_index.py writes it)."""
    return DocumentKey(application_partition(application_id), f"{trigger_prefix(event_type)}{campaign_id}")


IN_APP_PREFIX = "INAPP#"


def in_app_campaign(application_id: str, campaign_id: str) -> DocumentKey:
    """Locate the note that an in-app campaign is on (services/trigger_index.py writes it)."""
    return DocumentKey(application_partition(application_id), f"{IN_APP_PREFIX}{campaign_id}")


IMPORT_JOB_PREFIX = "JOB#IMPORT#"


def import_job(application_id: str, job_id: str) -> DocumentKey:
    """Locate an import job."""
    return DocumentKey(application_partition(application_id), f"{IMPORT_JOB_PREFIX}{job_id}")


DELETED_JOB_PREFIX = "DELETED#JOB#"


def deleted_job(application_id: str, job_id: str) -> DocumentKey:
    """Locate the note that an import job was deleted with its application, by which its files are found."""
    return DocumentKey(application_partition(application_id), f"{DELETED_JOB_PREFIX}{job_id}")


EXPORT_JOB_PREFIX = "JOB#EXPORT#"


def export_job(application_id: str, job_id: str) -> DocumentKey:
    """Locate an export job."""
    return DocumentKey(application_partition(application_id), f"{EXPORT_JOB_PREFIX}{job_id}")


def job_partition(application_id: str, job_id: str) -> str:
    """Name the partition of the records of a job's pieces."""
    return f"JOB#{application_id}#{job_id}"


def import_piece(application_id: str, job_id: str, number: int) -> DocumentKey:
    """Locate the record of one piece of an import job."""
    return DocumentKey(job_partition(application_id, job_id), f"PIECE#{number:06d}")


def export_piece(application_id: str, job_id: str, number: int) -> DocumentKey:
    """Locate the record of one piece of an export job."""
    return DocumentKey(job_partition(application_id, job_id), f"PIECE#{number:06d}")


def segment_jobs_partition(application_id: str, segment_id: str) -> str:
    """Name the partition that lists a segment's import jobs."""
    return f"SEGMENTJOBS#{application_id}#{segment_id}"


def segment_job(application_id: str, segment_id: str, job_id: str) -> DocumentKey:
    """Locate the entry of a job in the list of a segment's import jobs."""
    return DocumentKey(segment_jobs_partition(application_id, segment_id), job_id)


def segment_exports_partition(application_id: str, segment_id: str) -> str:
    """Name the partition that lists a segment's export jobs."""
    return f"SEGMENTEXPORTS#{application_id}#{segment_id}"


def segment_export(application_id: str, segment_id: str, job_id: str) -> DocumentKey:
    """Locate the entry of a job in the list of a segment's export jobs."""
    return DocumentKey(segment_exports_partition(application_id, segment_id), job_id)


def event_stream(application_id: str) -> DocumentKey:
    """Locate where an application's events are to be sent."""
    return DocumentKey(application_partition(application_id), "EVENTSTREAM")


def event_stream_status(application_id: str) -> DocumentKey:
    """Locate what became of the events that were to be sent there."""
    return DocumentKey(application_partition(application_id), "STREAMSTATUS")


def archive_query(application_id: str, query_id: str) -> DocumentKey:
    """Locate a question to the archive that is being answered."""
    return DocumentKey(application_partition(application_id), f"QUERY#{query_id}")


JOURNEY_PREFIX = "JOURNEY#"


def journey(application_id: str, journey_id: str) -> DocumentKey:
    """Locate a journey."""
    return DocumentKey(application_partition(application_id), f"{JOURNEY_PREFIX}{journey_id}")


EXPERIMENT_PREFIX = "EXPERIMENT#"


def experiment(application_id: str, experiment_id: str) -> DocumentKey:
    """Locate an experiment."""
    return DocumentKey(application_partition(application_id), f"{EXPERIMENT_PREFIX}{experiment_id}")


def event_types(application_id: str) -> DocumentKey:
    """Locate the list of an application's custom event types."""
    return DocumentKey(application_partition(application_id), "EVENTTYPES")


def running_experiments(application_id: str) -> DocumentKey:
    """Locate the list of an application's running experiments."""
    return DocumentKey(application_partition(application_id), "EXPERIMENTS")


def webhook_key(application_id: str) -> DocumentKey:
    """Locate the keys that calls to an application's URLs are signed with."""
    return DocumentKey(application_partition(application_id), "WEBHOOKKEY")


def link_keys(application_id: str) -> DocumentKey:
    """Locate the keys that an application's personal links are signed with."""
    return DocumentKey(application_partition(application_id), "LINKKEYS")


def circuit_breaker(application_id: str) -> DocumentKey:
    """Locate when bounces and complaints stop a campaign of an application."""
    return DocumentKey(application_partition(application_id), "CIRCUITBREAKER")


def broken_circuit(application_id: str, campaign_id: str) -> DocumentKey:
    """Locate why and when bounces or complaints stopped a campaign."""
    return DocumentKey(campaign_partition(application_id, campaign_id), "BREAKER")


def feedback_count(application_id: str, campaign_id: str, activity_id: str) -> DocumentKey:
    """Locate how many bounces and complaints an activity has had."""
    return DocumentKey(campaign_partition(application_id, campaign_id), f"BREAKERCOUNT#{activity_id}")


def counted_feedback(application_id: str, campaign_id: str, activity_id: str, event_id: str) -> DocumentKey:
    """Locate the note that a report was counted."""
    partition = campaign_partition(application_id, campaign_id)
    return DocumentKey(partition, f"BREAKERSEEN#{activity_id}#{event_id}")


def preferences(application_id: str) -> DocumentKey:
    """Locate what an application's preference page shows."""
    return DocumentKey(application_partition(application_id), "PREFERENCES")


SUPPRESSION_PREFIX = "SUPPRESSION#"
LONGEST_ADDRESS_BYTES = 900
"""A key takes 1,024 bytes; endpoints may have longer addresses, which go by their hash."""


def folded_address(address: str) -> str:
    """Spell an address as it is compared: case and surrounding blanks do not count."""
    return address.strip().lower()


def suppression(application_id: str, address: str) -> DocumentKey:
    """Locate an address on an application's suppression list."""
    partition = application_partition(application_id)
    name = folded_address(address)
    if len(name.encode()) > LONGEST_ADDRESS_BYTES:
        name = hashlib.blake2b(name.encode(), digest_size=32).hexdigest()
    return DocumentKey(partition, f"{SUPPRESSION_PREFIX}{name}")


def one_time_password(application_id: str, reference_id: str, phone: str) -> DocumentKey:
    """Locate a one-time password; the key tells neither reference nor phone."""
    spelt = f"{len(reference_id)}#{reference_id}#{phone}".encode()
    name = hashlib.blake2b(spelt, digest_size=32).hexdigest()
    return DocumentKey(application_partition(application_id), f"OTP#{name}")


SEGMENT_PREFIX = "SEGMENT#"


def segment(application_id: str, segment_id: str) -> DocumentKey:
    """Locate the newest version of a segment (segments table)."""
    return DocumentKey(application_partition(application_id), f"{SEGMENT_PREFIX}{segment_id}")


def segment_partition(application_id: str, segment_id: str) -> str:
    """Name the partition of a segment's versions (segments table)."""
    return f"SEGMENT#{application_id}#{segment_id}"


def segment_version(application_id: str, segment_id: str, version: int) -> DocumentKey:
    """Locate one version of a segment (segments table)."""
    return DocumentKey(segment_partition(application_id, segment_id), version_key(version))


def partitions_below(application_id: str, key: str) -> list[str]:
    """Name the partitions with what belongs to a document of an application's partition, in the same table.

    Who gives a resource a partition of its own adds it here, else deleting an application leaves it behind.
    """
    owners = {
        CAMPAIGN_PREFIX: campaign_partition,
        DELETED_CAMPAIGN_PREFIX: campaign_partition,
        IMPORT_JOB_PREFIX: job_partition,
        DELETED_JOB_PREFIX: job_partition,
        EXPORT_JOB_PREFIX: job_partition,
        SEGMENT_PREFIX: segment_partition,
    }
    if key.startswith(PUSH_PLATFORM_PREFIX):
        return push_device_partitions(application_id, key.removeprefix(PUSH_PLATFORM_PREFIX))
    return [
        name(application_id, key.removeprefix(prefix))
        for prefix, name in owners.items()
        if key.startswith(prefix)
    ]


def template(name: str, template_type: str) -> DocumentKey:
    """Locate a template's head: which versions there are and which is active."""
    return DocumentKey(TEMPLATES, f"{name}#{template_type}")


def template_partition(name: str, template_type: str) -> str:
    """Name the partition of a template's versions."""
    return f"TEMPLATE#{name}#{template_type}"


def template_version(name: str, template_type: str, version: int) -> DocumentKey:
    """Locate one version of a template."""
    return DocumentKey(template_partition(name, template_type), version_key(version))


def recommender(recommender_id: str) -> DocumentKey:
    """Locate a recommender configuration."""
    return DocumentKey(RECOMMENDERS, recommender_id)


AUDIT = "AUDIT"
AUDIT_PREFIX = "AUDIT#"


def audit_entry(name: str) -> DocumentKey:
    """Locate an entry of the account's audit log; names sort by time."""
    return DocumentKey(AUDIT, name)


def application_audit_entry(application_id: str, name: str) -> DocumentKey:
    """Locate an entry of an application's audit log, which goes with the application."""
    return DocumentKey(application_partition(application_id), f"{AUDIT_PREFIX}{name}")


def access_key(access_key_id: str) -> DocumentKey:
    """Locate an issued access key."""
    return DocumentKey(f"KEY#{access_key_id}", "KEY")


def access_key_entry(access_key_id: str) -> DocumentKey:
    """Locate an access key's entry in the index."""
    return DocumentKey(ACCESS_KEYS, access_key_id)


NUMBERS = "NUMBERS"
"""Partition of the numbers that people write to. Numbers, like opt-outs, belong to the account (spec 08)."""
KEYWORD_PREFIX = "KEYWORD#"
OPT_OUT_PREFIX = "OPTOUT#"
ANY_NUMBER = "*"
"""Stands for the number of a text that the carrier chose one for."""


def number(number: str) -> DocumentKey:
    """Locate how texts to a number are handled; the number is spelt by `domain/numbers.py`."""
    return DocumentKey(NUMBERS, number)


def number_partition(number: str) -> str:
    """Name the partition of a number's keywords and opt-outs."""
    return f"NUMBER#{number}"


def keyword(number: str, word: str) -> DocumentKey:
    """Locate a keyword of a number; the word is folded by `domain/keywords.py`."""
    return DocumentKey(number_partition(number), f"{KEYWORD_PREFIX}{word}")


def opt_out(number: str, phone: str) -> DocumentKey:
    """Locate a phone on a number's list of opt-outs."""
    return DocumentKey(number_partition(number), f"{OPT_OUT_PREFIX}{phone}")


def phone_opt_outs(phone: str) -> DocumentKey:
    """Locate the numbers that a phone opted out of, which is what senders read."""
    return DocumentKey(f"PHONE#{phone}", "OPTOUTS")


def last_text(phone: str, number: str) -> DocumentKey:
    """Locate the last text to a phone from a number."""
    return DocumentKey(f"PHONE#{phone}", f"LAST#{number}")


def sent_text(phone: str, message_id: str) -> DocumentKey:
    """Locate what a text was sent for."""
    return DocumentKey(f"PHONE#{phone}", f"SENT#{message_id}")


def inbound_text(message_id: str) -> DocumentKey:
    """Locate how far a text from a phone was seen to."""
    return DocumentKey(f"INBOUND#{message_id}", "INBOUND")
