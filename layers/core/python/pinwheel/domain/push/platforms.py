"""How a channel is signed in at SNS: a platform application for each set of credentials (spec 07, 5.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pinwheel.domain.push.content import APPLE, BAIDU, FCM

CERTIFICATE, TOKEN, KEY, CLIENT = "certificate", "token", "key", "client"
"""Names of the sets of credentials (domain/channels/kinds.py)."""

SETS = {**dict.fromkeys(APPLE, (CERTIFICATE, TOKEN)), FCM: (KEY, TOKEN), BAIDU: (KEY,), "ADM": (CLIENT,)}
"""The sets that a channel may have, by channel type; the first is taken where nobody says which."""

NAME_PREFIX = "pinwheel-"


def platform_name(application_id: str, channel_type: str, credentials: str) -> str:
    """Name a platform application; it says whose it is."""
    return f"{NAME_PREFIX}{application_id}-{channel_type}-{credentials}"


def platform_attributes(channel_type: str, credentials: str, members: Mapping[str, str]) -> dict[str, str]:
    """Give what SNS signs in with."""
    match channel_type, credentials:
        case _, "certificate":
            return {"PlatformPrincipal": members["Certificate"], "PlatformCredential": members["PrivateKey"]}
        case "GCM", "token":
            return {"PlatformCredential": members["ServiceJson"]}
        case "GCM", _:
            return {"PlatformCredential": members["ApiKey"]}
        case _, "token":
            return {
                "PlatformPrincipal": members["TokenKeyId"],
                "PlatformCredential": members["TokenKey"],
                "ApplePlatformTeamID": members["TeamId"],
                "ApplePlatformBundleID": members["BundleId"],
            }
        case "BAIDU", _:
            return {"PlatformPrincipal": members["ApiKey"], "PlatformCredential": members["SecretKey"]}
        case _:
            return {"PlatformPrincipal": members["ClientId"], "PlatformCredential": members["ClientSecret"]}


def chosen_set(
    channel_type: str, available: Collection[str], *, wish: str | None, default: str | None
) -> str | None:
    """Choose the credentials: as the message wishes, else the channel's default, else what there is."""
    for method in (wish, default):
        name = _set_name(channel_type, method)
        if name in available:
            return name
    return next((name for name in SETS[channel_type] if name in available), None)


def _set_name(channel_type: str, method: str | None) -> str | None:
    """Read an authentication method; Apple's token is called a key in some clients (spec 07, section 1)."""
    match (method or "").upper():
        case "CERTIFICATE":
            return CERTIFICATE
        case "KEY":
            return TOKEN if channel_type in APPLE else KEY
        case "TOKEN":
            return TOKEN
        case _:
            return None


def device_attributes(channel_type: str, token: str) -> dict[str, str]:
    """Give what a device is registered with besides its token: Baidu's is `<user ID>:<channel ID>`."""
    if channel_type != BAIDU:
        return {}
    user_id, _, channel_id = token.partition(":")
    return {"UserId": user_id, "ChannelId": channel_id or user_id}
