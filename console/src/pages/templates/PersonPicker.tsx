/** For whom the preview is: an application, and somebody in it. */
import type { EndpointResponse } from "@aws-sdk/client-pinpoint";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";

import { useApi } from "../../app/context";
import { findPeople } from "../../components/findPeople";
import { useApplications } from "../../components/useApplications";
import { useQuery } from "../../components/useQuery";
import { useSettled } from "../../components/useSettled";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { best } from "./reached";
import { texts } from "./texts";
import type { TemplateType } from "./types";

export interface Chosen {
  readonly app: string;
  readonly text: string;
}

/** The person that the words name, while and after it is looked for. */
export function usePerson({ app, text }: Chosen, type: TemplateType) {
  const api = useApi();
  const asked = useSettled(text);
  const { data, isLoading, problem } = useQuery<{ found: EndpointResponse | undefined }>(
    async () => ({ found: best(await findPeople(api, app, asked), type) }),
    [app, asked, type],
    { enabled: app !== "" && asked !== "" },
  );
  return { person: data?.found, isUnknown: data !== undefined && !data.found && asked === text, isLoading, problem };
}

interface Properties {
  readonly chosen: Chosen;
  readonly person: EndpointResponse | undefined;
  readonly isUnknown: boolean;
  readonly onChange: (chosen: Chosen) => void;
  /** The application is given by the place: nothing to choose. */
  readonly isBound: boolean;
}

export function PersonPicker({ chosen, person, isUnknown, onChange, isBound }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const applications = useApplications();
  const nobody = { value: "", label: all("none") };
  const who = (
    <FormField
      label={t("person")}
      description={t("personHint")}
      errorText={isUnknown ? t("personUnknown") : undefined}
      constraintText={person ? [person.ChannelType, person.Address, person.User?.UserId].filter(Boolean).join(" · ") : undefined}
    >
      <Input
        value={chosen.text}
        type="search"
        disabled={!chosen.app}
        onChange={({ detail }) => onChange({ ...chosen, text: detail.value.trim() })}
      />
    </FormField>
  );
  if (isBound) return who;
  return (
    <ColumnLayout columns={2}>
      <FormField label={t("application")} description={t("applicationHint")}>
        <Select
          selectedOption={applications.find(({ value }) => value === chosen.app) ?? nobody}
          options={[nobody, ...applications]}
          filteringType="auto"
          onChange={({ detail }) => onChange({ ...chosen, app: detail.selectedOption.value ?? "" })}
        />
      </FormField>
      {who}
    </ColumnLayout>
  );
}
