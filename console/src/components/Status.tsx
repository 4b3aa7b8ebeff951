/** States of campaigns, jobs and activities as words with a colour and a sign. */
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";

import { useTexts } from "../i18n/language";
import { statuses } from "../i18n/statuses";

const KINDS: Record<string, StatusIndicatorProps.Type> = {
  SCHEDULED: "pending",
  EXECUTING: "in-progress",
  LISTENING: "in-progress",
  PENDING_NEXT_RUN: "pending",
  COMPLETED: "success",
  PAUSED: "stopped",
  DELETED: "error",
  INVALID: "error",
  CREATED: "pending",
  PENDING: "pending",
  INITIALIZING: "in-progress",
  PREPARING_FOR_INITIALIZATION: "in-progress",
  PROCESSING: "in-progress",
  PENDING_JOB: "in-progress",
  RUNNING: "in-progress",
  COMPLETING: "in-progress",
  CANCELLED: "stopped",
  FAILING: "error",
  FAILED: "error",
  ACTIVE: "success",
  INACTIVE: "stopped",
};

export function useStatusName(): (status: string) => string {
  const t = useTexts(statuses);
  return (status) => (status in statuses ? t(status as keyof typeof statuses) : status);
}

export function Status({ status }: { status: string | undefined }) {
  const name = useStatusName();
  if (!status) return <>–</>;
  return <StatusIndicator type={KINDS[status] ?? "info"}>{name(status)}</StatusIndicator>;
}
