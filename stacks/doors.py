"""Who may do what at the IAM door: four policies to attach to roles, users or permission sets.

They only ever permit, so that two of them on one principal permit what either does; and what is closed is
left out, not denied, so that another spelling of its path opens nothing. In a resource of IAM `*` spans
slashes, too: a pattern holds for all that lies deeper.
"""

from __future__ import annotations

from aws_cdk import Aws, CfnOutput
from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.constructs.findings import answer_for_wide

STAGE = "$default"
"""Spelt out: a `*` here would take the rest of a path for a method and a path of its own."""
APP = "/iam/v1/apps/*"
QUESTIONS = ("adoption", "cohorts", "experiments/plan", "funnels", "paths", "segments/estimate")
"""What is asked of an application with a body, and changes nothing."""
READING = (
    "GET /iam/v1/*",
    "GET /iam/x/v1/apps/*",
    "GET /iam/x/v1/audit",
    "GET /iam/x/v1/numbers*",
    *(f"POST /iam/x/v1/apps/*/{question}" for question in QUESTIONS),
    "POST /iam/x/v1/templates/lint",
    "POST /iam/x/v1/templates/preview",
)
"""All but issued keys. Some questions take a body."""
APPLICATION_WORK = (
    "attributes/*",
    "campaigns*",
    "endpoints*",
    "events",
    "events/*",
    "jobs/*",
    "journeys*",
    "messages",
    "otp",
    "segments*",
    "users*",
    "verify-otp",
)
"""What of an application marketers create, change, delete, send; not channels, settings, event stream."""

RIGHTS = {
    "Admin": ("* /iam/*",),
    "Marketer": (
        *READING,
        "POST /iam/v1/apps",
        "POST /iam/v1/phone/number/validate",
        *(f"* {APP}/{work}" for work in APPLICATION_WORK),
        *(f"* /iam/v1/{work}" for work in ("recommenders*", "tags/*", "templates*")),
        "* /iam/x/v1/apps/*",
        "* /iam/x/v1/numbers*",
        "POST /iam/x/v1/voice/preview",
    ),
    "Viewer": READING,
    "AppClient": (
        f"PUT {APP}/endpoints/*",
        f"POST {APP}/events",
        f"POST {APP}/events/legacy",
        f"GET {APP}/endpoints/*/inappmessages",
    ),
}
"""Method and path of what each policy permits."""

MEANING = {
    "Admin": "Pinwheel: everything at the IAM door, issued keys included",
    "Marketer": "Pinwheel: everything but issued keys, deleting applications, channels and settings",
    "Viewer": "Pinwheel: reading everything but issued keys",
    "AppClient": "Pinwheel: what an app in a customer's hand needs",
}


class Doors(Construct):
    """A managed policy for each kind of caller; its ARN is an output of the stack."""

    def __init__(self, scope: Construct, id_: str, *, api_id: str) -> None:
        super().__init__(scope, id_)
        self._api = f"arn:{Aws.PARTITION}:execute-api:{Aws.REGION}:{Aws.ACCOUNT_ID}:{api_id}"
        self.policies: dict[str, iam.ManagedPolicy] = {}
        for name, rights in RIGHTS.items():
            policy = self.policies[name] = self._policy(name, rights)
            CfnOutput(self, f"{name}Arn", value=policy.managed_policy_arn).override_logical_id(
                f"{name}PolicyArn"
            )

    def _policy(self, name: str, rights: tuple[str, ...]) -> iam.ManagedPolicy:
        resources = [f"{self._api}/{STAGE}/{right.replace(' ', '')}" for right in rights]
        policy = iam.ManagedPolicy(
            self,
            name,
            description=MEANING[name],
            statements=[iam.PolicyStatement(actions=["execute-api:Invoke"], resources=resources)],
        )
        for resource in resources:
            answer_for_wide(policy, resource, reason="IDs are made at run time; methods and paths are named.")
        return policy
