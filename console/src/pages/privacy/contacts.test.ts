import { describe, expect, it } from 'vitest';
import type { DeletedContact } from '../../api/deletions';
import { erasedText, lookOf } from './contacts';

const contact = (outcome: DeletedContact['outcome']): DeletedContact => ({
  sync_id: 1,
  sync_name: 'Demo',
  outcome,
  message: null,
});

describe('a deletion', () => {
  it('is done once nothing is left to do', () => {
    const intercom = [contact('deleted'), contact('not_found')];
    expect(lookOf({ status: 'done', intercom }).label).toBe('Erased');
    expect(lookOf({ status: 'done', intercom: [] }).label).toBe('Erased');
  });

  it('is on its way as long as one contact is', () => {
    const intercom = [contact('deleted'), contact('pending')];
    expect(lookOf({ status: 'done', intercom }).label).toBe('On its way');
    expect(lookOf({ status: 'pending', intercom: [] }).label).toBe('On its way');
  });

  it('never looks done where a contact stayed in Intercom', () => {
    const intercom = [contact('failed'), contact('pending')];
    expect(lookOf({ status: 'pending', intercom }).label).toBe('Intercom failed');
  });
});

describe('what was erased', () => {
  it('is told in full', () => {
    expect(erasedText({ events: 1, deliveries: 0, profile: true })).toBe(
      '1 event, 0 deliveries and the profile',
    );
    expect(erasedText({ events: 1_204, deliveries: 1, profile: false })).toBe(
      '1,204 events and 1 delivery; no profile',
    );
  });

  it('is told apart from nothing', () => {
    expect(erasedText({ events: 0, deliveries: 0, profile: false })).toContain('Nothing');
  });
});
