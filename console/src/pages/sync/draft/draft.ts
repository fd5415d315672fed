import type { Schemas } from '../../../api/client';
import type { Sync, SyncDocument } from '../../../api/syncs';

export type Operator = Schemas['Operator'];
export type TokenMark = Schemas['TokenMark'];

/** What stands in a list of the form: the key tells the rows apart while they are moved. */
type Keyed = { key: string };

export type ConditionDraft = Keyed & { property: string; operator: Operator; values: string[] };
export type EventRowDraft = Keyed & { event_type: string; where: ConditionDraft[] };
/** A property that goes along with an event; a blank `as` leaves it its own name. */
export type PropertyDraft = Keyed & { property: string; as: string };
/** A property that goes to the contact; a blank `custom_attribute` leaves it its own name. */
export type AttributeDraft = Keyed & {
  property: string;
  attribute: string | null;
  custom_attribute: string;
};
/** The token that is stored, and the one that is typed to replace it. */
export type TokenDraft = { stored: TokenMark; replacement: string | null };

/**
 * A sync's document as the form edits it: one shape where the document allows several, with the
 * document's own names, so that a fault's place is a place of the form.
 */
export type Draft = {
  name: string;
  destination: SyncDocument['destination'];
  enabled: boolean;
  credentials: { endpoint: string; access_token: TokenDraft };
  mapping: Schemas['Mapping'];
  send_events: {
    enabled: boolean;
    select: 'all' | EventRowDraft[];
    where: ConditionDraft[];
    event_properties: PropertyDraft[];
    user_properties: PropertyDraft[];
    unknown_user: Schemas['UnknownUser'];
  };
  send_users: {
    enabled: boolean;
    user_properties: AttributeDraft[];
    create_missing_attributes: boolean;
  };
  value_types: Schemas['ValueTypes'];
  /** Nothing while the field is empty. */
  metadata_limit: number | '';
  retry: { window: string; attempts: number | '' };
};

let keys = 0;

/** A key that no other row of the form has. */
export function nextKey(): string {
  keys += 1;
  return `row-${keys}`;
}

export const takesValues = (operator: Operator) =>
  operator !== 'is_set' && operator !== 'is_not_set';

/** A user property's name without the mark of one that a built-in name hides (product.md 3). */
export const bareName = (property: string) =>
  property.startsWith('gp:') ? property.slice(3) : property;

/** The form of a document. */
export function toDraft(document: Sync | SyncDocument): Draft {
  const { send_events: events, send_users: users, credentials } = document;
  return {
    name: document.name,
    destination: document.destination,
    enabled: document.enabled ?? false,
    credentials: {
      endpoint: credentials.endpoint,
      access_token: { stored: markOf(credentials.access_token), replacement: null },
    },
    mapping: { ...document.mapping },
    send_events: {
      enabled: events?.enabled ?? false,
      select: selectDraft(events?.select ?? []),
      where: conditionDrafts(events?.where),
      event_properties: (events?.event_properties ?? []).map(propertyDraft),
      user_properties: (events?.user_properties ?? []).map(propertyDraft),
      unknown_user: events?.unknown_user ?? 'discard',
    },
    send_users: {
      enabled: users?.enabled ?? false,
      user_properties: (users?.user_properties ?? []).map(attributeDraft),
      create_missing_attributes: users?.create_missing_attributes ?? false,
    },
    value_types: document.value_types ?? 'native',
    metadata_limit: document.metadata_limit ?? 20,
    retry: { window: document.retry?.window ?? '4h', attempts: document.retry?.attempts ?? 10 },
  };
}

/** The document of a form, as short as it can be written. */
export function toDocument(draft: Draft): SyncDocument {
  const { send_events: events, send_users: users, credentials } = draft;
  return {
    name: draft.name,
    destination: draft.destination,
    enabled: draft.enabled,
    credentials: { endpoint: credentials.endpoint.trim(), ...tokenOf(credentials.access_token) },
    mapping: {
      user_property: draft.mapping.user_property,
      intercom_id: draft.mapping.intercom_id,
    },
    send_events: {
      enabled: events.enabled,
      select: events.select === 'all' ? 'all' : events.select.map(rowOf),
      where: events.where.map(conditionOf),
      event_properties: events.event_properties.map(propertyOf),
      user_properties: events.user_properties.map(propertyOf),
      unknown_user: events.unknown_user,
    },
    send_users: {
      enabled: users.enabled,
      user_properties: users.user_properties.map(attributeOf),
      create_missing_attributes: users.create_missing_attributes,
    },
    value_types: draft.value_types,
    metadata_limit: Number(draft.metadata_limit),
    retry: { window: draft.retry.window.trim(), attempts: Number(draft.retry.attempts) },
  };
}

/**
 * The document to try out while it is being written: without the typed token, which nothing but
 * a save has to carry, and without conditions that are not finished.
 */
