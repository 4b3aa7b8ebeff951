"""The console's stack: closed to strangers, three roles with just their policies, a strict page policy."""

from __future__ import annotations

import json

import pytest

from tests.synthesis import synthesised


@pytest.fixture(scope="session")
def console(shared_folder):
    """Give the resources of the console's stack."""
    folder = synthesised(shared_folder, console="true").folder
    template = json.loads((folder / "PinwheelConsole.template.json").read_text(encoding="utf-8"))
    return template["Resources"]


def of_type(resources, type_):
    return [each["Properties"] for each in resources.values() if each["Type"] == type_]


def test_without_being_asked_for_there_is_none(app):
    assert not (app.folder / "PinwheelConsole.template.json").exists()


def test_people_are_invited_and_have_a_second_factor(console):
    (pool,) = of_type(console, "AWS::Cognito::UserPool")

    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == "ON"


def test_strangers_get_no_identity(console):
    (identities,) = of_type(console, "AWS::Cognito::IdentityPool")

    assert identities["AllowUnauthenticatedIdentities"] is False
    assert identities["CognitoIdentityProviders"][0]["ServerSideTokenCheck"] is True


def test_who_is_in_no_group_gets_no_role(console):
    (attachment,) = of_type(console, "AWS::Cognito::IdentityPoolRoleAttachment")

    assert "Roles" not in attachment
    assert attachment["RoleMappings"]["Groups"]["AmbiguousRoleResolution"] == "Deny"


@pytest.mark.parametrize("name", ["Admin", "Marketer", "Viewer"])
def test_each_group_has_the_policy_of_its_name(console, name):
    (group,) = [each for each in of_type(console, "AWS::Cognito::UserPoolGroup") if each["GroupName"] == name]
    role = console[group["RoleArn"]["Fn::GetAtt"][0]]["Properties"]

    assert len(role["ManagedPolicyArns"]) == 1
    assert f"Doors{name}" in json.dumps(role["ManagedPolicyArns"])
    conditions = json.dumps(role["AssumeRolePolicyDocument"])
    assert "cognito-identity.amazonaws.com:aud" in conditions


def test_the_page_runs_its_own_scripts_only_and_talks_to_the_api(console):
    (headers,) = of_type(console, "AWS::CloudFront::ResponseHeadersPolicy")
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = json.dumps(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])

    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    assert "{connect}" not in policy
    assert "ApiEndpoint" in policy
    assert security["FrameOptions"]["FrameOption"] == "DENY"


def test_files_are_read_by_the_distribution_only(console):
    (bucket,) = of_type(console, "AWS::S3::Bucket")
    (distribution,) = of_type(console, "AWS::CloudFront::Distribution")

    assert all(bucket["PublicAccessBlockConfiguration"].values())
    (origin,) = distribution["DistributionConfig"]["Origins"]
    assert origin["OriginAccessControlId"]
