/** Changing what is known of an endpoint; only what became different is sent. */
import { UpdateEndpointCommand, type EndpointResponse } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";

import { useSurroundings } from "../../app/context";
import { FormDialog } from "../../components/FormDialog";
import { fieldErrors, useAction } from "../../components/useAction";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { AttributeRows } from "./AttributeRows";
import { draftOf, isSendable, updateOf } from "./draft";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly endpoint: EndpointResponse;
  readonly onDismiss: () => void;
  readonly onSaved: () => void;
}

export function EditEndpoint({ app, endpoint, onDismiss, onSaved }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const action = useAction();
  const before = draftOf(endpoint);
  const [draft, setDraft] = useState(before);
  const change = (facts: Partial<typeof draft>) => setDraft({ ...draft, ...facts });
  const isDirty = JSON.stringify(draft) !== JSON.stringify(before);
  const errors = fieldErrors(action.problem, ["Address", "Attributes", "UserAttributes", "Metrics"]);
  const userId = endpoint.User?.UserId;
  const save = async () => {
    const EndpointRequest = updateOf(before, draft, userId);
    const isSaved = await action.run(() =>
      api.send(new UpdateEndpointCommand({ ApplicationId: app, EndpointId: endpoint.Id, EndpointRequest })),
    );
    if (!isSaved) return;
    notify({ type: "success", content: all("saved") });
    onSaved();
  };
  return (
    <FormDialog
      title={t("editTitle", { name: endpoint.Id ?? "" })}
      submitText={all("save")}
      size="large"
      canSubmit={isDirty && isSendable(draft)}
      isBusy={action.isBusy}
      problem={errors.rest}
      isDirty={isDirty}
      onSubmit={() => void save()}
      onDismiss={onDismiss}
    >
      <Alert type="info">{t("editHint")}</Alert>
      <FormField label={all("address")} errorText={errors.of("Address")} stretch>
        <Input value={draft.address} onChange={({ detail }) => change({ address: detail.value })} />
      </FormField>
      <ColumnLayout columns={2}>
        <Toggle
          checked={draft.optOut === "NONE"}
          description={t("optInHint")}
          onChange={({ detail }) => change({ optOut: detail.checked ? "NONE" : "ALL" })}
        >
          {t("wantsMessages")}
        </Toggle>
        <Toggle
          checked={draft.status === "ACTIVE"}
          description={t("activeHint")}
          onChange={({ detail }) => change({ status: detail.checked ? "ACTIVE" : "INACTIVE" })}
        >
          {t("isActive")}
        </Toggle>
      </ColumnLayout>
      <AttributeRows
        title={t("attributes")}
        rows={draft.attributes}
        error={errors.of("Attributes")}
        onChange={(attributes) => change({ attributes })}
      />
      {userId ? (
        <AttributeRows
          title={t("userAttributes")}
          description={t("userAttributesHint")}
          rows={draft.userAttributes}
          error={errors.of("UserAttributes")}
          onChange={(userAttributes) => change({ userAttributes })}
        />
      ) : null}
      <AttributeRows
        title={t("metrics")}
        description={t("metricsHint")}
        isMetric
        rows={draft.metrics}
        error={errors.of("Metrics")}
        onChange={(metrics) => change({ metrics })}
      />
    </FormDialog>
  );
}
