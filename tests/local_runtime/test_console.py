"""The console's files, as the front serves them."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette

from local.config import LocalConfig
from local.front.console import FOLDER, Console


@pytest.fixture
def built(tmp_path):
    """Give a folder with a small console in it."""
    (tmp_path / "headers.json").write_bytes((FOLDER / "headers.json").read_bytes())
    assets = tmp_path / "dist" / "assets"
    assets.mkdir(parents=True)
    (assets / "index-1a2b.js").write_text("run()")
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>the app")
    (tmp_path / "secret.txt").write_text("not for anybody")
    return tmp_path


@pytest.fixture
def get(tmp_path, built):
    """Ask the console for a path."""
    config = LocalConfig(port=4100, enforce_iam=False, work=tmp_path)
    app = Starlette(routes=Console(config, folder=built).routes())

    def get(path):
        async def answer():
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4100") as client:
                return await client.get(path)

        return asyncio.run(answer())

    return get


@pytest.mark.parametrize("path", ["/console/", "/console/apps/a/segments", "/console/templates/email/x.y"])
def test_every_page_is_the_app(get, path):
    answer = get(path)

    assert (answer.status_code, answer.text) == (200, "<!doctype html>the app")


def test_scripts_come_from_the_console_only(get):
    policy = get("/console/").headers["content-security-policy"]

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == "'self'"
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert "unsafe-eval" not in policy


def test_named_files_may_be_kept_and_the_page_may_not(get):
    assert "immutable" in get("/console/assets/index-1a2b.js").headers["cache-control"]
    assert get("/console/").headers["cache-control"] == "no-cache"


def test_a_missing_script_is_missing(get):
    assert get("/console/assets/index-old.js").status_code == 404


@pytest.mark.parametrize("path", ["/console/..%2fsecret.txt", "/console/assets/..%2f..%2fsecret.txt"])
def test_nothing_outside_is_served(get, path):
    assert "not for anybody" not in get(path).text


def test_settings_name_the_documented_key(get):
    settings = get("/console/config.json").json()

    assert settings["Door"] == "keys"
    assert settings["Hint"] == {"AccessKeyId": "local", "SecretAccessKey": "local-secret"}


def test_a_console_that_is_not_built_says_how(get, built):
    (built / "dist" / "index.html").unlink()

    answer = get("/console/")

    assert answer.status_code == 404
    assert "make console" in answer.text
