/** New keys for signing calls to your URLs and personal links: each asks first, for what it breaks. */
import { GetAppCommand } from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { ShownOnce } from "../../components/ShownOnce";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { settingsTexts } from "./settingsTexts";

const DEEDS = ["webhook", "links", "revoke"] as const;
type Deed = (typeof DEEDS)[number];

interface WebhookKey {
  readonly Key: string;
  readonly Header: string;
}

export function SigningKeys({ app }: { app: string }) {
  const t = useTexts(settingsTexts);
  const { notify } = useSurroundings();
  const api = useApi();
  const may = useMay();
  const [asked, setAsked] = useState<Deed>();
  const [made, setMade] = useState<WebhookKey>();
  const { data: name } = useQuery(
    async () => (await api.send(new GetAppCommand({ ApplicationId: app }))).ApplicationResponse?.Name ?? app,
    [app],
  );
  const perform = async (deed: Deed) => {
    if (deed === "webhook") {
      setMade(await api.x.post<WebhookKey>(`/apps/${label(app)}/webhook-key`, {}));
    } else {
      await api.x.post(`/apps/${label(app)}/link-key`, {}, undefined, { revoke: deed === "revoke" });
      notify({ type: "success", content: t("keyMade") });
    }
    setAsked(undefined);
  };
  return (
    <Container header={<Header variant="h2" description={t("signingHint")}>{t("signing")}</Header>}>
      <SpaceBetween size="l">
        {DEEDS.map((deed) => (
          <Grid key={deed} gridDefinition={[{ colspan: { default: 12, s: 8 } }, { colspan: { default: 12, s: 4 } }]}>
            <div>
              <strong>{t(`${deed}_title`)}</strong>
              <div>{t(`${deed}_what`)}</div>
            </div>
            <Button disabled={!may("work") || !name} onClick={() => setAsked(deed)} fullWidth>
              {t(`${deed}_do`)}
            </Button>
          </Grid>
        ))}
      </SpaceBetween>
      {asked && name ? (
        <ConfirmDelete
          name={name}
          title={t(`${asked}_ask`)}
          action={t(`${asked}_do`)}
          consequence={t(`${asked}_breaks`)}
          onDismiss={() => setAsked(undefined)}
          onConfirm={() => perform(asked)}
        />
      ) : null}
      {made ? (
        <ShownOnce
          title={t("webhookMade")}
          items={[
            { label: t("header"), value: made.Header },
            { label: t("key"), value: made.Key },
          ]}
          onDismiss={() => setMade(undefined)}
        />
      ) : null}
    </Container>
  );
}
