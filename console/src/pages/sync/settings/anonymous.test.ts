import { describe, expect, it } from 'vitest';
import type { ConditionDraft, Draft, Operator } from '../draft/draft';
import { toDraft } from '../draft/draft';
import { sync } from '../fixtures';
import { anonymousSelected, mappedReference } from './anonymous';

const condition = (
  operator: Operator,
  values: string[] = [],
  property = 'user.user_id',
): ConditionDraft => ({ key: 'a', property, operator, values });

/** Selects two events, each with conditions of its own, and asks `where` of both. */
function selects(rows: ConditionDraft[][] | 'all', where: ConditionDraft[] = []): Draft {
  const draft = toDraft(sync);
  draft.send_events.select =
    rows === 'all'
      ? 'all'
      : rows.map((row, place) => ({ key: `${place}`, event_type: `Event ${place}`, where: row }));
  draft.send_events.where = where;
  return draft;
}

describe('events of users who can not be told apart in Intercom', () => {
  it('are selected where no condition asks for who it was', () => {
    expect(anonymousSelected(selects('all'))).toBe(true);
    expect(anonymousSelected(selects([[]]))).toBe(true);
    const other = condition('is_set', [], 'user.plan');
    expect(anonymousSelected(selects([[other]], [other]))).toBe(true);
  });

  it('are not selected where a condition asks it of every event', () => {
    expect(anonymousSelected(selects('all', [condition('is_set')]))).toBe(false);
    expect(anonymousSelected(selects([[], []], [condition('is_set')]))).toBe(false);
  });

  it('are selected as soon as one of the rows does not ask', () => {
    const asks = [condition('is_set')];
    expect(anonymousSelected(selects([asks, asks]))).toBe(false);
    expect(anonymousSelected(selects([asks, []]))).toBe(true);
  });

  it('are the ones without the property that is mapped, whichever that is', () => {
    const draft = selects('all', [condition('is_set')]);
    draft.mapping.user_property = 'gp:email';
    expect(mappedReference(draft)).toBe('user.gp:email');
    expect(anonymousSelected(draft)).toBe(true);
  });

  it('do not matter while no events are sent, or nothing is mapped', () => {
    const off = selects('all');
    off.send_events.enabled = false;
    const unmapped = selects('all');
    unmapped.mapping.user_property = ' ';
    expect([off, unmapped].map(anonymousSelected)).toEqual([false, false]);
  });
});

describe('a condition keeps out those without a value', () => {
  /** What a missing property answers (product.md 5, filters). */
  const cases: [Operator, string[], boolean][] = [
    ['is', ['ann'], true],
    ['is', ['ann', '(none)'], false],
    ['is_not', ['ann'], false],
    ['is_not', ['(none)'], true],
    ['contains', ['@'], true],
    ['does_not_contain', ['test'], false],
    ['greater_than', ['1'], true],
    ['matches', ['.'], true],
    ['is_set', [], true],
    ['is_not_set', [], false],
    // One that is not finished says nothing.
    ['is', [], false],
  ];
  for (const [operator, values, keepsOut] of cases) {
    it(`${operator} ${values.join(', ')}: ${keepsOut ? 'yes' : 'no'}`, () => {
      expect(anonymousSelected(selects('all', [condition(operator, values)]))).toBe(!keepsOut);
    });
  }
});
