/** An empty list says what to do. */
import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

export function Empty({ title, hint, action }: { title: string; hint: string; action?: ReactNode }) {
  return (
    <SpaceBetween size="s" alignItems="center">
      <Box variant="strong">{title}</Box>
      <Box color="text-body-secondary">{hint}</Box>
      {action}
    </SpaceBetween>
  );
}
