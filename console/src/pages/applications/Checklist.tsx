/** What is set up and what is missing; gone once all of it is there. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { useApi, useMay } from "../../app/context";
import { inApp, To } from "../../components/Links";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { isReady, progressOf, STEPS, type Step } from "./steps";
import { texts } from "./texts";

export function Checklist({ app }: { app: string }) {
  const t = useTexts(texts);
  const api = useApi();
  const mayWork = useMay()("work");
  const { data } = useQuery(() => progressOf(api, app, mayWork), [app, mayWork]);
  if (!data || isReady(data)) return null;
  const paths: Record<Step, string> = {
    channelStep: inApp(app, "channels"),
    audienceStep: inApp(app, "segments", "import"),
    segmentStep: inApp(app, "segments", "new"),
    templateStep: "/templates/new",
    campaignStep: inApp(app, "campaigns", "new"),
  };
  const done = STEPS.filter((step) => data[step]).length;
  return (
    <Container
      header={
        <Header variant="h2" description={t("checklistWhat", { done, n: STEPS.length })}>
          {t("checklist")}
        </Header>
      }
    >
      <ol className="pw-steps">
        {STEPS.map((step) => (
          <li key={step}>
            <Sign isDone={data[step]} />
            <div>
              <To path={paths[step]}>{t(step)}</To>
              <Box color="text-body-secondary" fontSize="body-s">
                {t(`${step}_what`)}
              </Box>
            </div>
          </li>
        ))}
      </ol>
    </Container>
  );
}

function Sign({ isDone }: { isDone: boolean | undefined }) {
  const t = useTexts(texts);
  const [type, text] = isDone
    ? (["success", "done"] as const)
    : isDone === undefined
      ? (["info", "unknown"] as const)
      : (["pending", "open"] as const);
  return <StatusIndicator type={type} iconAriaLabel={t(text)} />;
}
