"""Direct e-mails to addresses, endpoints and users: one outcome each."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.template_resources.kinds import KINDS
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.services import messages, templates
from pinwheel.services.suppressions import clear_suppression, list_suppressions, suppress
from tests.fakes.direct import World

EMAIL = {"ChannelType": "EMAIL"}
HELLO = {
    "EmailMessage": {
        "FromAddress": "shop@example.com",
        "SimpleEmail": {"Subject": {"Data": "Hi {{name}}"}, "TextPart": {"Data": "for {{Address}}"}},
        "Substitutions": {"name": ["you"]},
    }
}


class Shop(World):
    """An application without channels, and what stands around it."""

    def endpoint(self, endpoint_id, **document):
        given = {"ChannelType": "EMAIL", "Address": f"{endpoint_id}@example.com", **document}
        self.endpoints.upsert_many("app", [EndpointUpdate(endpoint_id, given, "request")])

    def template(self, **content):
        stores = templates.TemplateStores(self.documents, self.using.blobs)
        templates.create_template(
            KINDS["EMAIL"], "news", content, stores=stores, clock=self.clock, ids=self.using.ids
        )

    def email_channel(self, **members):
        body = {"FromAddress": "channel@example.com", "Enabled": True, **members}
        self.documents.write([Put(keys.channel("app", "EMAIL"), body)])

    def mail(self, *, message=HELLO, **request):
        given = {"MessageConfiguration": message, **request}
        return messages.send_messages("app", given, using=self.using)

    def mail_users(self, users, *, message=HELLO, **request):
        given = {"MessageConfiguration": message, "Users": users, **request}
        return messages.send_users_messages("app", given, using=self.using)


@pytest.fixture
def shop():
    return Shop()


def test_an_address_gets_the_message_and_the_caller_its_id(shop):
    answer = shop.mail(Addresses={"jo@example.com": EMAIL})

    (sent,) = shop.email.sent
    assert answer == {
        "ApplicationId": "app",
        "Result": {
            "jo@example.com": {
                "DeliveryStatus": "SUCCESSFUL",
                "StatusCode": 200,
                "StatusMessage": "MessageId: message-1",
                "MessageId": "message-1",
            }
        },
    }
    assert (sent.to_address, sent.from_address) == ("jo@example.com", "shop@example.com")
    assert (sent.subject, sent.text, sent.html) == ("Hi you", "for jo@example.com", None)


def test_an_endpoint_gets_the_message_with_its_own_values(shop):
    shop.endpoint("E1", User={"UserId": "u1", "UserAttributes": {"First": ["Jo"]}})
    message = {"EmailMessage": {"FromAddress": "s@e.com", "Body": "Hi {{User.UserAttributes.First}}"}}

    answer = shop.mail(message=message, Endpoints={"E1": {}}, TraceId="t")

    (sent,) = shop.email.sent
    assert answer["EndpointResult"]["E1"]["Address"] == "E1@example.com"
    assert answer["EndpointResult"]["E1"]["DeliveryStatus"] == "SUCCESSFUL"
    assert "Result" not in answer
    assert sent.text == "Hi Jo"
    assert dict(sent.tags) == {"application": "app", "endpoint": "E1", "user": "u1", "trace": "t"}


def test_inactive_and_opted_out_endpoints_get_direct_messages(shop):
    shop.endpoint("e1", EndpointStatus="INACTIVE", OptOut="ALL")

    answer = shop.mail(Endpoints={"e1": {}})

    assert answer["EndpointResult"]["e1"]["DeliveryStatus"] == "SUCCESSFUL"


def test_an_unknown_endpoint_is_a_404_of_its_own(shop):
    shop.endpoint("e1")

    answer = shop.mail(Endpoints={"e1": {}, "nobody": {}})["EndpointResult"]

    assert answer["e1"]["DeliveryStatus"] == "SUCCESSFUL"
    assert (answer["nobody"]["DeliveryStatus"], answer["nobody"]["StatusCode"]) == ("PERMANENT_FAILURE", 404)
    assert answer["nobody"]["Address"] == ""


@pytest.mark.parametrize("channel_type", ["SMS", "GCM", "VOICE", "APNS", "CUSTOM"])
def test_other_channels_fail_by_name(shop, channel_type):
    answer = shop.mail(Addresses={"+4912345": {"ChannelType": channel_type}})["Result"]["+4912345"]

    assert (answer["DeliveryStatus"], answer["StatusCode"]) == ("PERMANENT_FAILURE", 400)
    assert channel_type in answer["StatusMessage"]


@pytest.mark.parametrize("given", [{}, {"ChannelType": "PIGEON"}])
def test_an_address_without_a_channel_fails(shop, given):
    answer = shop.mail(Addresses={"jo@example.com": given})

    assert answer["Result"]["jo@example.com"]["DeliveryStatus"] == "PERMANENT_FAILURE"


NO_ADDRESSES = [
    "jo",
    "a@b",
    "a@b.com,c@d.com",
    "a b@c.com",
    "a@b.com\r\nBcc: x@y.com",
    "<a@b.com>",
    "@b.com",
    "a@",
    "a..b@c.com",
    ".a@c.com",
    "a@c..com",
    "a@-c.com",
    "a@c-.com",
    "jö@c.com",
    "x" * 65 + "@c.com",
]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_single_address_is_not_sent(shop, address):
    answer = shop.mail(Addresses={address: EMAIL})

    assert answer["Result"][address]["StatusCode"] == 400
    assert shop.email.sent == []


@pytest.mark.parametrize("address", ["o'hara+x@mail.ex-ample.co.uk", "a@xn--mnchen-3ya.de", "1@2.co"])
def test_what_ses_takes_is_sent(shop, address):
    answer = shop.mail(Addresses={address: EMAIL})

    assert answer["Result"][address]["DeliveryStatus"] == "SUCCESSFUL"


@pytest.mark.parametrize("text", ["garbage", "a@b.com, c@d.com", "a@b.com\r\nBcc: c@d.com", "Jo <jo>"])
@pytest.mark.parametrize("member", ["FromAddress", "ReplyToAddresses", "FeedbackForwardingAddress"])
def test_a_sender_that_is_no_address_refuses_the_request(shop, member, text):
    given = [text] if member == "ReplyToAddresses" else text
    message = {"EmailMessage": {**HELLO["EmailMessage"], member: given}}

    with pytest.raises(Invalid, match=member):
        shop.mail(message=message, Addresses={"jo@example.com": EMAIL})


def test_a_sender_may_have_a_name(shop):
    message = {"EmailMessage": {**HELLO["EmailMessage"], "FromAddress": "Café <shop@example.com>"}}

    shop.mail(message=message, Addresses={"jo@example.com": EMAIL})

    assert shop.email.sent[0].from_address == "Café <shop@example.com>"


def test_an_address_gets_one_message_however_often_it_is_named(shop):
    shop.endpoint("e1", Address="jo@example.com")
    shop.endpoint("e2", Address="JO@example.com")

    answer = shop.mail(Addresses={"jo@example.com": EMAIL}, Endpoints={"e1": {}, "e2": {}})

    assert answer["Result"]["jo@example.com"]["DeliveryStatus"] == "SUCCESSFUL"
    assert [r["DeliveryStatus"] for r in answer["EndpointResult"].values()] == ["DUPLICATE", "DUPLICATE"]
    assert answer["EndpointResult"]["e1"]["StatusCode"] == 200
    assert len(shop.email.sent) == 1


def test_a_suppressed_address_gets_nothing_until_it_is_cleared(shop):
    suppress("app", "jo@example.com", reason="COMPLAINT", documents=shop.documents, clock=shop.clock)

    refused = shop.mail(Addresses={"Jo@example.com": EMAIL})["Result"]["Jo@example.com"]
    listed, _ = list_suppressions("app", limit=10, after=None, documents=shop.documents)
    clear_suppression("app", "jo@example.com", documents=shop.documents)
    sent = shop.mail(Addresses={"jo@example.com": EMAIL})["Result"]["jo@example.com"]

    assert refused["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert "suppression list (COMPLAINT)" in refused["StatusMessage"]
    assert listed == [
        {"Address": "jo@example.com", "Reason": "COMPLAINT", "SuppressedAt": "2026-11-02T12:00:00.000Z"}
    ]
    assert sent["DeliveryStatus"] == "SUCCESSFUL"


def test_without_channel_and_sender_each_message_fails(shop):
    message = {"EmailMessage": {"Body": "b"}}

    answer = shop.mail(message=message, Addresses={"jo@example.com": EMAIL})["Result"]["jo@example.com"]

    assert answer["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert "EMAIL channel" in answer["StatusMessage"]


def test_the_channel_gives_sender_and_configuration_set(shop):
    shop.email_channel(ConfigurationSet="set")

    shop.mail(message={"EmailMessage": {"Body": "b"}}, Addresses={"jo@example.com": EMAIL})

    assert shop.email.sent[0].from_address == "channel@example.com"
    assert shop.email.sent[0].configuration_set == "set"


def test_the_default_message_is_the_last_resort(shop):
    shop.email_channel()
    message = {"DefaultMessage": {"Body": "{{x}}", "Substitutions": {"x": ["d"]}}}

    shop.mail(message=message, Addresses={"jo@example.com": EMAIL})

    assert shop.email.sent[0].text == "d"


def test_no_content_for_the_channel_is_a_failure_of_the_recipient(shop):
    shop.email_channel()

    answer = shop.mail(message={"SMSMessage": {"Body": "b"}}, Addresses={"jo@example.com": EMAIL})

    assert "no content for the EMAIL channel" in answer["Result"]["jo@example.com"]["StatusMessage"]


def test_a_recipient_overrides_title_body_and_values(shop):
    own = {**EMAIL, "TitleOverride": "T {{name}}", "BodyOverride": "B", "Substitutions": {"name": ["me"]}}

    shop.mail(Addresses={"a@example.com": EMAIL, "b@example.com": own})

    first, second = shop.email.sent
    assert (first.subject, first.text) == ("Hi you", "for a@example.com")
    assert (second.subject, second.text) == ("T me", "B")


def test_a_raw_mail_is_handed_over_as_it_is(shop):
    message = {"EmailMessage": {"FromAddress": "s@e.com", "RawEmail": {"Data": b"Subject: x\r\n\r\ny"}}}

    shop.mail(message=message, Addresses={"jo@example.com": EMAIL})

    assert shop.email.sent[0].raw == b"Subject: x\r\n\r\ny"


def test_a_raw_mail_may_name_its_sender_itself(shop):
    message = {"EmailMessage": {"RawEmail": {"Data": b"From: s@e.com\r\n\r\ny"}}}

    answer = shop.mail(message=message, Addresses={"jo@example.com": EMAIL})

    assert answer["Result"]["jo@example.com"]["DeliveryStatus"] == "SUCCESSFUL"
    assert shop.email.sent[0].from_address == ""


def test_a_template_is_the_content_and_needs_no_message(shop):
    shop.email_channel()
    shop.template(Subject="{{x}}", HtmlPart="<p>{{x}}", DefaultSubstitutions='{"x": "<d>"}')
    named = {"EmailTemplate": {"Name": "news"}}

    shop.mail(message=None, TemplateConfiguration=named, Addresses={"jo@example.com": EMAIL})

    assert (shop.email.sent[0].subject, shop.email.sent[0].html) == ("<d>", "<p>&lt;d&gt;")


def test_a_template_without_a_value_fails_for_that_recipient_alone(shop):
    shop.email_channel()
    shop.template(Subject="Hi {{x}}", TextPart="t")
    named = {"EmailTemplate": {"Name": "news"}}
    own = {**EMAIL, "Substitutions": {"x": ["X"]}}

    answer = shop.mail(
        message={}, TemplateConfiguration=named, Addresses={"a@example.com": EMAIL, "b@example.com": own}
    )["Result"]

    assert answer["a@example.com"]["DeliveryStatus"] == "PERMANENT_FAILURE"
    assert "x" in answer["a@example.com"]["StatusMessage"]
    assert answer["b@example.com"]["DeliveryStatus"] == "SUCCESSFUL"


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"Addresses": {}},
        {"Addresses": {f"p{n}@example.com": EMAIL for n in range(101)}},
        {"Addresses": {"a@b.c": EMAIL}, "message": None},
        {"Addresses": {"a@b.c": EMAIL}, "TemplateConfiguration": {"EmailTemplate": {"Name": "none"}}},
        {"Addresses": {"a@b.c": EMAIL}, "TemplateConfiguration": {"InAppTemplate": {"Name": "none"}}},
    ],
    ids=["nobody", "empty", "too many", "no message", "unknown template", "in-app template"],
)
def test_requests_that_break_a_rule_are_refused_as_a_whole(shop, request_):
    with pytest.raises(Invalid):
        shop.mail(**request_)
    assert shop.email.sent == []


def test_an_unknown_application_is_not_found(shop):
    with pytest.raises(NotFound):
        messages.send_messages("other", {"Addresses": {"a@b.c": EMAIL}}, using=shop.using)


def test_a_body_that_cannot_be_compiled_fails_the_recipient_who_has_it(shop):
    own = {**EMAIL, "BodyOverride": "{{#if"}

    answer = shop.mail(Addresses={"a@example.com": EMAIL, "b@example.com": own})["Result"]

    assert answer["a@example.com"]["DeliveryStatus"] == "SUCCESSFUL"
    assert answer["b@example.com"]["DeliveryStatus"] == "PERMANENT_FAILURE"


def test_a_hundred_recipients_are_handed_over_in_bursts(shop):
    answer = shop.mail(Addresses={f"p{n}@example.com": EMAIL for n in range(100)})

    assert shop.email.batches == [50, 50]
    assert {r["DeliveryStatus"] for r in answer["Result"].values()} == {"SUCCESSFUL"}


@pytest.mark.parametrize(
    ("status", "status_code"),
    [
        (DeliveryStatus.THROTTLED, 429),
        (DeliveryStatus.TEMPORARY_FAILURE, 500),
        (DeliveryStatus.UNKNOWN_FAILURE, 500),
        (DeliveryStatus.PERMANENT_FAILURE, 403),
    ],
)
def test_what_the_provider_says_is_told(shop, status, status_code):
    shop.email.answers["a@example.com"] = SendResult(status=status, status_code=status_code, detail="why")

    answer = shop.mail(Addresses={"a@example.com": EMAIL})["Result"]["a@example.com"]

    assert answer == {"DeliveryStatus": status.value, "StatusCode": status_code, "StatusMessage": "why"}


class TestUsers:
    def test_every_endpoint_of_a_user_gets_the_message(self, shop):
        shop.endpoint("e1", User={"UserId": "u1"})
        shop.endpoint("e2", User={"UserId": "u1"}, EndpointStatus="INACTIVE")
        shop.endpoint("e3", User={"UserId": "u2"})

        answer = shop.mail_users({"u1": {}, "nobody": {}})

        assert set(answer["Result"]["u1"]) == {"e1", "e2"}
        assert answer["Result"]["nobody"] == {}
        assert answer["Result"]["u1"]["e1"]["Address"] == "e1@example.com"
        assert [sent.to_address for sent in shop.email.sent] == ["e1@example.com", "e2@example.com"]

    def test_an_endpoint_that_opted_out_gets_none(self, shop):
        shop.endpoint("e1", User={"UserId": "u1"}, OptOut="ALL")

        answer = shop.mail_users({"u1": {}})

        assert answer["Result"]["u1"]["e1"]["DeliveryStatus"] == "OPT_OUT"
        assert shop.email.sent == []

    def test_a_user_has_values_of_its_own(self, shop):
        shop.endpoint("e1", User={"UserId": "u1"})

        shop.mail_users({"u1": {"Substitutions": {"name": ["Jo"]}}})

        assert shop.email.sent[0].subject == "Hi Jo"

    @pytest.mark.parametrize("count", [0, 101])
    def test_there_are_one_to_a_hundred_users(self, shop, count):
        with pytest.raises(Invalid):
            shop.mail_users({str(n): {} for n in range(count)})


def test_the_address_that_bounces_are_forwarded_to_goes_along(shop):
    message = {"EmailMessage": {**HELLO["EmailMessage"], "FeedbackForwardingAddress": "bounces@example.com"}}
    shop.mail(message=message, Addresses={"jo@example.com": EMAIL})

    assert shop.email.sent[0].feedback_address == "bounces@example.com"
