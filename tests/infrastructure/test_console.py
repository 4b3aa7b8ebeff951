"""The console's stack: closed to strangers, three roles with just their policies, a strict page policy."""

from __future__ import annotations

import json
import re

import pytest
from aws_cdk import Stack
from aws_cdk.assertions import Template

from stacks.config import DeploymentConfig
from stacks.console import FOLDER, MANAGED_HEADERS, Site
from stacks.deployment import new_app, watch
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
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["Policies"]["PasswordPolicy"] == {
        "MinimumLength": 12,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "RequireUppercase": True,
        "TemporaryPasswordValidityDays": 3,
    }


def test_an_invitation_tells_where_to_go(console):
    (pool,) = of_type(console, "AWS::Cognito::UserPool")

    message = json.dumps(pool["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"])
    assert all(part in message for part in ("DomainName", "/console/", "{username}", "{####}", "3 days"))


def test_the_app_signs_in_by_the_hosted_page_with_a_code_only(console):
    (client,) = of_type(console, "AWS::Cognito::UserPoolClient")

    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlows"] == ["code"]
    # Without the scope of the user's own administration, nobody can change their address by a token.
    assert client["AllowedOAuthScopes"] == ["openid", "email"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True
    assert set(client["TokenValidityUnits"].values()) == {"minutes"}
    validities = {name: client[f"{name}TokenValidity"] for name in ("Access", "Id", "Refresh")}
    assert validities == {"Access": 60, "Id": 60, "Refresh": 24 * 60}


def test_cognito_sends_people_back_to_the_app_and_nowhere_else(console):
    (client,) = of_type(console, "AWS::Cognito::UserPoolClient")

    (callback,), (logout,) = client["CallbackURLs"], client["LogoutURLs"]
    assert callback == logout
    assert [callback["Fn::Join"][1][0], callback["Fn::Join"][1][2]] == ["https://", "/console/"]


def test_strangers_get_no_identity(console):
    (identities,) = of_type(console, "AWS::Cognito::IdentityPool")

    assert identities["AllowUnauthenticatedIdentities"] is False
    assert not identities.get("AllowClassicFlow")
    assert identities["CognitoIdentityProviders"][0]["ServerSideTokenCheck"] is True


def test_who_is_in_no_group_gets_no_role(console):
    (attachment,) = of_type(console, "AWS::Cognito::IdentityPoolRoleAttachment")

    assert "Roles" not in attachment
    assert attachment["RoleMappings"]["Groups"]["Type"] == "Token"
    assert attachment["RoleMappings"]["Groups"]["AmbiguousRoleResolution"] == "Deny"


def test_who_is_in_several_groups_gets_one_role(console):
    groups = of_type(console, "AWS::Cognito::UserPoolGroup")

    assert {each["GroupName"]: each["Precedence"] for each in groups} == {
        "Admin": 0,
        "Marketer": 1,
        "Viewer": 2,
    }


@pytest.mark.parametrize("name", ["Admin", "Marketer", "Viewer"])
def test_each_group_has_the_policy_of_its_name(console, name):
    (group,) = [each for each in of_type(console, "AWS::Cognito::UserPoolGroup") if each["GroupName"] == name]
    role = console[group["RoleArn"]["Fn::GetAtt"][0]]["Properties"]

    assert len(role["ManagedPolicyArns"]) == 1
    assert f"Doors{name}" in json.dumps(role["ManagedPolicyArns"])
    assert not role.get("Policies")
    assert not [each for each in of_type(console, "AWS::IAM::Policy") if group["RoleArn"] in each["Roles"]]


@pytest.mark.parametrize("name", ["Admin", "Marketer", "Viewer"])
def test_a_role_is_for_people_whom_this_pool_has_signed_in(console, name):
    (group,) = [each for each in of_type(console, "AWS::Cognito::UserPoolGroup") if each["GroupName"] == name]
    role = console[group["RoleArn"]["Fn::GetAtt"][0]]["Properties"]
    (identities,) = [id_ for id_, each in console.items() if each["Type"] == "AWS::Cognito::IdentityPool"]

    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Condition": {
            "StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": identities}},
            "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
        },
    }


def page_policy(resources):
    """Give the rules of the content security policy by their names, references as their last part."""
    (headers,) = of_type(resources, "AWS::CloudFront::ResponseHeadersPolicy")
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    policy = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    parts = policy["Fn::Join"][1] if isinstance(policy, dict) else [policy]
    text = "".join(part if isinstance(part, str) else next(iter(part.values())) for part in parts)
    return dict(rule.strip().split(" ", 1) for rule in text.split(";"))


