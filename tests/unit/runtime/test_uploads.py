"""Where browsers are sent with files: to the name that S3 answers without a redirect."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from pinwheel.runtime import bootstrap


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_uploads_go_to_the_bucket_in_its_region(monkeypatch, region):
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(bootstrap, "settings", lambda: SimpleNamespace(data_bucket="the-bucket"))
    bootstrap.session.cache_clear()

    url = bootstrap.uploads.__wrapped__().permit(
        "uploads/a", headers={"Content-Type": "text/csv"}, seconds=60
    )

    assert urlsplit(url).hostname == f"the-bucket.s3.{region}.amazonaws.com"
    assert "X-Amz-Signature=" in url
