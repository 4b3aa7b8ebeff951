"""Finding an endpoint in a run's chunks: always there, at a cost that grows with the logarithm."""

from __future__ import annotations

import msgspec
import pytest

from pinwheel.domain.endpoints import Endpoint, bucket_of, endpoint_key
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.services.insight.chunk_search import find
from tests.fakes.system import MemoryBlobs


class CountedBlobs(MemoryBlobs):
    def __init__(self):
        super().__init__()
        self.reads, self.bytes = 0, 0

    def get(self, name, *, start=0, length=None):
        data = super().get(name, start=start, length=length)
        self.reads += 1
        self.bytes += len(data)
        return data


def audience(ids, *, size, blobs, treatments=2, held_out=10):
    """Write the chunks as a slice does: in the order of buckets and keys, one row for each group."""
    rows: dict[tuple[str, str], list[Endpoint]] = {}
    for at, each in enumerate(sorted(ids, key=lambda each: (bucket_of(each), endpoint_key(each)))):
        fate = "H" if at % held_out == 0 else "S"
        rows.setdefault((str(at % treatments), fate), []).append(
            Endpoint(id=each, attributes={"a": ["é" * 50]})
        )
    chunks: list[Chunk] = []
    for (treatment, fate), endpoints in rows.items():
        for start in range(0, len(endpoints), size):
            part = endpoints[start : start + size]
            name = f"blob-{len(chunks)}"
            blobs.put(name, b"\n".join(msgspec.json.encode(each) for each in part))
            chunks.append(
                Chunk(
                    id=f"000-{len(chunks):06d}",
                    blob=name,
                    treatment_id=treatment,
                    channel="EMAIL",
                    progress=fate * len(part),
                )
            )
    return chunks


@pytest.mark.parametrize("size", [1, 3, 50])
def test_everybody_is_found_and_nobody_else(size):
    blobs = CountedBlobs()
    ids = [f'Ö{number} "x"' for number in range(300)]
    chunks = audience(ids, size=size, blobs=blobs)

    for each in ids:
        found = find(chunks, each.upper(), blobs=blobs)
        assert found is not None
        chunk, at, endpoint = found
        assert endpoint.id == each
        assert msgspec.json.decode(blobs.stored[chunk.blob].splitlines()[at])["Id"] == each
    assert find(chunks, "nobody", blobs=blobs) is None


def test_a_search_reads_a_few_heads_and_chunks():
    blobs = CountedBlobs()
    ids = [f"e{number}" for number in range(20_000)]
    chunks = audience(ids, size=20, blobs=blobs, treatments=1, held_out=10**9)
    assert len(chunks) >= 1_000

    assert find(chunks, "e777", blobs=blobs) is not None
    assert blobs.reads <= 14
    assert find(chunks, "nobody", blobs=blobs) is None
    assert blobs.reads <= 14 + 24


def test_chunks_whose_recipients_are_gone_are_passed_by():
    blobs = CountedBlobs()
    chunks = audience([f"e{number}" for number in range(30)], size=5, blobs=blobs)
    blobs.stored.clear()

    assert find(chunks, "e1", blobs=blobs) is None
