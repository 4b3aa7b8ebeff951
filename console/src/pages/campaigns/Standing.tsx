/** What stands in a campaign's way: it cannot run, or too many bounces or complaints have stopped it. */
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";

import { useApi, useMay } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useAction } from "../../components/useAction";
import type { Query } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { resultTexts } from "./resultTexts";

export interface Breaker {
  readonly Stopped: boolean;
  readonly Bounces?: number;
  readonly Complaints?: number;
  readonly Messages?: number;
  readonly StoppedAt?: string;
}

export function BrokenAlert({ status, reason }: { status: string; reason: string | undefined }) {
  const r = useTexts(resultTexts);
  return (
    <Alert type="error" header={r(status === "DELETED" ? "segmentGone" : "invalid")}>
      {reason ? <p className="pw-plain">{reason}</p> : null}
      {r("mend")}
    </Alert>
  );
}

interface TrippedProperties {
  readonly breaker: Query<Breaker>;
  readonly path: string;
  readonly onChanged: () => void;
}

export function TrippedAlert({ breaker, path, onChanged }: TrippedProperties) {
  const r = useTexts(resultTexts);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const action = useAction();
  const { data, reload } = breaker;
  if (!data) return null;
  const { Messages: messages = 0, Bounces: bounces = 0, Complaints: complaints = 0 } = data;
  const share = (count: number) => format.share(messages ? count / messages : undefined);
  const forget = async () => {
    if (await action.run(() => api.x.delete(path))) {
      reload();
      onChanged();
    }
  };
  return (
    <Alert
      type="error"
      header={r("tripped")}
      action={
        <Button disabled={!may("work")} loading={action.isBusy} onClick={() => void forget()}>
          {r("forget")}
        </Button>
      }
    >
      <p className="pw-plain">
        {r("trippedWhy", {
          time: format.time(data.StoppedAt),
          messages: format.number(messages),
          bounces: `${format.number(bounces)} (${share(bounces)})`,
          complaints: `${format.number(complaints)} (${share(complaints)})`,
        })}
      </p>
      {r("trippedNext")}
      <ProblemAlert problem={action.problem} />
    </Alert>
  );
}