def test_the_page_runs_its_own_scripts_only(console):
    policy = page_policy(console)

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    for rule in ("frame-src", "form-action", "base-uri", "frame-ancestors"):
        assert policy[rule] == "'none'"


def test_the_page_talks_to_the_api_cognito_and_the_bucket_for_uploads(console):
    own, api, sign_in, identities, bucket = page_policy(console)["connect-src"].split()

    assert own == "'self'"
    assert "ApiEndpoint" in api
    assert re.fullmatch(r"https://pinwheel-AWS::AccountId\.auth\.AWS::Region\.amazoncognito\.com", sign_in)
    assert identities == "https://cognito-identity.AWS::Region.AWS::URLSuffix"
    assert re.fullmatch(r"https://PinwheelData:\S+RegionalDomainName\S+", bucket)


def test_cloudfront_sends_the_headers_that_the_local_runtime_sends(console):
    (policy,) = of_type(console, "AWS::CloudFront::ResponseHeadersPolicy")
    sent = policy["ResponseHeadersPolicyConfig"]
    written = json.loads((FOLDER / "headers.json").read_text(encoding="utf-8"))

    custom = {each["Header"]: each["Value"] for each in sent["CustomHeadersConfig"]["Items"]}
    assert custom == {name: value for name, value in written.items() if name not in MANAGED_HEADERS}
    security = sent["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    assert (
        f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains"
        == written["Strict-Transport-Security"]
    )
    assert transport["IncludeSubdomains"] is True
    assert security["FrameOptions"]["FrameOption"] == written["X-Frame-Options"]
    assert security["ReferrerPolicy"]["ReferrerPolicy"] == written["Referrer-Policy"]
    assert written["X-Content-Type-Options"] == "nosniff"
    assert all(each["Override"] for each in (*security.values(), *sent["CustomHeadersConfig"]["Items"]))


def test_files_are_read_by_the_distribution_only(console):
    (bucket,) = of_type(console, "AWS::S3::Bucket")
    (distribution,) = of_type(console, "AWS::CloudFront::Distribution")

    assert all(bucket["PublicAccessBlockConfiguration"].values())
    (origin,) = distribution["DistributionConfig"]["Origins"]
    assert origin["OriginAccessControlId"]
    (policy,) = of_type(console, "AWS::S3::BucketPolicy")
    refusal, permit = policy["PolicyDocument"]["Statement"][:2]
    assert (refusal["Effect"], refusal["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert (permit["Principal"], permit["Action"]) == (
        {"Service": "cloudfront.amazonaws.com"},
        "s3:GetObject",
    )
    assert "AWS:SourceArn" in permit["Condition"]["StringEquals"]


def test_nothing_is_served_without_tls_and_nothing_has_a_cookie(console):
    (distribution,) = of_type(console, "AWS::CloudFront::Distribution")
    behaviour = distribution["DistributionConfig"]["DefaultCacheBehavior"]

    assert behaviour["ViewerProtocolPolicy"] == "redirect-to-https"
    assert "OriginRequestPolicyId" not in behaviour
    assert distribution["DistributionConfig"].get("CacheBehaviors", []) == []


def test_files_with_a_hash_are_kept_and_pages_and_settings_are_asked_for_anew(console):
    copies = of_type(console, "Custom::CDKBucketDeployment")

    caching = {tuple(each.get("Include", [])): each["SystemMetadata"]["cache-control"] for each in copies}
    assert caching == {("assets/*",): "public, max-age=31536000, immutable", (): "no-cache"}


@pytest.fixture(scope="module")
def own_domain():
    """Give the resources of a site with a domain of its own, which cdk-nag has nothing against."""
    app = new_app()
    watch(app)
    stack = Stack(app, "Stack")
    config = DeploymentConfig(
        console_domain="console.example.com",
        console_certificate="arn:aws:acm:us-east-1:000000000000:certificate/01234567-89ab-cdef-0123-456789abcdef",
    )
    Site(stack, "Site", config=config, folder=FOLDER, connect=())
    return Template.from_stack(stack).to_json()["Resources"]


def test_a_domain_of_ones_own_comes_with_its_certificate_and_tls_1_2(own_domain):
    (distribution,) = of_type(own_domain, "AWS::CloudFront::Distribution")
    settings = distribution["DistributionConfig"]

    assert settings["Aliases"] == ["console.example.com"]
    assert settings["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert settings["ViewerCertificate"]["SslSupportMethod"] == "sni-only"
    assert ":certificate/" in settings["ViewerCertificate"]["AcmCertificateArn"]
