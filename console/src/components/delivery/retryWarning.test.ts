import { expect, it } from 'vitest';
import type { SyncHealth } from '../../api/syncs';
import { retryWarning } from './retryWarning';

const health = (state: SyncHealth['state']): SyncHealth => ({ state, message: null, since: null });

it('says nothing where nothing stands in the way', () => {
  expect(retryWarning(health('ok'))).toBeNull();
});

it.each(['disabled', 'no_token', 'credentials', 'plan_restricted'] as const)(
  'what is put back while the sync is %s waits',
  (state) => expect(retryWarning(health(state))).toMatch(/What is put back waits until/),
);

it.each(['rate_limited', 'failing'] as const)('says what to expect while it is %s', (state) => {
  expect(retryWarning(health(state))).not.toBeNull();
});
