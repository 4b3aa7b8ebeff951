"""Recordings for telephones: PCM of 8,000 samples a second as a WAV file, which Chime SDK voice plays."""

from __future__ import annotations

import struct

SAMPLES_PER_SECOND = 8_000
BYTES_PER_SAMPLE = 2


def wave_file(samples: bytes) -> bytes:
    """Put a WAV header before mono samples of 16 bits."""
    bytes_per_second = SAMPLES_PER_SECOND * BYTES_PER_SAMPLE
    layout = struct.pack(
        "<4sIHHIIHH",
        b"fmt ",
        16,
        1,
        1,
        SAMPLES_PER_SECOND,
        bytes_per_second,
        BYTES_PER_SAMPLE,
        8 * BYTES_PER_SAMPLE,
    )
    data = struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI4s", b"RIFF", 4 + len(layout) + len(data), b"WAVE") + layout + data
