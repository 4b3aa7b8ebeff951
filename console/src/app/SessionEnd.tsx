/** Sign in again above the page, which stays as it is. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";

import type { Lifetime } from "../api/lifetime";
import type { Session, StoredKey } from "../api/session";
import { signInBeside, type Beside } from "../api/signInAgain";
import type { Cognito } from "../api/tokens";
import { doors } from "../i18n/doors";
import { useTexts } from "../i18n/language";
import type { ConsoleConfig } from "./config";
import { KeyForm } from "./KeyForm";

interface Properties {
  readonly config: ConsoleConfig;
  readonly session: Session;
  readonly lifetime: Lifetime;
}

export default function SessionEnd({ config, session, lifetime }: Properties) {
  const t = useTexts(doors);
  const onSignedIn = (isSame: boolean) => {
    // What somebody else wrote or may see is none of the next one's business.
    if (isSame) lifetime.renew();
    else window.location.reload();
  };
  const isSameRight = (key: StoredKey) => key.role === session.role && key.isBound === (session.isBound ?? false);
  return (
    <Modal visible header={t("endedTitle")} closeAriaLabel={t("later")} onDismiss={() => lifetime.decline()}>
      <SpaceBetween size="m">
        <Box>{t("endedText")}</Box>
        {config.Cognito ? (
          <PoolDoor cognito={config.Cognito} onSignedIn={onSignedIn} />
        ) : (
          <KeyForm config={config} onSignedIn={(key) => onSignedIn(isSameRight(key))} />
        )}
      </SpaceBetween>
    </Modal>
  );
}

function PoolDoor({ cognito, onSignedIn }: { cognito: Cognito; onSignedIn: Beside["onSignedIn"] }) {
  const t = useTexts(doors);
  const [trouble, setTrouble] = useState<Parameters<Beside["onTrouble"]>[0]>();
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const begin = () => {
    stop.current?.();
    setTrouble(undefined);
    stop.current = signInBeside(cognito, { onSignedIn, onTrouble: setTrouble });
  };
  return (
    <SpaceBetween size="m">
      {trouble ? (
        <Alert type="error" header={t("notSignedIn")}>
          {t(trouble)}
        </Alert>
      ) : null}
      <Button variant="primary" fullWidth iconName="external" onClick={begin}>
        {t("signInAgain")}
      </Button>
    </SpaceBetween>
  );
}
