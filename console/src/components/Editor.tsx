/** The code editor as a form's field; its own code is fetched when it is first shown. */
import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import { lazy, Suspense, type ComponentProps } from "react";

const CodeEditor = lazy(() => import("./CodeEditor"));

interface Properties extends ComponentProps<typeof CodeEditor> {
  readonly errorText?: string | undefined;
  readonly description?: string;
}

export function Editor({ errorText, description, ...rest }: Properties) {
  return (
    <div>
      <Box variant="awsui-key-label">{rest.label}</Box>
      {description ? (
        <Box color="text-body-secondary" fontSize="body-s">
          {description}
        </Box>
      ) : null}
      <Suspense fallback={<Spinner />}>
        <CodeEditor {...rest} />
      </Suspense>
      {errorText ? <Box color="text-status-error">{errorText}</Box> : null}
      {(rest.warnings ?? []).map((warning, index) => (
        <Box key={index} color="text-status-warning" fontSize="body-s">
          {warning.Line ? `${warning.Line}:${warning.Column ?? 1} ` : ""}
          {warning.Message}
        </Box>
      ))}
    </div>
  );
}
