"""Which loader pins the content of each channel of a campaign, by endpoint channel type.

Who adds a channel adds a line; `CUSTOM` stands for custom delivery, whatever the endpoints' channels.
"""

from __future__ import annotations

from pinwheel.services.courier import LoadContent
from pinwheel.services.couriers import email

LOADERS: dict[str, LoadContent] = {
    "EMAIL": email.load,
}
