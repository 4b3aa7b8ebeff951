/** Asks before changes that were not saved are left behind, by a link or by closing the tab. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect } from "react";
import { useBlocker } from "react-router";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";

/** The router asks one guard only, the last to come: those of a page's other forms must not be in its way. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  return isDirty ? <Guard /> : null;
}

function Guard() {
  const t = useTexts(common);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);
  if (blocker.state !== "blocked") return null;
  return (
    <Modal
      visible
      header={t("unsavedTitle")}
      closeAriaLabel={t("close")}
      onDismiss={() => blocker.reset()}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => blocker.proceed()}>
              {t("leave")}
            </Button>
            <Button variant="primary" onClick={() => blocker.reset()}>
              {t("stay")}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {t("unsavedText")}
    </Modal>
  );
}
