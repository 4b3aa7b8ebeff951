/** The hours in which a schedule's messages are not sent. */
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TimeInput from "@cloudscape-design/components/time-input";

import { useTexts } from "../../i18n/language";
import { useDefaults } from "./Limits";
import type { ScheduleProperties } from "./ScheduleStep";
import { texts } from "./texts";

export function QuietTime({ app, schedule, treatment, onChange, errorOf }: ScheduleProperties) {
  const t = useTexts(texts);
  const { QuietTime: general } = useDefaults(app) ?? {};
  const hasGeneral = Boolean(general?.Start && general.End);
  return (
    <SpaceBetween size="s">
      <Box color="text-body-secondary">
        {t("quietHint")} {hasGeneral ? t("quietDefault", { from: general!.Start!, until: general!.End! }) : t("quietNone")}
      </Box>
      <ColumnLayout columns={2}>
        <FormField label={t("quietFrom")} errorText={errorOf("quiet", treatment)}>
          <TimeInput
            format="hh:mm"
            placeholder="22:00"
            value={schedule.quietFrom}
            onChange={({ detail }) => onChange({ ...schedule, quietFrom: detail.value })}
          />
        </FormField>
        <FormField label={t("quietUntil")}>
          <TimeInput
            format="hh:mm"
            placeholder="08:00"
            value={schedule.quietUntil}
            onChange={({ detail }) => onChange({ ...schedule, quietUntil: detail.value })}
          />
        </FormField>
      </ColumnLayout>
    </SpaceBetween>
  );
}
