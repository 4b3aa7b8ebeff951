"""The verifier against botocore's own signers: all that they sign is accepted, every tampering is refused."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.api.routing import Router, encoded
from pinwheel.api.signature import Request, is_signed, read_claim, require_fresh
from pinwheel.domain.errors import Forbidden
from pinwheel.shapes.operations import OPERATIONS
from tests.fakes.pinpoint import http_api_path

ROUTER = Router((*OPERATIONS.values(), *EXTENSION_ROUTES))
KEY, SECRET = "PWEXAMPLE", "example-secret"
ENDPOINT_PATH = "/v1/apps/{ApplicationId}/endpoints/{EndpointId}"
HOST = "api.example.com"

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tricky = st.one_of(text, st.text("a/%+ &=?#~25Fé€😀", max_size=12))
identifiers = tricky.filter(lambda value: value not in {"", ".", ".."})
queries = st.lists(st.tuples(tricky.filter(bool), tricky), max_size=4)
bodies = st.binary(max_size=40)


def sign(
    method="PUT",
    path="/v1/apps/a/endpoints/b",
    query=(),
    body=b"",
    headers=(),
    service="mobiletargeting",
    presign=None,
):
    """Sign with botocore; the answer is what a function receives, and when it was signed."""
    url = f"https://{HOST}{path}"
    if query:
        url += "?" + "&".join(f"{quote(k, safe='-._~')}={quote(v, safe='-._~')}" for k, v in query)
    request = AWSRequest(
        method=method, url=url, data=body, headers={"Content-Type": "application/json", **dict(headers)}
    )
    credentials = Credentials(KEY, SECRET)
    if presign:
        SigV4QueryAuth(credentials, service, "eu-west-1", expires=presign).add_auth(request)
    else:
        SigV4Auth(credentials, service, "eu-west-1").add_auth(request)
    sent = urlsplit(request.url)
    received = {name.lower(): value for name, value in request.headers.items()} | {"host": HOST}
    return str(sent.path), Request(method=method, query=str(sent.query), headers=received, body=body)


def signed_at(request):
    return datetime.fromisoformat(read_claim(request).timestamp)


def accepted_labels(path, request, *, secrets=(SECRET,)):
    """Give the labels of the reading that the signature confirms; None when it confirms none."""
    claim = read_claim(request)
    for reading in ROUTER.readings(request.method, path):
        if is_signed(request, claim, path=reading.sent, secrets=secrets):
            return dict(reading.labels)
    return None


@given(endpoint_id=identifiers, query=queries, body=bodies, decoded=st.booleans())
@settings(max_examples=300)
def test_what_botocore_signs_in_headers_is_accepted_and_its_labels_come_back(
    endpoint_id, query, body, decoded
):
    labels = {"ApplicationId": "a1", "EndpointId": endpoint_id}
    path, request = sign(path=encoded(ENDPOINT_PATH, labels), query=query, body=body)
    assert accepted_labels(http_api_path(path) if decoded else path, request) == labels


@given(endpoint_id=identifiers, query=queries, decoded=st.booleans())
@settings(max_examples=150)
def test_what_botocore_signs_in_the_query_string_is_accepted(endpoint_id, query, decoded):
    assume(all(not name.startswith("X-Amz-") for name, _ in query))
    assume(len({name for name, _ in query}) == len(query))  # botocore's presigner forgets repeated names
    assume(all(value for _, value in query))  # and empty values
    labels = {"ApplicationId": "a1", "EndpointId": endpoint_id}
    path, request = sign("GET", encoded(ENDPOINT_PATH, labels), query=query, presign=300)
    assert accepted_labels(http_api_path(path) if decoded else path, request) == labels


@given(name=st.sampled_from(["a", "ü b", "%2F", "a/b"]), kind=st.sampled_from(["GET", "DELETE"]))
def test_an_arn_in_a_tag_path_comes_back_in_both_forms(name, kind):
    arn = f"arn:aws:mobiletargeting:us-east-1:000000000000:templates/{name}/EMAIL"
    path, request = sign(
        kind, encoded("/v1/tags/{ResourceArn}", {"ResourceArn": arn}), [("tagKeys", "a"), ("tagKeys", "b")]
    )
    for received in (path, http_api_path(path)):
        assert accepted_labels(received, request) == {"ResourceArn": arn}


def test_the_signature_decides_between_two_operations_with_one_decoded_path():
    for labels, template in (
        ({"ApplicationId": "a", "EndpointId": "x/inappmessages"}, ENDPOINT_PATH),
        ({"ApplicationId": "a", "EndpointId": "x"}, f"{ENDPOINT_PATH}/inappmessages"),
    ):
        path, request = sign("GET", encoded(template, labels))
        assert accepted_labels(http_api_path(path), request) == labels


def test_a_path_decoded_in_full_is_accepted_too():
    path, request = sign(path=encoded(ENDPOINT_PATH, {"ApplicationId": "a", "EndpointId": "5%2F5 %"}))
    assert path.endswith("5%252F5%20%25")
    assert accepted_labels("/v1/apps/a/endpoints/5%2F5 %", request) == {
        "ApplicationId": "a",
        "EndpointId": "5%2F5 %",
    }


def replaced_header(name, change):
    return lambda path, request: (
        path,
        replace(request, headers={**request.headers, name: change(request.headers[name])}),
    )


def flipped(text, index=-1):
    """Change one hexadecimal digit."""
    digits = list(text)
    digits[index] = "0" if digits[index] != "0" else "1"
    return "".join(digits)


TAMPERINGS = {
    "method": lambda path, request: (path, replace(request, method="DELETE")),
    "path": lambda path, request: (f"{path}x", request),
    "another application": lambda path, request: (path.replace("/apps/a1/", "/apps/a2/"), request),
    "a longer path": lambda path, request: (f"{path}/inappmessages", request),
    "added query": lambda path, request: (path, replace(request, query=f"{request.query}&zz=1")),
    "changed query": lambda path, request: (
        path,
        replace(request, query=request.query.replace("page=1", "page=2")),
    ),
    "removed query": lambda path, request: (path, replace(request, query="")),
    "longer body": lambda path, request: (path, replace(request, body=request.body + b" ")),
    "no body": lambda path, request: (path, replace(request, body=b"")),
    "host": replaced_header("host", lambda value: f"other.{value}"),
    "signed header": replaced_header("content-type", lambda value: "text/plain"),
    "a signed header left out": lambda path, request: (
        path,
        replace(request, headers={k: v for k, v in request.headers.items() if k != "content-type"}),
    ),
    "date": replaced_header(
        "x-amz-date", lambda value: f"{value[:9]}{(int(value[9:11]) + 1) % 24:02d}{value[11:]}"
    ),
    "signature": replaced_header("authorization", flipped),
    "region": replaced_header("authorization", lambda value: value.replace("eu-west-1", "eu-west-2")),
    "fewer signed headers": replaced_header(
        "authorization", lambda value: value.replace("content-type;", "")
    ),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
@given(endpoint_id=identifiers, body=bodies.filter(bool), decoded=st.booleans())
@settings(max_examples=20)
def test_every_single_tampering_is_refused(tampering, endpoint_id, body, decoded):
    assume(not endpoint_id.endswith("/inappmessages"))
    path = encoded(ENDPOINT_PATH, {"ApplicationId": "a1", "EndpointId": endpoint_id})
    path, request = sign(path=path, query=[("page", "1"), ("page", "")], body=body)
    received = http_api_path(path) if decoded else path
    assert accepted_labels(received, request) is not None
    assert accepted_labels(*TAMPERINGS[tampering](received, request)) is None


@pytest.mark.parametrize(
    "parameter", ["X-Amz-Signature", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Credential", "page"]
)
def test_every_tampering_with_the_query_form_is_refused(parameter):
    path, request = sign("GET", query=[("page", "1")], presign=300)
    pairs = [pair.split("=") for pair in request.query.split("&")]
    changed = {
        "X-Amz-Signature": flipped,
        "X-Amz-Date": lambda value: f"{flipped(value[:-1])}Z",
        "X-Amz-Expires": lambda value: "299",
        "X-Amz-Credential": lambda value: value.replace("eu-west-1", "eu-west-2"),
        "page": lambda value: "2",
    }[parameter]
    query = "&".join(f"{name}={changed(value) if name == parameter else value}" for name, value in pairs)
    assert query != request.query
    assert accepted_labels(path, request) is not None
    with contextlib.suppress(Forbidden):
        assert accepted_labels(path, replace(request, query=query)) is None


def test_a_body_on_a_request_presigned_without_one_is_refused():
    path, request = sign("PUT", presign=300)
    assert accepted_labels(path, replace(request, body=b"{}")) is None


def test_a_wrong_secret_is_refused_and_any_of_several_is_enough():
    path, request = sign()
    assert accepted_labels(path, request, secrets=("other",)) is None
    assert accepted_labels(path, request, secrets=()) is None
    assert accepted_labels(path, request, secrets=("other", SECRET)) is not None


def test_a_payload_declared_unsigned_is_refused():
    headers = {"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}
    path, request = sign(body=b"{}", headers=headers)
    assert accepted_labels(path, request) is None


def test_repeated_headers_joined_by_the_gateway_are_read_as_signed():
    path, request = sign(headers={"X-Custom": "a,  b"})
    joined = replace(request, headers={**request.headers, "x-custom": "a, b"})
    assert accepted_labels(path, joined) is not None


@pytest.mark.parametrize("service", ["execute-api", "pinpoint", "s3"])
def test_a_signature_for_another_service_is_refused(service):
    _, request = sign(service=service)
    with pytest.raises(Forbidden, match="mobiletargeting") as refused:
        read_claim(request)
    assert refused.value.code == "InvalidSignatureException"


def test_a_request_without_any_signature_is_told_so():
    with pytest.raises(Forbidden) as refused:
        read_claim(Request("GET", "", {"host": HOST}, b""))
    assert refused.value.code == "MissingAuthenticationTokenException"


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer token",
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=K/20260101/r/mobiletargeting/aws4_request, SignedHeaders=host;x-amz-date",
        "AWS4-HMAC-SHA256 Credential=K/20260101/r/mobiletargeting/aws4_request, SignedHeaders=host, Signature="
        + "0" * 64,
        "AWS4-HMAC-SHA256 Credential=K/20260101/r/mobiletargeting/aws4_request, SignedHeaders=x-amz-date, Signature="
        + "0" * 64,
        "AWS4-HMAC-SHA256 Credential=K/20260101/r/mobiletargeting/aws4_request, SignedHeaders=host;x-amz-date, Signature=é",
        "AWS4-HMAC-SHA256 Credential=K, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
    ],
)
def test_a_malformed_authorization_header_is_refused(authorization):
    headers = {"host": HOST, "x-amz-date": "20260101T000000Z", "authorization": authorization}
    with pytest.raises(Forbidden):
        read_claim(Request("GET", "", headers, b""))


def test_the_day_of_the_scope_must_be_the_day_of_the_date():
    _, request = sign()
    headers = {**request.headers, "x-amz-date": "20200101T000000Z"}
    with pytest.raises(Forbidden, match="scope"):
        read_claim(replace(request, headers=headers))


@pytest.mark.parametrize(
    ("seconds", "is_good"), [(0, True), (300, True), (301, False), (-300, True), (-301, False)]
)
def test_a_signature_is_good_for_five_minutes_both_ways(seconds, is_good):
    _, request = sign()
    now = signed_at(request) + timedelta(seconds=seconds)
    if is_good:
        require_fresh(read_claim(request), now=now)
    else:
        with pytest.raises(Forbidden):
            require_fresh(read_claim(request), now=now)


@pytest.mark.parametrize(
    ("expires", "age", "is_good"), [(60, 60, True), (60, 61, False), (3600, 300, True), (3600, 301, False)]
)
def test_a_presigned_request_is_good_as_long_as_it_says_but_no_longer_than_five_minutes(
    expires, age, is_good
):
    _, request = sign("GET", presign=expires)
    claim = read_claim(request)
    now = signed_at(request) + timedelta(seconds=age)
    if is_good:
        require_fresh(claim, now=now)
    else:
        with pytest.raises(Forbidden, match="expired"):
            require_fresh(claim, now=now)


def test_a_doubled_signature_parameter_is_refused():
    _, request = sign("GET", presign=300)
    with pytest.raises(Forbidden):
        read_claim(replace(request, query=f"{request.query}&X-Amz-Date=20260101T000000Z"))


def test_a_date_that_does_not_exist_is_refused():
    _, request = sign()
    claim = replace(read_claim(request), timestamp="20261341T000000Z")
    with pytest.raises(Forbidden):
        require_fresh(claim, now=signed_at(request))
