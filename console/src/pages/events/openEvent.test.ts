import { describe, expect, it } from 'vitest';
import { neighbours } from './neighbours';
import { readEventId, withEvent } from './openEvent';

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
