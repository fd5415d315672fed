import { describe, expect, it } from 'vitest';
import { neighbours } from './neighbours';
import { readEventId, withEvent } from './openEvent';
import { resendCommand } from './resend';
import { syncStories } from './syncStories';
import { delivery, row, said } from './testEvents';

describe('the story that is open', () => {
  it('stands in the address beside the filter, and leaves it when it is closed', () => {
    const open = withEvent('?user_id=ann', 7);
    expect(open).toBe('?user_id=ann&event=7');
    expect(readEventId(new URLSearchParams(open))).toBe(7);
    expect(withEvent(open, null)).toBe('?user_id=ann');
  });

  it('is none where the address names none that can be', () => {
    for (const search of ['', 'event=', 'event=x', 'event=-1', 'event=1.5', 'event=1e3']) {
      expect(readEventId(new URLSearchParams(search)), search).toBeNull();
    }
    expect(readEventId(new URLSearchParams('event=99999999999999999999'))).toBeNull();
  });

  it('has the neighbours that the list has', () => {
    const rows = [{ id: 9 }, { id: 7 }, { id: 4 }];
    expect(neighbours(rows, 7)).toEqual({ newer: 9, older: 4 });
    expect(neighbours(rows, 9)).toEqual({ newer: null, older: 7 });
    expect(neighbours(rows, 5)).toEqual({ newer: null, older: null });
    expect(neighbours(rows, null)).toEqual({ newer: null, older: null });
  });
});

describe('the story sync by sync', () => {
  const story = (syncs: ReturnType<typeof said>[], deliveries: ReturnType<typeof delivery>[]) =>
    syncStories({
      ...row(1, { syncs }),
      deliveries: deliveries.map((one) => ({ ...one, tries: [] })),
      decided: true,
      copy_of: null,
      library: null,
      event: null,
    } as unknown as Parameters<typeof syncStories>[0]).map(({ syncId, sides }) => [
      syncId,
      sides.map(({ kind, deliveries }) => `${kind}: ${deliveries.map(({ id }) => id).join()}`),
    ]);

  it('has the event first, then the user, each with its own deliveries', () => {
    const syncs = [said({ verdict: 'selected' }, { verdict: 'selected' })];
    expect(story(syncs, [delivery(5, { kind: 'user' }), delivery(6)])).toEqual([
      [1, ['event: 6', 'user: 5']],
    ]);
  });

  it('says nothing of users where the sync sends none, and knows a backfilled sync', () => {
    const backfilled = delivery(8, { sync_id: 2 });
    expect(story([said({ verdict: 'not_selected' })], [backfilled])).toEqual([
      [1, ['event: ']],
      [2, ['event: 8']],
    ]);
  });
});

describe('a command that sends an event once more', () => {
  it('sends it as a further event, and holds no key', () => {
    const event = { event_type: 'Order Completed', user_id: 'ann', insert_id: 'i-1', event_id: 4 };
    const command = resendCommand(event, 'https://events.example.com') ?? '';
    expect(command).toContain("'https://events.example.com/2/httpapi'");
    expect(command).toContain('"event_type":"Order Completed"');
    expect(command).toContain('"$INTERTIDE_API_KEY"');
    expect(command).not.toContain('i-1');
    expect(command).not.toContain('event_id');
  });

  it('stays one argument of the shell, whatever the event holds', () => {
    const command = resendCommand({ note: "it's; $(rm -rf .)" }, 'https://a.example') ?? '';
    expect(command).toContain(`it'\\''s; $(rm -rf .)`);
  });

  it('is none for what is no event', () => {
    for (const event of [null, 'text', 3, [{}]]) {
      expect(resendCommand(event, 'https://a.example')).toBeNull();
    }
  });
});