export function toTrial(draft: Draft): SyncDocument {
  const { access_token: token } = draft.credentials;
  const stored = token.replacement === null ? token.stored : { set: true };
  const { send_events: events } = draft;
  const rows = events.select;
  return toDocument({
    ...draft,
    credentials: { ...draft.credentials, access_token: { stored, replacement: null } },
    send_events: {
      ...events,
      where: events.where.filter(isFinished),
      select:
        rows === 'all'
          ? rows
          : rows.map((row) => ({ ...row, where: row.where.filter(isFinished) })),
    },
  });
}

/** Whether a condition says something. */
export function isFinished(condition: ConditionDraft): boolean {
  return (
    condition.property !== '' && (!takesValues(condition.operator) || condition.values.length > 0)
  );
}

/** Whether two documents, both written by {@link toDocument}, are the same. */
export const sameDocument = (a: SyncDocument, b: SyncDocument) =>
  JSON.stringify(a) === JSON.stringify(b);

/** `fresh` with the keys of the rows that stood at its places, so that the rows stay mounted. */
export function withKeysOf(fresh: Draft, old: Draft): Draft {
  const rows = old.send_events.select === 'all' ? [] : old.send_events.select;
  const events = fresh.send_events;
  return {
    ...fresh,
    send_events: {
      ...events,
      select:
        events.select === 'all'
          ? 'all'
          : rekeyed(events.select, rows).map((row, place) => ({
              ...row,
              where: rekeyed(row.where, rows[place]?.where ?? []),
            })),
      where: rekeyed(events.where, old.send_events.where),
      event_properties: rekeyed(events.event_properties, old.send_events.event_properties),
      user_properties: rekeyed(events.user_properties, old.send_events.user_properties),
    },
    send_users: {
      ...fresh.send_users,
      user_properties: rekeyed(fresh.send_users.user_properties, old.send_users.user_properties),
    },
  };
}

function rekeyed<T extends Keyed>(fresh: T[], old: readonly Keyed[]): T[] {
  return fresh.map((item, place) => ({ ...item, key: old[place]?.key ?? item.key }));
}

type Entry<T> = T extends readonly (infer E)[] ? E : never;
type SendEvents = NonNullable<SyncDocument['send_events']>;
type PropertyEntry = Entry<SendEvents['event_properties']>;
type AttributeEntry = Entry<NonNullable<SyncDocument['send_users']>['user_properties']>;
type Row = Entry<SendEvents['select']>;
type Token = SyncDocument['credentials']['access_token'];

function markOf(token: Token): TokenMark {
  return typeof token === 'object' && token !== null ? token : { set: false };
}

/** A blank replacement is not sent: nothing would be left of the stored token. */
function tokenOf({ stored, replacement }: TokenDraft): { access_token?: Token } {
  const typed = replacement?.trim() ?? '';
  if (typed !== '') return { access_token: typed };
  return stored.set ? { access_token: stored } : {};
}

function selectDraft(select: NonNullable<SendEvents['select']>): 'all' | EventRowDraft[] {
  if (select === 'all') return 'all';
  return select.map((row) => ({
    key: nextKey(),
    event_type: row.event_type,
    where: conditionDrafts(row.where),
  }));
}

function rowOf({ event_type, where }: EventRowDraft): Row {
  return where.length === 0 ? { event_type } : { event_type, where: where.map(conditionOf) };
}

function conditionDrafts(conditions: readonly Schemas['Condition'][] | undefined) {
  return (conditions ?? []).map(
    ({ property, operator, values }): ConditionDraft => ({
      key: nextKey(),
      property,
      operator,
      values: [...(values ?? [])],
    }),
  );
}

function conditionOf({ property, operator, values }: ConditionDraft): Schemas['Condition'] {
  return takesValues(operator) && values.length > 0
    ? { property, operator, values }
    : { property, operator };
}

function propertyDraft(entry: PropertyEntry): PropertyDraft {
  const { property, as } = typeof entry === 'string' ? { property: entry, as: '' } : entry;
  return { key: nextKey(), property, as: as ?? '' };
}

function propertyOf({ property, as }: PropertyDraft): PropertyEntry {
  const key = as.trim();
  return key === '' ? property : { property, as: key };
}

function attributeDraft(entry: AttributeEntry): AttributeDraft {
  const fields = typeof entry === 'string' ? { property: entry } : entry;
  return {
    key: nextKey(),
    property: fields.property,
    attribute: fields.attribute ?? null,
    custom_attribute: fields.custom_attribute ?? '',
  };
}

function attributeOf({ property, attribute, custom_attribute }: AttributeDraft): AttributeEntry {
  if (attribute !== null) return { property, attribute };
  const custom = custom_attribute.trim();
  return custom === '' || custom === bareName(property)
    ? property
    : { property, custom_attribute: custom };
}
