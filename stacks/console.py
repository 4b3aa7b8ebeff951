"""The console: files in S3 behind CloudFront, people in a Cognito user pool, their rights at the IAM door.

A person's group gives a role, and each role has just the policy of that name (doors.py). The app gets where
everything is from a `config.json` that is written at deployment; nothing in it is secret.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from aws_cdk import Acknowledgment, Aws, CfnOutput, Duration, RemovalPolicy, Stack, Validations
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct, IConstruct

from stacks.config import DeploymentConfig
from stacks.constructs.findings import answer_for_wide
from stacks.data import DataStack
from stacks.service import ServiceStack

FOLDER = Path(__file__).parents[1] / "console"
PREFIX = "console"
SETTINGS_FILE = "config.json"
ROLES = ("Admin", "Marketer", "Viewer")
"""In order of precedence: who is in several groups gets the first."""
SESSION = Duration.hours(1)
STAYING_SIGNED_IN = Duration.days(1)
INVITATION = Duration.days(3)
MANAGED_HEADERS = {
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
}
"""Those that CloudFront has members of its own for; it takes them in no other way."""

PUBLISHER = "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/ServiceRole"
"""CDK's own copier of files, by the name that it always has."""
BY_CDK = "CDK's own publisher, which copies the app's files and runs at deployments only."

ROUTE = """
function handler(event) {
  var request = event.request;
  var uri = request.uri;
  if (uri === '/' || uri === '/console') {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/console/' } } };
  }
  var isFile = uri.indexOf('/console/assets/') === 0 || FILES.indexOf(uri) >= 0;
  if (!isFile) request.uri = '/console/index.html';
  return request;
}
"""
"""Every address that is no file is a page of the app. IDs may hold dots, so a dot does not make a file."""


