"""Issue the access key of the local runtime. Runs as a child, with the variables of an API function."""

from __future__ import annotations

from local.config import LOCAL_KEY, LOCAL_SECRET
from pinwheel.domain.access_keys import Right
from pinwheel.runtime import bootstrap
from pinwheel.services.access_keys import import_key


def main() -> None:
    """Store the key with all rights."""
    import_key(
        LOCAL_KEY,
        LOCAL_SECRET,
        name="local runtime",
        rights=list(Right),
        documents=bootstrap.documents(),
        secrets=bootstrap.secrets(),
        clock=bootstrap.clock(),
    )


if __name__ == "__main__":
    main()
