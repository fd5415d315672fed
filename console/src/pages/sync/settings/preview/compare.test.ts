import { describe, expect, it } from 'vitest';
import type { Preview, PreviewRequest } from '../../../../api/previews';
import { bodyFacts, doubtfulKeys, purposeOf } from './body';
import { compare, valueChanges } from './compare';

const send = (body: unknown, path = '/events'): PreviewRequest => ({ method: 'POST', path, body });

const preview = (requests: PreviewRequest[]): Preview => ({
  verdict: 'send',
  reason: null,
  conditions: [],
  requests,
  warnings: [],
});

describe('two previews', () => {
  const saved = preview([send({ metadata: { total: 12, plan: 'free' } })]);

  it('that send the same differ in nothing, whatever they warn of', () =>
    expect(compare(saved, { ...saved, warnings: ['switched off'] })).toEqual({
      differs: 'nothing',
    }));

  it('may come to another verdict', () =>
    expect(
      compare(saved, { ...saved, verdict: 'skip', reason: 'filtered: x', requests: [] }),
    ).toEqual({ differs: 'verdict' }));

  it('tell each value that differs', () =>
    expect(compare(saved, preview([send({ metadata: { total: 13, coupon: true } })]))).toEqual({
      differs: 'requests',
      changes: [
        {
          kind: 'changed',
          line: 'POST /events',
          values: [
            { at: 'metadata.total', before: 12, after: 13 },
            { at: 'metadata.plan', before: 'free', after: undefined },
            { at: 'metadata.coupon', before: undefined, after: true },
          ],
        },
      ],
    }));

  it('tell requests that only one has', () => {
    const more = preview([send({}, '/contacts'), ...saved.requests]);
    expect(compare(saved, more)).toEqual({
      differs: 'requests',
      changes: [{ kind: 'added', line: 'POST /contacts' }],
    });
    expect(compare(more, saved)).toEqual({
      differs: 'requests',
      changes: [{ kind: 'removed', line: 'POST /contacts' }],
    });
  });

  it('may differ in the order of keys alone', () => {
    const turned = preview([send({ metadata: { plan: 'free', total: 12 } })]);
    expect(compare(saved, turned)).toMatchObject({ changes: [{ kind: 'changed', values: [] }] });
  });
});

it('a null differs from what is not there', () =>
  expect(valueChanges({ a: null }, {})).toEqual([{ at: 'a', before: null, after: undefined }]));

describe('a body', () => {
  it('is as large as it is on the way, and has its keys counted', () => {
    const facts = bodyFacts(send({ metadata: { größe: 1 }, custom_attributes: { a: 1, b: 2 } }));
    expect(facts).toEqual({ bytes: 60, metadata: ['größe'], attributes: 2 });
  });

  it('of a contact has no metadata', () =>
    expect(bodyFacts(send({ role: 'user' }, '/contacts')).metadata).toBeNull());

  it('may be none', () =>
    expect(bodyFacts({ method: 'GET', path: '/contacts/1', body: null }).bytes).toBe(0));

  it('has doubtful keys beyond the tenth', () => {
    const keys = [...Array(12).keys()].map((place) => `k${place}`);
    expect(doubtfulKeys(keys)).toEqual(['k10', 'k11']);
  });
});

it.each([
  ['POST', '/events', 'Sends the event'],
  ['GET', '/contacts/find_by_external_id/a', 'Looks for the contact'],
  ['POST', '/contacts/search', 'Looks for the contact'],
  ['POST', '/contacts', 'Creates the contact'],
  ['PUT', '/contacts/c1', 'Updates the contact'],
  ['POST', '/data_attributes', 'Creates an attribute'],
  ['POST', '/contacts/c1/unarchive', null],
])('%s %s: %s', (method, path, purpose) =>
  expect(purposeOf({ method, path, body: null })).toBe(purpose),
);
