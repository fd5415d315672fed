import { NumberInput, Stack, Text, Title } from '@mantine/core';
import { useTaxonomy } from '../../../api/taxonomy';
import { Panel } from '../../../components/Panel';
import { count } from '../../../format/numbers';
import { useDraft } from '../draft/context';
import { nextKey, type PropertyDraft } from '../draft/draft';
import { type MetadataPlan, MOST_KEYS, metadataPlan, PROMISED_KEYS } from './metadata';
import { Picker, type PickerOption } from './Picker';
import { PropertyRow } from './PropertyRow';
import { eventPropertyOptions, userPropertyOptions } from './properties';
import { SortableList } from './SortableList';
import { selectedTypes } from './selected';

/** What goes along with an event, in its order, and how much of it. */
export function AdditionalPropertiesPanel() {
  const { form } = useDraft();
  const { data: taxonomy } = useTaxonomy();
  const { event_properties, user_properties } = form.values.send_events;
  const limit = Number(form.values.metadata_limit);
  const plan = metadataPlan(event_properties, user_properties, limit);
  return (
    <Panel
      title="Select additional properties"
      description="They go along with each event as its metadata, in this order. None selected, none sent."
    >
      <Stack gap="lg" style={{ containerType: 'inline-size' }}>
        <PropertyList
          list="send_events.event_properties"
          title="Event properties"
          add="Add event properties"
          entries={event_properties}
          options={eventPropertyOptions(taxonomy, selectedTypes(form.values))}
          plan={plan}
          limit={limit}
        />
        <PropertyList
          list="send_events.user_properties"
          title="User properties"
          add="Add user properties"
          entries={user_properties}
          options={userPropertyOptions(taxonomy)}
          plan={plan}
          limit={limit}
        />
        <NumberInput
          label="Metadata limit"
          description={`Keys per event, 1 to ${MOST_KEYS}. Intercom’s help pages say ${MOST_KEYS}; its API reference keeps only the first ${PROMISED_KEYS}.`}
          min={1}
          max={MOST_KEYS}
          clampBehavior="none"
          allowDecimal={false}
          allowNegative={false}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          styles={{ input: { maxWidth: 120 }, wrapper: { maxWidth: 120 } }}
          {...form.getInputProps('metadata_limit')}
        />
        <Text size="sm" role="status">
          {summary(plan, limit)}
        </Text>
      </Stack>
    </Panel>
  );
}

function summary({ count: keys }: MetadataPlan, limit: number): string {
  if (keys === 0) return 'Events are sent without properties.';
  if (keys > MOST_KEYS) {
    return `${count(keys)} keys are selected, but Intercom takes ${MOST_KEYS} at most: remove ${count(keys - MOST_KEYS)}.`;
  }
  const sent = Math.min(keys, limit);
  const some = `${count(sent)} of ${count(keys)} keys ${keys === 1 ? 'is' : 'are'} sent.`;
  return sent > PROMISED_KEYS
    ? `${some} Those after the first ${PROMISED_KEYS} may get lost.`
    : some;
}

type PropertyListProps = {
  list: 'send_events.event_properties' | 'send_events.user_properties';
  title: string;
  add: string;
  entries: PropertyDraft[];
  options: PickerOption[];
  plan: MetadataPlan;
  limit: number;
};

function PropertyList({ list, title, add, entries, options, plan, limit }: PropertyListProps) {
  const { form } = useDraft();
  const kind = list === 'send_events.event_properties' ? 'event' : 'user';
  const line =
    plan.cut?.list === kind
      ? { before: plan.cut.before, text: <CutLine limit={limit} /> }
      : undefined;
  const pick = (property: string) => {
    const place = entries.findIndex((entry) => entry.property === property);
    if (place >= 0) form.removeListItem(list, place);
    else form.insertListItem(list, { key: nextKey(), property, as: '' });
  };
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        {title}
      </Title>
      {form.errors[list] && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
          {form.errors[list]}
        </Text>
      )}
      <Stack gap="sm" data-path={list} tabIndex={-1}>
        <SortableList
          label={title}
          items={entries}
          nameOf={({ property }) => property}
          onMove={(from, to) => form.reorderListItem(list, { from, to })}
          line={line}
        >
          {(entry, place) => (
            <PropertyRow
              list={list}
              entry={entry}
              place={place}
              count={entries.length}
              planned={plan[kind][place]}
            />
          )}
        </SortableList>
        <div>
          <Picker
            label={add}
            options={options}
            free={freeProperty}
            picked={new Set(entries.map(({ property }) => property))}
            onPick={pick}
          />
        </div>
      </Stack>
    </div>
  );
}

function CutLine({ limit }: { limit: number }) {
  return (
    <>
      {count(limit)} {limit === 1 ? 'key is' : 'keys are'} sent. What stands below is not, but where
      something above has no value.
    </>
  );
}

/** A property that was not seen yet, by its name. */
function freeProperty(text: string): PickerOption[] {
  const name = text.trim();
  return name === '' ? [] : [{ value: name, label: `Add “${name}”`, group: 'Not seen yet' }];
}
