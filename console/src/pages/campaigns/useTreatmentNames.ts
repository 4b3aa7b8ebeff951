/** Treatments by the API's ID: the author's name, or a number. */
import type { CampaignResponse } from "@aws-sdk/client-pinpoint";

import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

export function useTreatmentNames(campaign: CampaignResponse): (id: string) => string {
  const t = useTexts(texts);
  const additional = campaign.AdditionalTreatments ?? [];
  const names = new Map([["0", campaign.TreatmentName], ...additional.map(({ Id, TreatmentName }) => [Id, TreatmentName] as const)]);
  return (id) => {
    if (!additional.length && id === "0") return campaign.Name || t("everybody");
    return names.get(id) || `${t("treatment")} ${Number(id) + 1 || id}`;
  };
}
