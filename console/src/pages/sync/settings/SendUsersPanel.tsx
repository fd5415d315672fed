import { Stack, Switch, Text, Title } from '@mantine/core';
import { useTaxonomy } from '../../../api/taxonomy';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';
import { type AttributeDraft, nextKey } from '../draft/draft';
import { AttributeRow } from './AttributeRow';
import { isStandard } from './attributes';
import { Picker } from './Picker';
import { userPropertyOptions } from './properties';
import classes from './Rows.module.css';

const LIST = 'send_users.user_properties';

/** Which user properties go to the contact when they change. */
export function SendUsersPanel() {
  const { form } = useDraft();
  const { data: taxonomy } = useTaxonomy();
  const { enabled, user_properties: entries } = form.values.send_users;
  const pick = (property: string) => {
    const place = entries.findIndex((entry) => entry.property === property);
    if (place >= 0) {
      form.removeListItem(LIST, place);
      return;
    }
    const attribute = isStandard(property) ? property : null;
    const entry: AttributeDraft = { key: nextKey(), property, attribute, custom_attribute: '' };
    form.insertListItem(LIST, entry);
  };
  return (
    <Panel title="Send Users">
      <Stack gap="lg" style={{ containerType: 'inline-size' }}>
        <Switch
          label="User properties are sent to Intercom"
          description={enabled ? undefined : 'Off: no user is sent, whatever is selected below.'}
          {...form.getInputProps('send_users.enabled', { type: 'checkbox' })}
        />
        <div>
          <Title order={3} size="h6">
            Select additional properties
          </Title>
          <Text size="sm" c="dimmed" mb="xs">
            Sent only when one of them changes; then all that have a value go along.
          </Text>
          {form.errors[LIST] && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
              {form.errors[LIST]}
            </Text>
          )}
          <Stack gap="sm" data-path={LIST} tabIndex={-1}>
            <ul className={classes.list} aria-label="User properties to send">
              {entries.map((entry, place) => (
                <AttributeRow key={entry.key} entry={entry} place={place} />
              ))}
            </ul>
            {entries.length === 0 && (
              <Text size="sm" c="dimmed">
                None selected, none sent.
              </Text>
            )}
            <div>
              <Picker
                label="Add user properties"
                options={userPropertyOptions(taxonomy)}
                free={(text) => {
                  const name = text.trim();
                  return name === ''
                    ? []
                    : [{ value: name, label: `Add “${name}”`, group: 'Not seen yet' }];
                }}
                picked={new Set(entries.map(({ property }) => property))}
                onPick={pick}
              />
            </div>
          </Stack>
        </div>
        <Switch
          label="Create missing attributes"
          description="Declares a custom attribute that Intercom does not know, by its value’s type. Else the update is discarded as “attribute missing”."
          {...form.getInputProps('send_users.create_missing_attributes', { type: 'checkbox' })}
        />
      </Stack>
    </Panel>
  );
}