class ConsoleStack(Stack):
    """Opt-in (`pinwheel:console`): nobody pays or answers for it who does not use it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: DeploymentConfig,
        data: DataStack,
        service: ServiceStack,
        folder: Path = FOLDER,
    ) -> None:
        super().__init__(
            scope, id_, env=config.aws_environment, description="Pinwheel: console and its users"
        )
        if not (folder / "dist" / "index.html").is_file():
            raise ValueError("Context pinwheel:console: the console is not built; run `make console` first")
        self._service = service
        self.users = Users(self, "Users", config=config, service=service)
        self.site = Site(self, "Site", config=config, folder=folder, connect=self._connections(data))
        address = f"https://{config.console_domain or self.site.target}/{PREFIX}/"
        self.users.serve(address)
        self.site.publish(folder / "dist", settings=self._settings())
        CfnOutput(self, "Url", value=address).override_logical_id("ConsoleUrl")
        CfnOutput(self, "Target", value=self.site.target).override_logical_id("ConsoleTarget")
        CfnOutput(self, "Pool", value=self.users.pool.user_pool_id).override_logical_id("ConsoleUserPoolId")

    def _connections(self, data: DataStack) -> tuple[str, ...]:
        """List what the app talks to: the API, Cognito, and the bucket that takes its uploads."""
        return (
            self._service.api.http.api_endpoint,
            f"https://{self.users.domain}",
            f"https://cognito-identity.{Aws.REGION}.{Aws.URL_SUFFIX}",
            f"https://{data.bucket.bucket.bucket_regional_domain_name}",
        )

    def _settings(self) -> dict[str, object]:
        return {
            "ApiUrl": self._service.api.http.api_endpoint,
            "Region": Aws.REGION,
            "Door": "iam",
            "Cognito": self.users.settings,
        }


class Users(Construct):
    """The people: invited by an administrator, in one of three groups."""

    def __init__(
        self, scope: Construct, id_: str, *, config: DeploymentConfig, service: ServiceStack
    ) -> None:
        super().__init__(scope, id_)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_uppercase=True,
                require_symbols=True,
                temp_password_validity=INVITATION,
            ),
            removal_policy=config.removal_policy,
            deletion_protection=not config.sandbox,
        )
        prefix = f"pinwheel-{Aws.ACCOUNT_ID}"
        self.pool.add_domain("Domain", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix))
        self.domain = f"{prefix}.auth.{Aws.REGION}.amazoncognito.com"
        Validations.of(self.pool).acknowledge(
            Acknowledgment(
                id="AwsSolutions-COG8",
                reason="Threat protection costs by the user; sign-up is closed, a second factor required.",
            )
        )
        self._service = service

    def serve(self, address: str) -> None:
        """Let the app at an address sign people in, and give them the rights of their group."""
        self._invite(address)
        self._client = self.pool.add_client(
            "Console",
            generate_secret=False,
            # Naming one, even to refuse it, leaves the hosted page and the renewal of tokens only.
            auth_flows=cognito.AuthFlow(user_srp=False),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
            access_token_validity=SESSION,
            id_token_validity=SESSION,
            refresh_token_validity=STAYING_SIGNED_IN,
            supported_identity_providers=[cognito.UserPoolClientIdentityProvider.COGNITO],
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
                callback_urls=[address],
                logout_urls=[address],
            ),
        )
        self._identities = cognito.CfnIdentityPool(
            self,
            "Identities",
            allow_unauthenticated_identities=False,
            cognito_identity_providers=[
                cognito.CfnIdentityPool.CognitoIdentityProviderProperty(
                    client_id=self._client.user_pool_client_id,
                    provider_name=self.pool.user_pool_provider_name,
                    server_side_token_check=True,
                )
            ],
        )
        for precedence, name in enumerate(ROLES):
            self._group(name, precedence)
        provider = f"{self.pool.user_pool_provider_name}:{self._client.user_pool_client_id}"
        cognito.CfnIdentityPoolRoleAttachment(
            self,
            "Roles",
            identity_pool_id=self._identities.ref,
            role_mappings={
                "Groups": cognito.CfnIdentityPoolRoleAttachment.RoleMappingProperty(
                    type="Token", identity_provider=provider, ambiguous_role_resolution="Deny"
                )
            },
        )

    def _invite(self, address: str) -> None:
        """Tell whom an administrator creates where to go; the address is known only once the site is."""
        pool = self.pool.node.default_child
        if not isinstance(pool, cognito.CfnUserPool):
            raise TypeError("the user pool has no resource of its own")
        pool.add_property_override(
            "AdminCreateUserConfig.InviteMessageTemplate",
            {
                "EmailSubject": "Your account for Pinwheel",
                "EmailMessage": f"You may sign in at {address}<br>User name: {{username}}<br>"
                f"Temporary password, good for {INVITATION.to_days():g} days: {{####}}",
            },
        )

    @property
    def settings(self) -> dict[str, str]:
        """What the app has to know to sign somebody in."""
        return {
            "Domain": self.domain,
            "UserPoolId": self.pool.user_pool_id,
            "ClientId": self._client.user_pool_client_id,
            "IdentityPoolId": self._identities.ref,
        }

    def _group(self, name: str, precedence: int) -> None:
        principal = iam.WebIdentityPrincipal(
            "cognito-identity.amazonaws.com",
            {
                "StringEquals": {"cognito-identity.amazonaws.com:aud": self._identities.ref},
                "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
            },
        )
        role = iam.Role(
            self,
            name,
            assumed_by=principal,
            description=f"Pinwheel's console: {name}",
            managed_policies=[self._service.doors.policies[name]],
            max_session_duration=SESSION,
        )
        cognito.CfnUserPoolGroup(
            self,
            f"{name}Group",
            user_pool_id=self.pool.user_pool_id,
            group_name=name,
            precedence=precedence,
            role_arn=role.role_arn,
        )


class _OwnDomain(TypedDict, total=False):
    domain_names: list[str]
    certificate: acm.ICertificate


class Site(Construct):
    """The files, and how the world gets them."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: DeploymentConfig,
        folder: Path,
        connect: tuple[str, ...],
    ) -> None:
        super().__init__(scope, id_)
        self._config = config
        self._bucket = s3.Bucket(
            self,
            "Files",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        _answer(self._bucket, "AwsSolutions-S1", "Only CloudFront reads it, and only files that are public.")
        self._distribution = self._distribute(folder, connect)
        self.target = self._distribution.distribution_domain_name
        """What a domain of one's own has to point to."""

    def publish(self, dist: Path, *, settings: dict[str, object]) -> None:
        """Put the built files into the bucket; those with a hash in their name may be kept for ever."""
        assets = self._deploy("Assets", dist, ["*"], ["assets/*"], "public, max-age=31536000, immutable")
        pages = self._deploy("Pages", dist, ["assets/*", ".vite/*"], [], "no-cache", settings=settings)
        # New pages name new files, which must be there first.
        pages.node.add_dependency(assets)
        self._answer_for_publisher()

    def _deploy(
        self,
        id_: str,
        dist: Path,
        left_out: list[str],
        taken: list[str],
        caching: str,
        *,
        settings: dict[str, object] | None = None,
    ) -> deployment.BucketDeployment:
        sources = [deployment.Source.asset(str(dist))]
        if settings is not None:
            sources.append(deployment.Source.json_data(SETTINGS_FILE, settings))
        return deployment.BucketDeployment(
            self,
            id_,
            sources=sources,
            destination_bucket=self._bucket,
            destination_key_prefix=PREFIX,
            exclude=left_out,
            include=taken or None,
            prune=False,
            cache_control=[deployment.CacheControl.from_string(caching)],
            distribution=self._distribution,
            distribution_paths=[f"/{PREFIX}/*"],
        )

    def _distribute(self, folder: Path, connect: tuple[str, ...]) -> cloudfront.Distribution:
        files = [f"/{PREFIX}/{name}" for name in ("index.html", SETTINGS_FILE, "pinwheel.svg")]
        route = cloudfront.Function(
            self,
            "Route",
            code=cloudfront.FunctionCode.from_inline(f"var FILES = {json.dumps(files)};{ROUTE}"),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="Pinwheel's console",
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            **self._own_domain(),
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(self._bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                compress=True,
                response_headers_policy=self._headers(folder, connect),
                function_associations=[
                    cloudfront.FunctionAssociation(
                        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST, function=route
                    )
                ],
            ),
        )
        _answer(distribution, "AwsSolutions-CFR1", "People who run campaigns travel.")
        _answer(distribution, "AwsSolutions-CFR2", "Static files; the API has its own limits and signatures.")
        _answer(
            distribution,
            "AwsSolutions-CFR3",
            "What counts is logged at the API: every call and every change.",
        )
        if not self._config.console_domain:
            _answer(
                distribution,
                "AwsSolutions-CFR4",
                "CloudFront's default certificate; a domain of one's own has another (docs/console.md).",
            )
        return distribution

    def _own_domain(self) -> _OwnDomain:
        """Name the domain of one's own, with the certificate that lets CloudFront demand TLS 1.2."""
        if not self._config.console_domain:
            return {}
        certificate = acm.Certificate.from_certificate_arn(
            self, "Certificate", self._config.console_certificate
        )
        return {"domain_names": [self._config.console_domain], "certificate": certificate}

    def _headers(self, folder: Path, connect: tuple[str, ...]) -> cloudfront.ResponseHeadersPolicy:
        """Send the headers that the local runtime sends, from the same file."""
        headers: dict[str, str] = json.loads((folder / "headers.json").read_text(encoding="utf-8"))
        policy = headers["Content-Security-Policy"].replace(
            "{connect}", "".join(f" {each}" for each in connect)
        )
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=policy, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(365), include_subdomains=True, override=True
                ),
            ),
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header=name, value=headers[name], override=True)
                    for name in headers
                    if name not in MANAGED_HEADERS
                ]
            ),
        )

    def _answer_for_publisher(self) -> None:
        """Answer for the function that CDK brings to copy files at deployment."""
        stack = Stack.of(self)
        role = next(each for each in stack.node.find_all() if each.node.path.endswith(PUBLISHER))
        managed = "Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
        _answer(role, f"AwsSolutions-IAM4[{managed}]", BY_CDK)
        function = role.node.scope
        if function is not None:
            _answer(function, "AwsSolutions-L1", BY_CDK)
        policy = role.node.find_child("DefaultPolicy")
        for action in ("GetBucket*", "GetObject*", "List*", "Abort*", "DeleteObject*"):
            _answer(policy, f"AwsSolutions-IAM5[Action::s3:{action}]", BY_CDK)
        files = f"arn:{Aws.PARTITION}:s3:::cdk-hnb659fds-assets-{stack.account}-{stack.region}/*"
        for resource in (files, f"{self._bucket.bucket_arn}/*", "*"):
            answer_for_wide(policy, resource, reason=BY_CDK)


def _answer(construct: IConstruct, finding: str, reason: str) -> None:
    Validations.of(construct).acknowledge(Acknowledgment(id=finding, reason=reason))
