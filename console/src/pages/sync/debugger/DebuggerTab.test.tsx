import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { closeRetry } from '../../../components/delivery/retryRuns';
import { openAt } from '../../../test/openAt';
import { Component } from './DebuggerTab';
import { failure, type Known, queue, SYNC, serve, withoutTimes } from './testServer';

function show(known: Known, search = '') {
  const asked = serve(known);
  const router = openAt(`/syncs/${SYNC}/debugger${search}`, [
    { path: '/syncs/:syncId/debugger', element: <Component /> },
  ]);
  return { asked, address: () => router.state.location.search };
}

beforeEach(() => {
  closeRetry(SYNC);
});

describe('failures', () => {
  it('a category is unfolded with the keyboard, and the address keeps it', async () => {
    const user = userEvent.setup();
    const { address } = show({ failures: [failure] });
    const category = await screen.findByRole('button', { name: 'User not found' });
    expect(category.getAttribute('aria-expanded')).toBe('false');

    category.focus();
    await user.keyboard('{Enter}');

    expect(category.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByText('What to do')).toBeTruthy();
    expect(screen.getByText('Send the user first.')).toBeTruthy();
    expect(screen.getByText('404 not_found: User Not Found')).toBeTruthy();
    expect(address()).toContain('category=user_not_found');

    await user.keyboard('{Enter}');
    expect(screen.queryByText('What to do')).toBeNull();
    expect(address()).not.toContain('category');
  });

  it('a category that the address names is unfolded', async () => {
    show({ failures: [failure] }, '?category=user_not_found');
    expect(await screen.findByText('What to do')).toBeTruthy();
  });

  it('none is good news', async () => {
    show({});
    expect(await screen.findByText('Nothing has failed')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Retry all of the period' })).toBeNull();
  });
});

describe('one delivery', () => {
  it('is opened by the address, and closed in it', async () => {
    const user = userEvent.setup();
    const { address } = show({ failures: [failure] }, '?category=user_not_found&delivery=1086');
    const drawer = await screen.findByRole('dialog', { name: 'Delivery 1086' });
    expect(await within(drawer).findByText('Exchanges with Intercom')).toBeTruthy();
    expect(within(drawer).getByText(/api.intercom.io\/events/)).toBeTruthy();

    await user.click(within(drawer).getByRole('button', { name: 'Close' }));

    expect(address()).toBe('?category=user_not_found');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is counted before it is sent again', async () => {
    const user = userEvent.setup();
    const { asked } = show(
      { count: () => 1, putBack: () => ({ count: 1, put_back: 1 }) },
      '?delivery=1086',
    );
    await user.click(await screen.findByRole('button', { name: 'Retry this delivery' }));
    expect(await screen.findByText('1 delivery')).toBeTruthy();
    expect(asked.map(({ path }) => path)).toEqual([`/syncs/${SYNC}/retry?dry_run=true`]);

    await user.click(screen.getByRole('button', { name: 'Send it again' }));

    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toEqual({
      method: 'POST',
      path: `/syncs/${SYNC}/retry`,
      body: { ids: [1086] },
    });
  });
});

describe('a retry of a category', () => {
  it('is counted first, asked for until all are put back, and followed to its end', async () => {
    const user = userEvent.setup();
    let retrying = 892;
    const puts = [
      { count: 1_204, put_back: 1_000 },
      { count: 204, put_back: 204 },
    ];
    let failedAgain = 1_204;
    const { asked } = show({
      failures: [failure],
      queue: () => ({ ...queue, pending: retrying, retrying }),
      count: () => failedAgain,
      putBack: () => puts.shift() ?? { count: 0, put_back: 0 },
    });
    await user.click(await screen.findByRole('button', { name: 'Retry user not found' }));
    const confirm = await screen.findByRole('button', { name: 'Send 1,204 again' });
    expect(asked).toHaveLength(1);

    await user.click(confirm);

    expect(await screen.findByText('312 of 1,204 settled')).toBeTruthy();
    const sent = asked.filter(({ path }) => path.endsWith('/retry'));
    expect(sent).toHaveLength(2);
    expect(sent.map(({ body }) => withoutTimes(body))).toEqual([
      { category: 'user_not_found' },
      { category: 'user_not_found' },
    ]);

    retrying = 0;
    failedAgain = 12;
    await waitFor(() => expect(screen.getByText('All 1,204 settled')).toBeTruthy(), {
      timeout: 4_000,
    });
    expect(screen.getByText('12 failed again for the same reason.')).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Hide the progress of the retry' }));
    expect(screen.queryByText('All 1,204 settled')).toBeNull();
  });

  it('warns when the sync does not deliver', async () => {
    const user = userEvent.setup();
    show({
      failures: [failure],
      count: () => 5,
      health: { state: 'credentials', message: 'Check the token.', since: null },
    });
    expect(await screen.findByText('Delivery is paused')).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'Retry user not found' }));
    expect(await screen.findByText(/What is put back waits until/)).toBeTruthy();
    expect(screen.getByText(/1,199 of 1,204 can't be sent again/)).toBeTruthy();
  });

  it('that was interrupted says so, and goes on when told', async () => {
    const user = userEvent.setup();
    let broken = true;
    show({
      failures: [failure],
      count: () => 3,
      // Nothing to answer with is a 404.
      putBack: () => (broken ? (undefined as never) : { count: 3, put_back: 3 }),
    });
    await user.click(await screen.findByRole('button', { name: 'Retry user not found' }));
    await user.click(await screen.findByRole('button', { name: 'Send 3 again' }));
    expect(await screen.findByText('Not all were put back')).toBeTruthy();

    broken = false;
    await user.click(screen.getByRole('button', { name: 'Put back the rest' }));
    expect(await screen.findByText('All 3 settled')).toBeTruthy();
  });
});

it('what is pending is told by category and by next attempt', async () => {
  show({
    categories: [
      {
        category: 'rate_limited',
        outcome: 'pending',
        meaning: 'Intercom asked to slow down.',
        remedy: 'Wait.',
        retryable: true,
      },
    ],
    queue: () => ({
      ...queue,
      pending: 640,
      by_category: [{ category: 'rate_limited', count: 640, oldest: '2026-11-25T07:00:00.000Z' }],
      upcoming: [{ within: '1m', count: 640 }],
    }),
  });
  expect(await screen.findByText('Rate limited')).toBeTruthy();
  expect(await screen.findByText('Intercom asked to slow down.')).toBeTruthy();
  expect(screen.getByText('Within 1 minute')).toBeTruthy();
});

it('a backfill leaves to the server what is not given', async () => {
  const user = userEvent.setup();
  const { asked } = show({});
  await user.click(await screen.findByRole('button', { name: 'Start backfill' }));
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toEqual({ method: 'POST', path: `/syncs/${SYNC}/backfill`, body: {} });
});
