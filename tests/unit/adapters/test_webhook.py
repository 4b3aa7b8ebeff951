"""Which URLs are called, and how: real sockets on this machine, with the look-up of names replaced."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pinwheel.adapters.webhook import HttpWebhooks, is_public
from pinwheel.ports.functions import CallFailed


class Server:
    """A small server; `answers` are (status, headers, body) by path."""

    def __init__(self, answers):
        seen = self.seen = []

        class Handler(BaseHTTPRequestHandler):
            def _answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_POST = do_HEAD = _answer  # noqa: N815 - names that the server looks for

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server():
    made = Server(
        {
            "/relay": (200, {"X-Amz-Pinpoint-AccountId": "1"}, b"answer"),
            "/moved": (302, {"Location": "https://example.com/"}, b""),
            "/busy": (503, {}, b""),
            "/broken": (500, {}, b""),
            "/big": (200, {}, b"x" * (6 * 1024 * 1024 + 1)),
        }
    )
    yield made
    made.stop()


def _relayed(server, path="/relay"):
    return HttpWebhooks(relay=f"http://127.0.0.1:{server.port}{path}")


def test_plain_http_to_this_machine_goes_through_the_relay_of_the_local_runtime_only(server):
    webhooks = _relayed(server)

    assert webhooks.post("http://127.0.0.1:9/x", b"{}", {"X-Signed": "y"}) == b"answer"
    assert webhooks.head("http://localhost:9/x")[1]["x-amz-pinpoint-accountid"] == "1"

    method, _, headers, body = server.seen[0]
    assert (method, body) == ("POST", b"{}")
    assert headers["X-Relay-To"] == "http://127.0.0.1:9/x"
    assert (headers["X-Signed"], headers["Content-Type"]) == ("y", "application/json")
    for url in ("http://example.com/", "http://127.0.0.2/", "http://169.254.169.254/"):
        assert webhooks.refusal(url) == "The URL must begin with https://."
    assert HttpWebhooks().refusal("http://127.0.0.1/") is not None


@pytest.mark.parametrize(
    ("path", "words", "is_untaken"),
    [
        ("/moved", "redirects are not followed", False),
        ("/busy", "503", True),
        ("/broken", "500", False),
        ("/big", "more than", False),
    ],
)
def test_only_a_small_success_is_an_answer(server, path, words, is_untaken):
    with pytest.raises(CallFailed, match=words) as failure:
        _relayed(server, path).post("http://127.0.0.1/", b"{}", {})

    assert failure.value.is_untaken is is_untaken


@pytest.mark.parametrize(
    "url",
    [
        "https://user@example.com/",
        "https:///nowhere",
        "https://example.com:0/",
        "https://example.com:99999/",
        "ftp://example.com/",
        "https://[::1/",
    ],
)
def test_urls_that_cannot_be_called_are_told_from_their_text(url):
    assert HttpWebhooks().refusal(url) is not None


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["172.16.0.1"],
        ["192.168.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["::1"],
        ["::"],
        ["fe80::1%eth0"],
        ["fd00:ec2::254"],
        ["::ffff:127.0.0.1"],
        ["::ffff:169.254.169.254"],
        ["::7f00:1"],
        ["64:ff9b::a00:1"],
        ["2002:7f00:1::"],
        ["93.184.215.14", "10.0.0.1"],
    ],
)
def test_no_host_is_called_that_has_an_address_which_is_not_public(addresses):
    webhooks = HttpWebhooks(resolve=lambda _host, _port: addresses)

    with pytest.raises(CallFailed, match="not public"):
        webhooks.post("https://example.com/", b"{}", {})


def test_public_addresses_are_known():
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert is_public("::ffff:93.184.215.14")


def test_a_host_is_looked_up_once_and_the_checked_address_is_called(server, monkeypatch):
    looked_up, called = [], []

    def resolve(host, _port):
        looked_up.append(host)
        return ["93.184.215.14"]

    def connect(address, _timeout):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(CallFailed, match="cannot be reached") as failure:
        HttpWebhooks(resolve=resolve).post("https://example.com:8443/x", b"{}", {})

    assert looked_up == ["example.com"]
    assert called == [("93.184.215.14", 8443)]
    assert failure.value.is_untaken


def test_an_unknown_host_is_no_call():
    def resolve(_host, _port):
        raise OSError

    with pytest.raises(CallFailed, match="not known"):
        HttpWebhooks(resolve=resolve).head("https://nowhere.example/")


def test_who_does_not_speak_tls_is_not_trusted(server, monkeypatch):
    import socket

    connect = socket.create_connection
    monkeypatch.setattr(
        "socket.create_connection", lambda _address, timeout: connect(("127.0.0.1", server.port), timeout)
    )
    webhooks = HttpWebhooks(resolve=lambda _host, _port: ["93.184.215.14"])

    with pytest.raises(CallFailed, match=r"certificate|reached"):
        webhooks.post("https://example.com/", b"{}", {})


def test_certificates_and_names_are_verified():
    from pinwheel.adapters.webhook import _verifying

    assert _verifying().verify_mode is ssl.CERT_REQUIRED
    assert _verifying().check_hostname
