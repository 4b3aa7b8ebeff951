/** A text message in its bubble, with what it costs in parts. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useFormat, useTexts } from "../../i18n/language";
import { smsSize } from "./smsParts";
import { texts } from "./texts";

export function SmsLook({ text }: { text: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const { encoding, units, parts, left, odd, isTooLong } = smsSize(text);
  return (
    <SpaceBetween size="m">
      <div className="pw-phone pw-talk">
        <p className="pw-plain pw-bubble">{text}</p>
      </div>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t("smsParts"), value: format.number(parts) },
          { label: t("smsUnits"), value: `${format.number(units)} (${t("smsLeft", { n: format.number(left) })})` },
          { label: t("smsEncoding"), value: encoding === "GSM" ? "GSM-7" : "Unicode (UCS-2)" },
        ]}
      />
      {odd.length ? <Box color="text-body-secondary">{t("smsOdd", { what: odd.join(" ") })}</Box> : null}
      {isTooLong ? <Box color="text-status-error">{t("smsTooLong")}</Box> : null}
    </SpaceBetween>
  );
}
