"""What a SIP media application of Chime SDK voice asks about a call of ours, and what it is told to do.

    NEW_OUTBOUND_CALL   remember what is played and for whom       VOICE_INITIATED
    CALL_ANSWERED       play the recording                         VOICE_ANSWERED
    ACTION_SUCCESSFUL   hang up
    ACTION_FAILED       hang up                                    VOICE_FAILED
    HANGUP              nothing; the SIP code says how it went     VOICE_COMPLETED, _BUSY, _NO_ANSWER, _FAILED

Events are written as End User Messaging's, so that what records those records these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]

SCHEMA = "1.0"
_BUSY = frozenset({"486", "600"})
_NO_ANSWER = frozenset({"408", "480", "487"})


@dataclass(frozen=True, slots=True)
class Turn:
    """What the application is told, and what is reported of the call, if anything."""

    answer: dict[str, Any]
    reports: list[dict[str, Any]] = field(default_factory=list)


def turn(event: Json, *, bucket: str, now_millis: int) -> Turn:
    """Answer one invocation."""
    details: Json = event.get("CallDetails") or {}
    attributes = dict(details.get("TransactionAttributes") or {})
    actions: list[dict[str, Any]] = []
    kind = None
    match event.get("InvocationEventType"):
        case "NEW_OUTBOUND_CALL":
            parameters = (event.get("ActionData") or {}).get("Parameters") or {}
            attributes = {str(k): str(v) for k, v in (parameters.get("Arguments") or {}).items()}
            kind = "VOICE_INITIATED"
        case "CALL_ANSWERED":
            attributes["answered"] = str(now_millis)
            actions, kind = [_play(details, bucket, attributes.get("recording", ""))], "VOICE_ANSWERED"
        case "ACTION_SUCCESSFUL":
            actions = [_hang_up(details)]
        case "ACTION_FAILED":
            attributes["failed"] = "yes"
            actions = [_hang_up(details)]
        case "HANGUP":
            kind = _outcome(event, attributes)
    answer = {"SchemaVersion": SCHEMA, "Actions": actions, "TransactionAttributes": attributes}
    return Turn(answer, [_report(kind, details, attributes, now_millis)] if kind else [])


def _outcome(event: Json, attributes: Mapping[str, str]) -> str:
    code = str(((event.get("ActionData") or {}).get("Parameters") or {}).get("SipResponseCode") or "")
    if "failed" in attributes:
        return "VOICE_FAILED"
    if "answered" in attributes:
        return "VOICE_COMPLETED"
    if code in _BUSY:
        return "VOICE_BUSY"
    return "VOICE_NO_ANSWER" if code in _NO_ANSWER else "VOICE_FAILED"


def _participant(details: Json) -> Json:
    participants = details.get("Participants") or [{}]
    return dict(participants[0])


def _play(details: Json, bucket: str, name: str) -> dict[str, Any]:
    return {
        "Type": "PlayAudio",
        "Parameters": {
            "CallId": _participant(details).get("CallId", ""),
            "AudioSource": {"Type": "S3", "BucketName": bucket, "Key": name},
        },
    }


def _hang_up(details: Json) -> dict[str, Any]:
    call_id = _participant(details).get("CallId", "")
    return {"Type": "Hangup", "Parameters": {"CallId": call_id, "SipResponseCode": "0"}}


def _report(kind: str, details: Json, attributes: Mapping[str, str], now_millis: int) -> dict[str, Any]:
    participant = _participant(details)
    answered = int(attributes.get("answered") or now_millis)
    return {
        "eventType": kind,
        "eventTimestamp": now_millis,
        "messageId": str(details.get("TransactionId") or ""),
        "originationPhoneNumber": str(participant.get("From") or ""),
        "destinationPhoneNumber": str(participant.get("To") or ""),
        "callDurationInSeconds": (now_millis - answered) // 1000 if kind == "VOICE_COMPLETED" else 0,
        "context": dict(attributes),
    }
