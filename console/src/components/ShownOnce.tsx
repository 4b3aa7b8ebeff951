/** Secrets that are shown this one time: to be copied, and gone with the dialog. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";

interface Properties {
  readonly title: string;
  readonly items: readonly { readonly label: string; readonly value: string }[];
  readonly onDismiss: () => void;
}

export function ShownOnce({ title, items, onDismiss }: Properties) {
  const t = useTexts(common);
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={t("close")}
      onDismiss={({ detail }) => {
        if (detail.reason !== "overlay") onDismiss();
      }}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onDismiss}>
            {t("close")}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">{t("shownOnce")}</Alert>
        <KeyValuePairs
          items={items.map(({ label, value }) => ({
            label,
            value: (
              <CopyToClipboard
                variant="inline"
                textToCopy={value}
                copyButtonAriaLabel={`${t("copy")}: ${label}`}
                copySuccessText={t("copied")}
                copyErrorText="–"
              />
            ),
          }))}
        />
      </SpaceBetween>
    </Modal>
  );
}
