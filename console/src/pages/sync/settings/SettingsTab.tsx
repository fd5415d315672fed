import { Stack, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { useDraft } from '../draft/context';
import { focusField } from '../draft/focusField';
import { AdditionalPropertiesPanel } from './AdditionalPropertiesPanel';
import { AdvancedPanel } from './AdvancedPanel';
import { CredentialsPanel } from './CredentialsPanel';
import { LookingOnly } from './LookingOnly';
import { MappingsPanel } from './MappingsPanel';
import { PreviewPanel } from './preview/PreviewPanel';
import { SelectEventsPanel } from './SelectEventsPanel';
import { SendEventsPanel } from './SendEventsPanel';
import { SendUsersPanel } from './SendUsersPanel';
import classes from './SettingsTab.module.css';
import { UnknownUserPanel } from './UnknownUserPanel';

/** Dialogs give the focus back when they close; the field gets it after that. */
const AFTER_DIALOGS_MS = 80;

/** Everything that a sync is, in the order of Amplitude's page, beside what it would send. */
export function Component() {
  const { form, target } = useDraft();
  useEffect(() => {
    if (target === null) return;
    const timer = setTimeout(() => focusField(target.path), AFTER_DIALOGS_MS);
    return () => clearTimeout(timer);
  }, [target]);
  return (
    <div className={classes.columns}>
      <Stack gap="lg" miw={0}>
        <LookingOnly />
        <TextInput label="Sync name" maxLength={200} {...form.getInputProps('name')} />
        <CredentialsPanel />
        <MappingsPanel />
        <SendEventsPanel />
        <SelectEventsPanel />
        <AdditionalPropertiesPanel />
        <UnknownUserPanel />
        <SendUsersPanel />
        <AdvancedPanel />
      </Stack>
      <div className={classes.rail}>
        <PreviewPanel />
      </div>
    </div>
  );
}
