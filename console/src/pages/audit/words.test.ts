import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../api/audit';
import { actionName, actionsToChoose, subjectPath, valueText } from './words';

const entry = (action: string, subject: AuditEntry['subject'] = null): AuditEntry => ({
  id: 1,
  at: '2026-11-25T07:16:32.122Z',
  actor: { kind: 'person', name: 'ann' },
  address: null,
  action,
  subject,
  differences: [],
});

describe('an action', () => {
  it('reads as a sentence', () => {
    expect(actionName('person.role_changed')).toBe('Person role changed');
  });

  it('can be chosen where it was seen or is chosen, each once', () => {
    const seen = [entry('sync.updated'), entry('alert.tested'), entry('alert.tested')];
    const values = actionsToChoose(seen, 'sync.forgotten').map(({ value }) => value);
    expect(values.filter((value) => value === 'sync.updated')).toHaveLength(1);
    expect(values.slice(-2)).toEqual(['alert.tested', 'sync.forgotten']);
  });
});

describe('a value', () => {
  it('stands on one line, whatever it is', () => {
    for (const [value, text] of [
      [null, '–'],
      ['eu', 'eu'],
      [false, 'false'],
      [['a', 1], '["a",1]'],
    ] as const) {
      expect(valueText(value)).toBe(text);
    }
  });
});

describe('a subject', () => {
  const sync = { kind: 'sync', id: '30000001', name: 'Product events' };

  it('leads to its page where it has one', () => {
    expect(subjectPath(entry('sync.updated', sync))).toBe('/syncs/30000001');
    const key = { kind: 'key', id: '4', name: 'Report' };
    expect(subjectPath(entry('key.revoked', key))).toBe('/access');
  });

  it('leads nowhere once it is gone', () => {
    expect(subjectPath(entry('sync.deleted', sync))).toBeNull();
    expect(subjectPath(entry('session.opened'))).toBeNull();
  });
});
