"""Links in e-mails, from the message to the page: whom they opt out, and whom they do not."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime

import msgspec
import pytest

from lambdas.public_links import handler
from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.messages_email import EmailContent, compile_email
from pinwheel.domain.preferences import read_preferences
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.domain.unsubscribe import Recipient
from pinwheel.ports.documents import Delete, Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.runtime import bootstrap
from pinwheel.runtime.public_pages import pages_function
from pinwheel.services import messages
from pinwheel.services.courier import SendingContext
from pinwheel.services.couriers.email import EmailCourier
from pinwheel.services.direct_families import Providers
from pinwheel.services.link_keys import LinkKeys, Links, verified
from pinwheel.services.preferences import put_preferences, stored_preferences
from pinwheel.services.suppressions import list_suppressions
from pinwheel.services.unsubscribe import Registry
from tests.fakes.direct import APP, World
from tests.fakes.events import MemoryEventStream

NOW = datetime(2026, 11, 2, tzinfo=UTC)
TOPICS = {
    "Title": {"en": "Your <news>", "de": "Ihre News"},
    "Topics": [
        {"Attribute": "offers", "Title": "Offers & more"},
        {"Attribute": "tips", "Title": {"de": "Tipps"}, "Default": False},
    ],
}


class Office(World):
    """An application whose e-mails carry links, and the function behind them."""

    def __init__(self):
        super().__init__()
        self.stream = MemoryEventStream()
        self.keys = LinkKeys(documents=self.documents, secrets=self.secrets, clock=self.clock)
        self.links = Links(
            base_url="https://mail.example.com/",
            secrets_of=self.keys.signing,
            one_click=lambda app: stored_preferences(app, documents=self.documents).OneClick,
        )
        self.courier = EmailCourier(provider=self.email, documents=self.documents, links=self.links)
        self.function = pages_function(self.registry, secrets_of=self.keys.verifying)

    def registry(self):
        return Registry(
            documents=self.documents,
            reader=self.endpoints,
            writer=self.endpoints,
            stream=self.stream,
            clock=self.clock,
            account_id="000000000000",
        )

    def endpoint(self, endpoint_id="e1", **document):
        given = {"ChannelType": "EMAIL", "Address": "jo@example.com", **document}
        self.endpoints.upsert_many(APP, [EndpointUpdate(endpoint_id, given, "r")])
        return self.endpoints.get(APP, endpoint_id)

    def mail(self, content, endpoint):
        treatment = Treatment(id="0", activity_id="a1", contents={"EMAIL": "c"})
        plan = RunPlan(
            run_id="r",
            application_id=APP,
            campaign_id="c1",
            campaign_version=1,
            segment_id="s",
            segment_version=1,
            scheduled="2026-11-02T12:00:00.000Z",
            started="2026-11-02T12:00:00.000Z",
            shares=allotment("c1", {}, 0),
            treatments=(treatment,),
        )
        context = SendingContext(plan=plan, chunk_id="x", treatment_id="0", activity_id="a1")
        compiled = self.courier.compile(msgspec.json.encode(content), now=NOW)
        return self.courier.make(compiled, endpoint, context)

    def send(self, message, **addresses):
        using = self.using
        providers = using.providers
        linked = Providers(
            email=providers.email,
            sms=providers.sms,
            push=providers.push,
            voice=providers.voice,
            links=self.links,
        )
        changed = messages.Collaborators(
            documents=using.documents,
            blobs=using.blobs,
            endpoints=using.endpoints,
            providers=linked,
            push_endpoints=using.push_endpoints,
            rates=using.rates,
            clock=using.clock,
            ids=using.ids,
        )
        request = {"MessageConfiguration": {"EmailMessage": message}, **addresses}
        return messages.send_messages(APP, request, using=changed)

    def call(self, method, path, body="", *, language="en", query=None, encoded=False):
        return self.function(
            {
                "requestContext": {"http": {"method": method}},
                "rawPath": path,
                "headers": {"Accept-Language": language},
                "queryStringParameters": query,
                "body": base64.b64encode(body.encode()).decode() if encoded else body,
                "isBase64Encoded": encoded,
            },
            None,
        )

    def path(self, kind="u", **recipient):
        links = self.links.make(Recipient(APP, **{"endpoint_id": "", "address": "", **recipient}))
        url = links.unsubscribe if kind == "u" else links.preferences
        return url.removeprefix("https://mail.example.com")

    @property
    def events(self):
        return [event.event_type for event in self.stream.published]


@pytest.fixture
def office():
    return Office()


NEWS = EmailContent(from_address="a@example.com", subject="News", text="Hello", html="<p>Hello</p>")


def test_a_campaigns_mail_carries_one_click_headers_of_its_recipient(office):
    first = office.mail(NEWS, office.endpoint("e1"))
    second = office.mail(NEWS, office.endpoint("e2", Address="al@example.com"))

    headers = dict(first.headers)
    assert re.fullmatch(r"<https://mail\.example\.com/u/[\w.-]+>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert first.headers != second.headers
    assert (first.text, first.html) == ("Hello", "<p>Hello</p>")


def test_a_mails_own_header_is_left_alone(office):
    content = msgspec.structs.replace(NEWS, headers=(("list-unsubscribe", "<mailto:stop@example.com>"),))

    assert office.mail(content, office.endpoint()).headers == content.headers


def test_headers_are_left_out_where_they_would_be_too_many_or_too_long(office):
    many = tuple((f"X-{n}", "1") for n in range(14))
    crowded = office.mail(msgspec.structs.replace(NEWS, headers=many), office.endpoint())
    long_address = f"{'a' * 900}@example.com"
    long = office.mail(NEWS, office.endpoint("e9", Address=long_address))

    assert crowded.headers == many
    assert long.headers == ()


def test_an_application_may_do_without_the_headers(office):
    put_preferences(APP, {"OneClick": "OFF"}, documents=office.documents)

    assert office.mail(NEWS, office.endpoint()).headers == ()


def test_links_in_the_body_are_the_recipients_and_are_not_broken_by_escaping(office):
    content = msgspec.structs.replace(
        NEWS, html='<a href="{{UnsubscribeUrl}}">x</a> {{PreferencesUrl}}', from_template=True
    )
    mail = office.mail(content, office.endpoint())

    (url,) = re.findall(r'href="(.*?)"', mail.html)
    assert dict(mail.headers)["List-Unsubscribe"] == f"<{url}>"
    assert mail.html.endswith(url.replace("/u/", "/p/"))


def test_a_messages_own_value_of_the_name_wins():
    own = EmailContent(
        from_address="a@example.com", text="{{UnsubscribeUrl}}", substitutions={"UnsubscribeUrl": ["mine"]}
    )

    assert compile_email(own).linked == frozenset()


def test_a_template_without_links_renders_as_ever(office):
    content = msgspec.structs.replace(NEWS, text="{{#if UnsubscribeUrls}}x{{/if}}plain")

    assert office.mail(content, office.endpoint()).text == "plain"


SIMPLE = {"FromAddress": "a@example.com", "SimpleEmail": {"TextPart": {"Data": "Your receipt"}}}


def test_a_transactional_mail_carries_no_headers_unasked(office):
    office.send(SIMPLE, Addresses={"jo@example.com": {"ChannelType": "EMAIL"}})

    assert office.email.sent[0].headers == ()


def test_a_transactional_mail_that_names_the_link_gets_link_and_headers(office):
    asking = {**SIMPLE, "SimpleEmail": {"TextPart": {"Data": "Stop: {{UnsubscribeUrl}}"}}}
    office.send(asking, Addresses={"jo@example.com": {"ChannelType": "EMAIL"}})

    mail = office.email.sent[0]
    assert mail.text.startswith("Stop: https://mail.example.com/u/")
    assert "List-Unsubscribe" in dict(mail.headers)


def test_an_application_may_want_the_headers_in_all_mails(office):
    put_preferences(APP, {"OneClick": "ALL"}, documents=office.documents)
    office.send(SIMPLE, Addresses={"jo@example.com": {"ChannelType": "EMAIL"}})

    assert "List-Unsubscribe-Post" in dict(office.email.sent[0].headers)


def test_opening_a_link_asks_and_changes_nothing(office):
    office.endpoint()
    answer = office.call("GET", office.path(endpoint_id="e1"))

    assert answer["statusCode"] == 200
    assert '<form method="post">' in answer["body"]
    assert office.endpoints.get(APP, "e1").opt_out == "NONE"
    assert office.events == []


@pytest.mark.parametrize(
    "body",
    ["List-Unsubscribe=One-Click", "", "--x\r\nbinary \xff", "a=" + "&" * 1000],
    ids=["rfc", "empty", "multipart", "fields"],
)
@pytest.mark.parametrize("encoded", [True, False])
def test_a_post_opts_out_at_once_whatever_it_holds(office, body, encoded):
    office.endpoint()
    path = office.path(endpoint_id="e1", address="jo@example.com", campaign_id="c1", activity_id="a1")
    answer = office.call("POST", path, body, encoded=encoded)

    assert answer["statusCode"] == 200
    assert office.endpoints.get(APP, "e1").opt_out == "ALL"
    event = office.stream.published[0]
    assert event.event_type == "_email.unsubscribe"
    assert event.attributes["campaign_id"] == "c1"
    assert event.client["client_id"] == "e1"


def test_posting_again_changes_nothing_and_tells_nothing_new(office):
    office.endpoint()
    for _ in range(3):
        assert office.call("POST", office.path(endpoint_id="e1"))["statusCode"] == 200

    assert office.events == ["_email.unsubscribe"]


def test_a_post_that_failed_halfway_is_the_same_event_when_it_comes_again(office):
    office.endpoint()
    write, office.endpoints.upsert_many = office.endpoints.upsert_many, _broken
    assert office.call("POST", office.path(endpoint_id="e1"))["statusCode"] == 503
    office.endpoints.upsert_many = write
    assert office.call("POST", office.path(endpoint_id="e1"))["statusCode"] == 200

    assert len({event.event_id for event in office.stream.published}) == 1


def _broken(*_args, **_kwargs):
    raise Unavailable("no")


def test_who_holds_the_address_now_is_opted_out_too(office):
    office.endpoint("e1")
    office.endpoint("e2")  # takes the address; e1 is inactive from then on
    office.call("POST", office.path(endpoint_id="e1", address="jo@example.com"))

    assert office.endpoints.get(APP, "e1").opt_out == "ALL"
    assert office.endpoints.get(APP, "e1").endpoint_status == "INACTIVE"
    assert office.endpoints.get(APP, "e2").opt_out == "ALL"


def test_other_channels_of_the_user_go_on(office):
    office.endpoint("e1", User={"UserId": "u"})
    office.endpoint("e2", ChannelType="SMS", Address="+12065550100", User={"UserId": "u"})
    office.call("POST", office.path(endpoint_id="e1"))

    assert office.endpoints.get(APP, "e2").opt_out == "NONE"


def test_an_address_without_endpoint_goes_on_the_suppression_list(office):
    for _ in range(2):
        assert office.call("POST", office.path(address="New@example.com"))["statusCode"] == 200

    listed, _ = list_suppressions(APP, limit=5, after=None, documents=office.documents)
    assert [(each["Address"], each["Reason"]) for each in listed] == [("New@example.com", "UNSUBSCRIBED")]
    assert office.events == ["_email.unsubscribe"]


def _tampered(path):
    kind, token = path.rsplit("/", 1)
    payload, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    said[1][1] = "e2"
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return [
        f"{kind}/{forged}.{signature}",
        f"{kind}/{payload}.{'A' * len(signature)}",
        f"{kind}/{payload}.{signature[:-2]}",
        f"{kind}/{payload}",
        f"{kind}/{token}x",
        f"{kind}/",
        f"{kind}/{'A' * 5000}.{signature}",
        f"{kind}/....",
        f"/x/{token}",
        f"{kind}/{token}/more",
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("way", range(10))
def test_a_link_that_is_not_ours_finds_nothing(office, method, way):
    office.endpoint("e1")
    office.endpoint("e2", Address="al@example.com")
    answer = office.call(method, _tampered(office.path(endpoint_id="e1"))[way])

    assert answer["statusCode"] == 404
    assert "text/html" in answer["headers"]["content-type"]
    assert office.endpoints.get(APP, "e2").opt_out == "NONE"
    assert office.endpoints.get(APP, "e1").opt_out == "NONE"


def test_links_of_another_applications_key_find_nothing(office):
    office.documents.write([Put(keys.application("other"), {"Id": "other"})])
    path = office.path(endpoint_id="e1")
    office.keys.signing("other")
    stolen = office.documents.get(keys.link_keys("other")).body
    office.documents.write([Put(keys.link_keys(APP), stolen)])

    assert office.call("POST", path)["statusCode"] in {404, 500, 503}


def test_links_work_on_after_the_key_was_exchanged_and_not_after_it_was_revoked(office):
    office.endpoint()
    path = office.path(endpoint_id="e1")
    assert office.keys.rotate(APP)["KeysKept"] == 1
    assert office.call("GET", path)["statusCode"] == 200
    assert office.path(endpoint_id="e1") != path

    assert office.keys.rotate(APP, revoke=True)["KeysKept"] == 0
    assert office.call("GET", path)["statusCode"] == 404


def test_a_number_of_a_revoked_key_is_never_given_again(office):
    office.path(endpoint_id="e1")
    office.keys.rotate(APP, revoke=True)

    assert office.keys.rotate(APP, revoke=True)["KeyId"] == "3"


def test_the_keys_are_kept_encrypted(office):
    office.path(endpoint_id="e1")
    secret = office.keys.signing(APP).by_id["1"]

    assert office.documents.get(keys.link_keys(APP)).body["Keys"][0]["Secret"] != secret


def test_links_of_an_application_that_is_gone_find_nothing(office):
    path = office.path(endpoint_id="e1")
    office.documents.write([Delete(keys.application(APP))])

    assert office.call("POST", path)["statusCode"] == 404


def test_links_of_an_endpoint_that_is_gone_still_answer(office):
    assert office.call("POST", office.path(endpoint_id="gone"))["statusCode"] == 200


def test_nobody_makes_keys_for_applications_that_do_not_exist(office):
    with pytest.raises(NotFound):
        office.keys.signing("nobody")
    with pytest.raises(NotFound):
        verified("x.y", secrets_of=office.keys.verifying)


def test_pages_hold_no_script_and_let_nothing_in(office):
    put_preferences(APP, TOPICS, documents=office.documents)
    office.endpoint(Address="<script>x@example.com")
    for kind in "up":
        answer = office.call("GET", office.path(kind, endpoint_id="e1", address="<b>x</b>@e.com"))
        assert "<script" not in answer["body"]
        assert "<b>x" not in answer["body"]
        policy = answer["headers"]["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer["headers"]["cache-control"] == "no-store"


def test_pages_speak_the_readers_language(office):
    path = office.path(endpoint_id="e1")

    assert 'lang="it"' in office.call("GET", path, language="fr,it-CH;q=0.8,en;q=0.2")["body"]
    assert 'lang="de"' in office.call("GET", path, query={"lang": "de"})["body"]
    assert 'lang="en"' in office.call("GET", path, language="fr")["body"]
    assert 'lang="en"' in office.call("GET", path, language=";;q=,de;q=x")["body"]


def test_the_preference_page_shows_channels_and_topics(office):
    put_preferences(APP, TOPICS, documents=office.documents)
    office.endpoint("e1", User={"UserId": "u", "UserAttributes": {"tips": ["true"]}})
    office.endpoint("e2", ChannelType="SMS", Address="+12065550100", User={"UserId": "u"}, OptOut="ALL")
    office.endpoint("e3", Address="other@example.com", User={"UserId": "v"})
    page = office.call("GET", office.path("p", endpoint_id="e1"))["body"]

    assert "Your &lt;news&gt;" in page
    assert "Offers &amp; more" in page
    assert "j***@example.com" in page
    assert 'value="e1" checked' in page
    assert 'value="e2">' in page
    assert "e3" not in page
    assert 'value="offers" checked' in page
    assert 'value="tips" checked' in page


def test_choices_are_kept(office):
    put_preferences(APP, TOPICS, documents=office.documents)
    office.endpoint("e1", User={"UserId": "u"})
    office.endpoint("e2", ChannelType="SMS", Address="+12065550100", User={"UserId": "u"}, OptOut="ALL")
    answer = office.call("POST", office.path("p", endpoint_id="e1"), "channel=e2&topic=tips&topic=admin")

    assert "saved" in answer["body"]
    assert office.endpoints.get(APP, "e1").opt_out == "ALL"
    assert office.endpoints.get(APP, "e2").opt_out == "NONE"
    assert office.endpoints.get(APP, "e2").user_attributes == {"offers": ["false"], "tips": ["true"]}
    assert office.events == ["_email.unsubscribe"]


def test_all_messages_can_be_stopped_with_one_button(office):
    office.endpoint("e1", User={"UserId": "u"})
    office.endpoint("e2", ChannelType="GCM", Address="token", User={"UserId": "u"})
    office.call("POST", office.path("p", endpoint_id="e1"), "channel=e1&channel=e2&none=1")

    assert {office.endpoints.get(APP, each).opt_out for each in ("e1", "e2")} == {"ALL"}


def test_somebody_without_user_chooses_for_the_endpoint(office):
    put_preferences(APP, TOPICS, documents=office.documents)
    office.endpoint("e1")
    office.call("POST", office.path("p", endpoint_id="e1"), "channel=e1")

    assert office.endpoints.get(APP, "e1").attributes == {"offers": ["false"], "tips": ["false"]}


def test_a_link_changes_no_endpoint_of_others(office):
    office.endpoint("e1")
    office.endpoint("e2", Address="other@example.com", OptOut="ALL")
    office.call("POST", office.path("p", endpoint_id="e1"), "channel=e1&channel=e2")

    assert office.endpoints.get(APP, "e2").opt_out == "ALL"


@pytest.mark.parametrize(
    "body",
    [
        {"Colors": {"Accent": "red;}</style>"}},
        {"Title": {"fr": "x"}},
        {"Title": {}},
        {"Topics": [{"Attribute": "a", "Title": "x"}, {"Attribute": "a", "Title": "y"}]},
        {"Topics": [{"Attribute": "a" * 51, "Title": "x"}]},
        {"Topics": [{"Attribute": str(n), "Title": "x"} for n in range(21)]},
        {"OneClick": "SOMETIMES"},
        {"Unknown": 1},
        {"Language": "fr"},
    ],
)
def test_preferences_that_break_a_rule_are_refused(body):
    with pytest.raises(Invalid):
        read_preferences(body)


def test_the_handler_is_wired(monkeypatch):
    office = Office()
    monkeypatch.setattr(bootstrap, "documents", lambda: office.documents)
    monkeypatch.setattr(bootstrap, "link_keys", lambda: office.keys)
    monkeypatch.setattr(bootstrap, "endpoints", lambda: office.endpoints)
    monkeypatch.setattr(bootstrap, "endpoint_writer", lambda: office.endpoints)
    monkeypatch.setattr(bootstrap, "event_stream", lambda: office.stream)
    monkeypatch.setattr(bootstrap, "clock", lambda: office.clock)
    monkeypatch.setenv("PINWHEEL_ACCOUNT_ID", "000000000000")
    bootstrap.verifying_keys.cache_clear()
    office.endpoint()
    event = {
        "requestContext": {"http": {"method": "POST"}},
        "rawPath": office.path(endpoint_id="e1"),
        "headers": {},
    }

    assert handler.lambda_handler(event, None)["statusCode"] == 200
    assert office.endpoints.get(APP, "e1").opt_out == "ALL"
