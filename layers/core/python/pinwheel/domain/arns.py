"""Amazon Resource Names of the product's resources (spec 08, section 6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The Region and account that all ARNs of a deployment name."""

    region: str
    account_id: str

    def arn(self, suffix: str) -> str:
        """Spell the ARN of a resource, for example of `apps/{app}/segments/{id}`."""
        return f"arn:aws:mobiletargeting:{self.region}:{self.account_id}:{suffix}"

    def application(self, application_id: str) -> str:
        """Spell an application's ARN."""
        return self.arn(f"apps/{application_id}")

    def campaign(self, application_id: str, campaign_id: str) -> str:
        """Spell a campaign's ARN."""
        return self.arn(f"apps/{application_id}/campaigns/{campaign_id}")

    def segment(self, application_id: str, segment_id: str) -> str:
        """Spell a segment's ARN."""
        return self.arn(f"apps/{application_id}/segments/{segment_id}")

    def template(self, name: str, template_type: str) -> str:
        """Spell a message template's ARN; the type is upper case."""
        return self.arn(f"templates/{name}/{template_type}")

    def suffix_of(self, arn: str) -> str | None:
        """Give what follows the account in one of our ARNs; None for any other ARN."""
        prefix = self.arn("")
        return arn.removeprefix(prefix) if arn.startswith(prefix) else None
