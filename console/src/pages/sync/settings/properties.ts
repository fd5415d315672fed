import type { Taxonomy, ValueType } from '../../../api/taxonomy';
import type { PickerOption } from './Picker';

/** What a condition's property refers to: `event.NAME`, `user.NAME` or `group.TYPE.NAME`. */
export type PropertyRef =
  | { of: 'event' | 'user'; name: string }
  | { of: 'group'; groupType: string; name: string };

/** Reads a reference; what follows the prefix is the name, verbatim, dots included. */
export function readRef(reference: string): PropertyRef | null {
  const [, kind, rest] = /^(event|user|group)\.(.+)$/s.exec(reference) ?? [];
  if (kind === undefined || rest === undefined) return null;
  if (kind === 'event' || kind === 'user') return { of: kind, name: rest };
  const dot = rest.indexOf('.');
  if (dot < 1 || dot === rest.length - 1) return null;
  return { of: 'group', groupType: rest.slice(0, dot), name: rest.slice(dot + 1) };
}

/** A reference in words: `Event · total`. */
export function refName(reference: string): string {
  const ref = readRef(reference);
  if (ref === null) return reference;
  if (ref.of === 'group') return `${ref.groupType} · ${ref.name}`;
  return `${ref.of === 'event' ? 'Event' : 'User'} · ${ref.name}`;
}

/** What was seen of a property. */
export type Seen = { types: readonly ValueType[]; examples: readonly unknown[] };

const UNSEEN: Seen = { types: [], examples: [] };

/** What was seen of a condition's property, in the events that it is asked of. */
export function seenOf(
  reference: string,
  taxonomy: Taxonomy | undefined,
  eventTypes: readonly string[] | 'all',
): Seen {
  const ref = readRef(reference);
  if (ref === null || taxonomy === undefined) return UNSEEN;
  switch (ref.of) {
    case 'event':
      return merged(
        eventsOf(taxonomy, eventTypes)
          .flatMap((event) => event.properties)
          .filter(({ name }) => name === ref.name),
      );
    case 'user':
      return taxonomy.user_properties.find(({ name }) => name === ref.name) ?? UNSEEN;
    case 'group':
      return (
        taxonomy.group_properties.find(
          ({ name, group_type }) => name === ref.name && group_type === ref.groupType,
        ) ?? UNSEEN
      );
  }
}

function merged(seen: readonly Seen[]): Seen {
  const types = new Set(seen.flatMap(({ types }) => types));
  const examples = new Set(seen.flatMap(({ examples }) => examples));
  return { types: [...types], examples: [...examples] };
}

/** The types of values in a word or two. */
export const typeNames = (types: readonly ValueType[]) => types.join(', ');

/** Examples as the values of a condition; those that are lists or objects can't be compared. */
export function exampleValues(examples: readonly unknown[]): string[] {
  const texts = examples
    .flatMap((example) => (Array.isArray(example) ? (example as unknown[]) : [example]))
    .filter((example) => ['string', 'number', 'boolean'].includes(typeof example))
    .map(String)
    .filter((text) => text !== '');
  return [...new Set(texts)];
}

/** The properties that a condition may ask of; those of its own events first. */
export function conditionOptions(
  taxonomy: Taxonomy | undefined,
  eventTypes: readonly string[] | 'all',
): PickerOption[] {
  if (taxonomy === undefined) return [];
  const [only] = eventTypes;
  const group =
    eventTypes.length === 1 && eventTypes !== 'all' && only !== undefined
      ? `Properties of “${only}”`
      : 'Event properties';
  return [
    ...eventPropertyOptions(taxonomy, eventTypes).map((option) => ({
      ...option,
      value: `event.${option.value}`,
      group,
    })),
    ...userPropertyOptions(taxonomy).map((option) => ({
      ...option,
      value: `user.${option.value}`,
      group: 'User properties',
    })),
    ...taxonomy.group_properties.map(({ name, group_type, types }) => ({
      value: `group.${group_type}.${name}`,
      label: name,
      hint: typeNames(types),
      group: `Properties of the group “${group_type}”`,
    })),
  ];
}

/** What a text that was typed may refer to. */
export function freeReferences(text: string): PickerOption[] {
  const typed = text.trim();
  if (typed === '') return [];
  if (readRef(typed) !== null)
    return [{ value: typed, label: `Use ${typed}`, group: 'Not seen yet' }];
  return [
    { value: `event.${typed}`, label: `Event property “${typed}”`, group: 'Not seen yet' },
    { value: `user.${typed}`, label: `User property “${typed}”`, group: 'Not seen yet' },
  ];
}

/** The properties of these events, each once, by name. */
export function eventPropertyOptions(
  taxonomy: Taxonomy | undefined,
  eventTypes: readonly string[] | 'all',
): PickerOption[] {
  if (taxonomy === undefined) return [];
  const byName = new Map<string, Set<ValueType>>();
  for (const { properties } of eventsOf(taxonomy, eventTypes)) {
    for (const { name, types } of properties) {
      byName.set(name, new Set([...(byName.get(name) ?? []), ...types]));
    }
  }
  return [...byName]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, types]) => ({ value: name, label: name, hint: typeNames([...types]), group: '' }));
}

/** The user properties that were seen, the company's own before Amplitude's. */
export function userPropertyOptions(taxonomy: Taxonomy | undefined): PickerOption[] {
  const seen = [...(taxonomy?.user_properties ?? [])].sort(
    (a, b) => Number(a.built_in) - Number(b.built_in) || a.name.localeCompare(b.name),
  );
  return seen.map(({ name, types, built_in }) => ({
    value: name,
    label: name,
    hint: built_in ? 'built-in' : typeNames(types),
    group: '',
  }));
}

function eventsOf(taxonomy: Taxonomy, eventTypes: readonly string[] | 'all') {
  return eventTypes === 'all'
    ? taxonomy.event_types
    : taxonomy.event_types.filter(({ name }) => eventTypes.includes(name));
}
