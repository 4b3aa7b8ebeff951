/** Third step: whether a segment is made, and whether the people are stored. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";

import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import type { StepProperties } from "./FilesStep";
import { importTexts } from "./importTexts";

export function OptionsStep({ choice, change, wasTried, error }: StepProperties & { readonly error: string | undefined }) {
  const t = useTexts(importTexts);
  const all = useTexts(common);
  const isNameless = wasTried && !choice.name.trim();
  return (
    <Container>
      <SpaceBetween size="l">
        <Toggle checked={choice.isDefined} onChange={({ detail }) => change({ isDefined: detail.checked })}>
          {t("define")}
        </Toggle>
        {choice.isDefined ? (
          <FormField label={t("segmentName")} errorText={error ?? (isNameless ? all("required") : undefined)}>
            <Input value={choice.name} onChange={({ detail }) => change({ name: detail.value })} />
          </FormField>
        ) : null}
        <Toggle
          checked={choice.isRegistered}
          description={t("registerHint")}
          onChange={({ detail }) => change({ isRegistered: detail.checked })}
        >
          {t("register")}
        </Toggle>
        {!choice.isDefined && !choice.isRegistered ? <Box color="text-status-error">{t("needOne")}</Box> : null}
      </SpaceBetween>
    </Container>
  );
}
