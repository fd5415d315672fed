import { expect, it } from 'vitest';
import { type ConditionDraft, type Draft, toDraft } from '../../draft/draft';
import { sync } from '../../fixtures';
import { faultInForm, unfinished } from './places';

const condition = (key: string, property: string, values: string[]): ConditionDraft => ({
  key,
  property,
  operator: 'is',
  values,
});

const begun = toDraft(sync);
const draft: Draft = {
  ...begun,
  send_events: {
    ...begun.send_events,
    select: [
      {
        key: 'r',
        event_type: 'Order Completed',
        where: [condition('a', '', []), condition('b', 'event.total', ['1'])],
      },
    ],
    where: [condition('c', 'event.a', ['1']), condition('d', 'event.b', [])],
  },
};

it.each([
  ['send_events.select[0].where[0].property', 'send_events.select.0.where.1.property'],
  ['send_events.where[0].operator', 'send_events.where.0.operator'],
  ['metadata_limit', 'metadata_limit'],
])('a fault at %s of the trial is at %s of the form', (field, path) =>
  expect(faultInForm({ field, message: 'is odd' }, draft)).toMatchObject({
    path,
    message: 'Is odd.',
  }),
);

it('each condition that is not finished is told once', () =>
  expect(unfinished(draft).map(({ path, message }) => [path, message])).toEqual([
    ['send_events.select.0.where.0.property', 'Choose a property.'],
    ['send_events.where.1.values', 'Enter a value.'],
  ]));
