/** Names and values, whatever they are. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { ReactNode } from "react";

import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { valueText } from "./reasons";

interface Properties {
  readonly title: string;
  readonly facts: object | undefined;
  /** What a member is called; its own name unless told. */
  readonly nameOf?: (member: string) => string;
  readonly actions?: ReactNode;
}

export function Facts({ title, facts = {}, nameOf = (member) => member, actions }: Properties) {
  const all = useTexts(common);
  const format = useFormat();
  const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" actions={actions}>
          {title}
        </Header>
      }
    >
      {known.length === 0 ? (
        <Box color="text-body-secondary">{all("none")}</Box>
      ) : (
        <KeyValuePairs
          columns={3}
          items={known.map(([member, value]) => ({
            label: nameOf(member),
            value: typeof value === "number" ? format.decimal(value, 6) : valueText(value),
          }))}
        />
      )}
    </Container>
  );
}
