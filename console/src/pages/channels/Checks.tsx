/** The checks of a channel, one line each. */
import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";

import { useTexts } from "../../i18n/language";
import type { ChannelName, Stored } from "./channelTypes";
import { checksOf, type ProviderSays } from "./setUpChecks";
import { texts } from "./texts";

interface Properties {
  readonly type: ChannelName;
  readonly stored: Stored;
  readonly says: ProviderSays | undefined;
}

export function Checks({ type, stored, says }: Properties) {
  const t = useTexts(texts);
  return (
    <div>
      <Box variant="awsui-key-label">{t("checks")}</Box>
      {checksOf(type, stored, says).map(({ name, isGood }) => (
        <div key={name}>
          <StatusIndicator type={isGood ? "success" : "warning"}>{t(name)}</StatusIndicator>
        </div>
      ))}
    </div>
  );
}
