import { describe, expect, it } from 'vitest';
import type { SyncDocument } from '../../../api/syncs';
import { toDocument, toDraft } from '../draft/draft';
import { sync } from '../fixtures';
import { namesAdded, roomFor } from './eventNames';

const base = toDocument(toDraft(sync));

const selecting = (...names: string[]): SyncDocument => ({
  ...base,
  send_events: { ...base.send_events, select: names.map((event_type) => ({ event_type })) },
});

describe('the room for event names', () => {
  it('is scarce from four fifths on, and none at the limit or beyond', () => {
    expect(roomFor(95, 120)).toBe('plenty');
    expect(roomFor(96, 120)).toBe('scarce');
    expect(roomFor(119, 120)).toBe('scarce');
    expect(roomFor(120, 120)).toBe('none');
    expect(roomFor(130, 120)).toBe('none');
  });
});

describe('the names that a draft adds', () => {
  it('are those that were not selected before, each once', () => {
    const saved = selecting('Order Completed');
    expect(namesAdded(saved, selecting('Order Completed'))).toBe(0);
    expect(namesAdded(saved, selecting('Order Completed', 'Signed Up', 'Signed Up'))).toBe(1);
  });

  it('are told apart as Intercom does: without case, dots and dollars as dashes', () => {
    const saved = selecting('order.completed');
    expect(namesAdded(saved, selecting('Order$Completed'))).toBe(0);
    expect(namesAdded(saved, selecting('Order Completed'))).toBe(1);
  });

  it('are none where nothing is sent, or all events are', () => {
    const saved = selecting();
    const two = selecting('a', 'b');
    expect(namesAdded(saved, two)).toBe(2);
    expect(namesAdded(saved, { ...two, enabled: false })).toBe(0);
    const quiet = { ...two, send_events: { ...two.send_events, enabled: false } };
    expect(namesAdded(saved, quiet)).toBe(0);
    const all = { ...two, send_events: { ...two.send_events, select: 'all' as const } };
    expect(namesAdded(saved, all)).toBe(0);
  });

  it('are all of them where the saved sync is off: it has sent none', () => {
    expect(namesAdded({ ...selecting('a'), enabled: false }, selecting('a'))).toBe(1);
  });
});
