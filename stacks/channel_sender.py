"""What sends one family of channels: a work queue, the function that empties it, what all of them need."""

from __future__ import annotations

from aws_cdk import Duration
from constructs import Construct

from stacks.constructs.function import PinwheelFunction, Workshop
from stacks.constructs.work_queue import WorkQueue
from stacks.data import DataStack
from stacks.streams import Streams

SEND_TIMEOUT = Duration.seconds(90)
"""A minute of sending, then the chunk is put back; a crash is retried after six times as long at most."""
SENDERS = 20
"""Senders at once; the governor, not their number, holds the rate."""
CPU = 1769
"""MiB of memory at which Lambda gives one whole core."""


class ChannelSender(Construct):
    """A family's queue and function. Whoever adds a family grants what its provider needs besides.

    Granted here: the ledger of runs, the governor, caps, documents, the event stream, chunks and contents in
    the bucket, and its own queue, named to it as `PINWHEEL_<FAMILY>_QUEUE_URL`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        family: str,
        folder: str,
        workshop: Workshop,
        data: DataStack,
        streams: Streams,
        memory_mib: int = CPU,
    ) -> None:
        super().__init__(scope, id_)
        self.variable = f"PINWHEEL_{family}_QUEUE_URL"
        self.queue = WorkQueue(self, f"{family.capitalize()}Work", consumer_timeout=SEND_TIMEOUT)
        self.function = PinwheelFunction(
            self,
            f"Send{family.capitalize()}",
            folder=folder,
            workshop=workshop,
            timeout=SEND_TIMEOUT,
            memory_mib=memory_mib,
            hands_on=True,
        )
        self.queue.consumed_by(self.function, max_concurrency=SENDERS)
        self.fed_by(self.function)
        streams.written_by(self.function)
        data.bucket.used_by(self.function, "runs/", "read")
        data.events.written_by(self.function)
        data.registry.written_by(self.function)

    def fed_by(self, function: PinwheelFunction) -> None:
        """Let a function add chunks, and tell it where."""
        self.queue.fed_by(function, variable=self.variable)
