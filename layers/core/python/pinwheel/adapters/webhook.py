"""URLs of the customer, called so that nobody is led astray.

The host's addresses are looked up once; all of them must be public; the connection goes to the address that
was checked, so that a second look-up cannot answer another one. Redirects are an answer like any other that
is no success. TLS certificates are verified for the host's name. Proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import cache
from urllib.parse import SplitResult, urlsplit

from pinwheel.ports.functions import CallFailed

SECONDS = 15.0
CONNECT_SECONDS = 5.0
MOST_BYTES = 6 * 1024 * 1024
"""Most that a URL is sent, or may answer (spec 03, section 7)."""
READ = 64 * 1024
RELAYED = "X-Relay-To"
"""Tells the local runtime's relay where a call is to go."""
_BUSY = frozenset({429, 503})
"""Answers of a server that did not take the call."""
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost"})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """Look up the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


@cache
def _verifying() -> ssl.SSLContext:
    """Make the TLS settings once: certificates and names are verified."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class HttpWebhooks:
    """The port over HTTPS; with a `relay` (the local runtime) also plain HTTP to this machine, through it."""

    def __init__(
        self,
        *,
        relay: str = "",
        resolve: Resolve = resolve,
        context: Callable[[], ssl.SSLContext] = _verifying,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the relay, how hosts are looked up, the TLS settings and a clock."""
        self._relay = relay
        self._resolve = resolve
        self._context = context
        self._monotonic = monotonic

    def refusal(self, url: str) -> str | None:
        """Tell why a URL is never called, as far as its text shows."""
        try:
            self._checked(url)
        except CallFailed as error:
            return str(error)
        return None

    def head(self, url: str) -> tuple[int, Mapping[str, str]]:
        """Ask for the headers alone."""
        status, headers, _ = self._call("HEAD", url, b"", {})
        return status, headers

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send JSON; only an answer of 200 to 299 is a success."""
        if len(body) > MOST_BYTES:
            raise CallFailed(f"The call would have {len(body):,} bytes, more than {MOST_BYTES:,}.")
        status, _, answer = self._call("POST", url, body, headers)
        if 300 <= status < 400:
            raise CallFailed(f"The URL answered {status}; redirects are not followed.")
        if not 200 <= status < 300:
            raise CallFailed(f"The URL answered {status}.", is_untaken=status in _BUSY)
        return answer

    def _checked(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise CallFailed("The URL cannot be read.") from error
        if not host or port == 0 or parts.username is not None:
            raise CallFailed("The URL must name a host, and no user.")
        if parts.scheme == "http" and self._relay and host in _LOCAL_HOSTS:
            return parts
        if parts.scheme != "https":
            raise CallFailed("The URL must begin with https://.")
        return parts

    def _call(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        parts = self._checked(url)
        until = self._monotonic() + SECONDS
        if parts.scheme == "http":
            headers = {**headers, RELAYED: url}
            parts = urlsplit(self._relay)
        connection = self._connected(parts)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        with closing(connection):
            try:
                sent = {"Content-Type": "application/json", "User-Agent": "Pinwheel", **headers}
                connection.request(method, path, body=body or None, headers=sent)
                answer = connection.getresponse()
                shown = {name.lower(): value for name, value in answer.getheaders()}
                return answer.status, shown, self._read(answer, connection, until)
            except TimeoutError as error:
                raise CallFailed("The URL took longer than 15 seconds.") from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise CallFailed("The URL gave no answer.") from error

    def _connected(self, parts: SplitResult) -> _Pinned:
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise CallFailed(f"The host '{host}' is not known.", is_untaken=True) from error
        is_plain = parts.scheme == "http"
        for address in addresses:
            # Plain HTTP goes to the relay of the local runtime, and to nobody else.
            if not is_plain and not is_public(address):
                raise CallFailed(f"The host '{host}' has an address that is not public.")
        if not addresses:
            raise CallFailed(f"The host '{host}' has no address.", is_untaken=True)
        connection = _Pinned(host, port, addresses[0], None if is_plain else self._context())
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise CallFailed(f"The host '{host}' has no certificate that can be trusted.") from error
        except OSError as error:
            raise CallFailed(f"The host '{host}' cannot be reached.", is_untaken=True) from error
        return connection

    def _read(
        self, answer: http.client.HTTPResponse, connection: http.client.HTTPConnection, until: float
    ) -> bytes:
        """Read at most so much and for so long, however slowly it comes."""
        found = bytearray()
        while True:
            left = until - self._monotonic()
            if left <= 0:
                raise TimeoutError
            if connection.sock is not None:
                connection.sock.settimeout(left)
            part = answer.read1(READ)
            if not part:
                return bytes(found)
            found += part
            if len(found) > MOST_BYTES:
                raise CallFailed(f"The URL answered more than {MOST_BYTES:,} bytes.")


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name says by now."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address = address
        self._context = context
        self.default_port = 443 if context is not None else 80

    def connect(self) -> None:
        """Connect to the address, then speak TLS in the host's name."""
        self.sock = socket.create_connection((self._address, self.port), CONNECT_SECONDS)
        self.sock.settimeout(SECONDS)
        if self._context is not None:
            try:
                self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
            except OSError:
                self.sock.close()
                raise


def is_public(text: str) -> bool:
    """Tell whether an address is one of the Internet's, also where it is wrapped in another."""
    try:
        address: Address = ipaddress.ip_address(text.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Unwrap an IPv4 address: mapped, compatible, translated (NAT64) or tunnelled (6to4, Teredo)."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    number = int(address)
    if address in _NAT64 or number < 2**32:
        return ipaddress.IPv4Address(number & 0xFFFFFFFF)
    return None
