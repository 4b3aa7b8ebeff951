"""Which loader pins the content of each channel of a campaign, by endpoint channel type.

Who adds a channel adds a line; `CUSTOM` stands for custom delivery, whatever the endpoints' channels.
"""

from __future__ import annotations

from pinwheel.domain.push.content import PUSH_CHANNELS
from pinwheel.services.courier import LoadContent
from pinwheel.services.couriers import custom, email, push, sms, voice

LOADERS: dict[str, LoadContent] = {
    "EMAIL": email.load,
    **dict.fromkeys(PUSH_CHANNELS, push.load),
    "SMS": sms.load,
    "VOICE": voice.load,
    "CUSTOM": custom.load,
}
