/** The frame of a form over something stored: unsaved changes guarded, save, and remove with the name typed. */
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState, type ReactNode } from "react";

import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { ConfirmDelete } from "./ConfirmDelete";
import { ProblemAlert } from "./ProblemAlert";
import { UnsavedGuard } from "./UnsavedGuard";
import type { Settings } from "./useSettings";

export interface Removal {
  readonly text: string;
  readonly name: string;
  readonly title: string;
  readonly consequence: string;
  readonly onConfirm: () => Promise<void>;
}

interface Properties<V> {
  readonly settings: Settings<V>;
  readonly mayChange: boolean;
  /** What it is about, for who hears the button without seeing the form. */
  readonly subject: string;
  readonly saveText?: string;
  /** May be saved as it stands, because nothing is stored yet. */
  readonly isNew?: boolean;
  /** What was written is enough to be sent. */
  readonly canSave?: boolean;
  readonly removal?: Removal | undefined;
  readonly children: ReactNode;
}

export function SettingsForm<V>(properties: Properties<V>) {
  const { settings, mayChange, subject, isNew = false, removal, children } = properties;
  const all = useTexts(common);
  const [isRemoving, setRemoving] = useState(false);
  const saveText = properties.saveText ?? all("save");
  const canSave = mayChange && (properties.canSave ?? true) && (isNew || settings.isDirty);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave && !settings.isBusy) void settings.save();
      }}
    >
      <UnsavedGuard isDirty={settings.isDirty} />
      <Form
        actions={
          mayChange ? (
            <SpaceBetween direction="horizontal" size="xs">
              {removal ? (
                <Button formAction="none" ariaLabel={`${removal.text}: ${subject}`} onClick={() => setRemoving(true)}>
                  {removal.text}
                </Button>
              ) : null}
              <Button variant="primary" loading={settings.isBusy} disabled={!canSave} ariaLabel={`${saveText}: ${subject}`}>
                {saveText}
              </Button>
            </SpaceBetween>
          ) : undefined
        }
      >
        <SpaceBetween size="m">
          {children}
          <ProblemAlert problem={settings.problem} />
        </SpaceBetween>
      </Form>
      {isRemoving && removal ? (
        <ConfirmDelete
          name={removal.name}
          title={removal.title}
          action={removal.text}
          consequence={removal.consequence}
          onDismiss={() => setRemoving(false)}
          onConfirm={async () => {
            await removal.onConfirm();
            setRemoving(false);
          }}
        />
      ) : null}
    </form>
  );
}
