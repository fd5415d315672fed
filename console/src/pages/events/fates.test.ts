import { describe, expect, it } from 'vitest';
import { allFates, type Row, shownFates } from './fates';
import { delivery, row, said } from './testEvents';

const told = (fates: ReturnType<typeof allFates>) =>
  fates.map(({ syncId, kind, fate }) => `${syncId} ${kind}: ${fate}`);

describe('what became of an event', () => {
  it('that was selected is what became of its delivery', () => {
    const late = delivery(5, { status: 'pending', category: 'rate_limited', attempts: 2 });
    const [fate] = allFates(row(1, { syncs: [said({ verdict: 'selected' })], deliveries: [late] }));
    expect(fate).toMatchObject({ fate: 'pending', category: 'rate_limited', attempts: 2 });
  });

  it('is the newest delivery, where a backfill made another', () => {
    const deliveries = [delivery(5, { status: 'expired' }), delivery(9, { status: 'delivered' })];
    const fates = allFates(row(1, { syncs: [said({ verdict: 'selected' })], deliveries }));
    expect(told(fates)).toEqual(['1 event: delivered']);
  });

  it('that the feed told just now is pending: its delivery was made with the decision', () => {
    const fresh = row(1, { syncs: [said({ verdict: 'selected' })], deliveries: null });
    expect(told(allFates(fresh))).toEqual(['1 event: pending']);
  });

  it('is no more known than that it was selected, once its delivery is not kept', () => {
    const old = row(1, { syncs: [said({ verdict: 'selected' })], deliveries: [] });
    expect(told(allFates(old))).toEqual(['1 event: selected']);
  });

  it('that was not sent says why', () => {
    const [filtered, discarded] = allFates(
      row(1, {
        syncs: [
          said({ verdict: 'filtered', condition: 'event.total > 10' }),
          said({ verdict: 'discarded', category: 'no_identifier' }, null, 2),
        ],
      }),
    );
    expect(filtered).toMatchObject({ fate: 'filtered', condition: 'event.total > 10' });
    expect(discarded).toMatchObject({ syncId: 2, fate: 'discarded', category: 'no_identifier' });
  });

  it('is told sync by sync, the event before the change of the user', () => {
    const fates = allFates(
      row(1, {
        syncs: [
          said({ verdict: 'not_selected' }, { verdict: 'selected' }),
          said({ verdict: 'selected' }, { verdict: 'no_change' }, 2),
        ],
        deliveries: [delivery(5, { kind: 'user' }), delivery(6, { sync_id: 2 })],
      }),
    );
    expect(told(fates)).toEqual([
      '1 event: not_selected',
      '1 user: delivered',
      '2 event: delivered',
      '2 user: no_change',
    ]);
  });

  it('of a copy is that it is one, and nothing more', () => {
    const copy = row(1, { duplicate: true, syncs: [said({ verdict: 'selected' })] });
    expect(told(allFates(copy))).toEqual(['null null: duplicate']);
  });

  it('has the delivery of a sync that came later, and was backfilled', () => {
    const backfilled = row(1, { syncs: [], deliveries: [delivery(5, { sync_id: 3 })] });
    expect(told(allFates(backfilled))).toEqual(['3 event: delivered']);
  });
});

describe('a list shows', () => {
  const shown = (syncs: Row['syncs'], deliveries: Row['deliveries'] = []) =>
    told(shownFates(row(1, { syncs, deliveries })));

  it('what was sent, and not beside it what was not', () => {
    const syncs = [said({ verdict: 'not_selected' }, { verdict: 'selected' })];
    expect(shown(syncs, [delivery(5, { kind: 'user' })])).toEqual(['1 user: delivered']);
  });

  it('one reason where nothing was sent: the one that says most', () => {
    expect(shown([said({ verdict: 'not_selected' }, { verdict: 'no_change' })])).toEqual([
      '1 event: not_selected',
    ]);
    expect(
      shown([said({ verdict: 'not_selected' }, { verdict: 'filtered', condition: 'c' })]),
    ).toEqual(['1 user: filtered']);
  });

  it('each sync for itself', () => {
    const syncs = [
      said({ verdict: 'not_selected' }),
      said({ verdict: 'discarded', category: 'no_identifier' }, { verdict: 'no_change' }, 2),
    ];
    expect(shown(syncs)).toEqual(['1 event: not_selected', '2 event: discarded']);
  });
});
