"""Recommender configurations, phone numbers and in-app messages through an unmodified client."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from lambdas.api_control.handler import lambda_handler as control
from lambdas.api_endpoints.handler import lambda_handler as endpoints_function
from pinwheel.domain import keys
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations.endpoints import known_applications
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.impressions import MemoryImpressions
from tests.fakes.pinpoint import key_ring, pinpoint_client

APP = "app1"
MODEL = "arn:aws:personalize:us-east-1:000000000000:campaign/shoes"
ROLE = "arn:aws:iam::000000000000:role/Recommend"
WANTED = {
    "Attributes": {"title": "Title"},
    "Description": "d",
    "Name": "Shoes",
    "RecommendationProviderIdType": "PINPOINT_USER_ID",
    "RecommendationProviderRoleArn": ROLE,
    "RecommendationProviderUri": MODEL,
    "RecommendationTransformerUri": "enrich",
    "RecommendationsDisplayName": "For you",
    "RecommendationsPerMessage": 3,
}


@pytest.fixture
def client(monkeypatch):
    documents, endpoints, ring = MemoryDocuments(), MemoryEndpoints(), key_ring()
    documents.write([Put(keys.application(APP), {"Id": APP})])
    endpoints.upsert_many(APP, [EndpointUpdate("e1", {"ChannelType": "IN_APP", "Address": "a"}, "r")])
    monkeypatch.setattr(bootstrap, "documents", lambda: documents)
    monkeypatch.setattr(bootstrap, "endpoints", lambda: endpoints)
    monkeypatch.setattr(bootstrap, "key_ring", lambda: ring)
    monkeypatch.setattr(bootstrap, "impressions", MemoryImpressions)
    monkeypatch.setattr(bootstrap, "audience", lambda: None)
    known_applications.cache_clear()
    yield pinpoint_client(endpoints_function, control)
    known_applications.cache_clear()


def status_of(call, **given):
    try:
        return call(**given)["ResponseMetadata"]["HTTPStatusCode"]
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"]


def create(client, **members):
    return client.create_recommender_configuration(CreateRecommenderConfiguration={**WANTED, **members})


class TestRecommenders:
    def test_a_configuration_goes_through_its_life(self, client):
        created = create(client)
        made = created["RecommenderConfigurationResponse"]
        named = {"RecommenderId": made["Id"]}
        read = client.get_recommender_configuration(**named)["RecommenderConfigurationResponse"]
        change = {
            "RecommendationProviderRoleArn": ROLE,
            "RecommendationProviderUri": MODEL,
            "RecommendationsDisplayName": "New",
        }
        changed = client.update_recommender_configuration(**named, UpdateRecommenderConfiguration=change)[
            "RecommenderConfigurationResponse"
        ]
        deleted = client.delete_recommender_configuration(**named)["RecommenderConfigurationResponse"]

        assert created["ResponseMetadata"]["HTTPStatusCode"] == 201
        assert WANTED.items() <= made.items()
        assert made["CreationDate"] == made["LastModifiedDate"]
        assert read == made
        assert deleted == changed
        assert changed.items() >= {**change, "RecommendationsPerMessage": 5}.items()
        assert "Attributes" not in changed
        assert status_of(client.get_recommender_configuration, **named) == 404

    def test_what_is_wrong_is_a_bad_request(self, client):
        named = {"RecommenderId": create(client)["RecommenderConfigurationResponse"]["Id"]}
        bad = {**WANTED, "RecommendationsPerMessage": 6}

        assert status_of(client.create_recommender_configuration, CreateRecommenderConfiguration=bad) == 400
        assert (
            status_of(client.update_recommender_configuration, **named, UpdateRecommenderConfiguration=bad)
            == 400
        )
        assert status_of(client.get_recommender_configurations, PageSize="0") == 400
        assert status_of(client.get_recommender_configurations, Token="x") == 400

    def test_what_is_not_there_is_not_found(self, client):
        unknown = {"RecommenderId": "f" * 32}
        valid_or_not = {**WANTED, "RecommendationsPerMessage": 6}

        assert status_of(client.get_recommender_configuration, **unknown) == 404
        assert status_of(client.delete_recommender_configuration, **unknown) == 404
        assert (
            status_of(
                client.update_recommender_configuration,
                **unknown,
                UpdateRecommenderConfiguration=valid_or_not,
            )
            == 404
        )

    def test_the_list_is_paged_in_order_of_creation(self, client):
        made = [create(client)["RecommenderConfigurationResponse"]["Id"] for _ in range(3)]
        found, token = [], dict[str, str]()
        while True:
            page = client.get_recommender_configurations(PageSize="1", **token)[
                "ListRecommenderConfigurationsResponse"
            ]
            found += [item["Id"] for item in page["Item"]]
            if "NextToken" not in page:
                break
            token = {"Token": page["NextToken"]}

        assert found == sorted(made)


class TestPhoneNumbers:
    def test_a_number_is_validated(self, client):
        answer = client.phone_number_validate(
            NumberValidateRequest={"PhoneNumber": "206 709 4321", "IsoCountryCode": "US"}
        )

        found = answer["NumberValidateResponse"]
        assert (found["PhoneType"], found["PhoneTypeCode"]) == ("MOBILE", 0)
        assert (found["CleansedPhoneNumberE164"], found["Country"]) == ("+12067094321", "United States")
        assert found["OriginalPhoneNumber"] == "206 709 4321"

    def test_a_bad_number_is_no_bad_request(self, client):
        answer = client.phone_number_validate(NumberValidateRequest={"PhoneNumber": "12"})

        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
        assert answer["NumberValidateResponse"]["PhoneType"] == "INVALID"

    @pytest.mark.parametrize("request_", [{}, {"PhoneNumber": "+12067094321", "IsoCountryCode": "ZZ"}])
    def test_no_number_and_no_country_are(self, client, request_):
        assert status_of(client.phone_number_validate, NumberValidateRequest=request_) == 400


class TestInAppMessages:
    def test_an_endpoint_has_none(self, client):
        answer = client.get_in_app_messages(ApplicationId=APP, EndpointId="e1")

        assert answer["InAppMessagesResponse"] == {"InAppMessageCampaigns": []}

    def test_an_unknown_endpoint_or_application_is_not_found(self, client):
        assert status_of(client.get_in_app_messages, ApplicationId=APP, EndpointId="e2") == 404
        assert status_of(client.get_in_app_messages, ApplicationId="other", EndpointId="e1") == 404
