import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openAt } from '../../../../test/openAt';
import { useDraft } from '../../draft/context';
import { DraftProvider } from '../../draft/DraftProvider';
import { SYNC, sync } from '../../fixtures';
import { PreviewPanel } from './PreviewPanel';
import { filtered, type Known, order, sending, sentOrder, serve, visit } from './testServer';

/** The panel beside the one field that these tests write in. */
function Page() {
  const { form } = useDraft();
  return (
    <>
      <input
        aria-label="Metadata limit"
        data-path="metadata_limit"
        value={form.values.metadata_limit}
        onChange={({ target }) => form.setFieldValue('metadata_limit', Number(target.value))}
      />
      <PreviewPanel />
    </>
  );
}

function show(known: Known, search = '') {
  const asked = serve(known);
  const read = { sync: known.sync ?? sync, etag: '"1"' };
  const router = openAt(`/syncs/${SYNC}/settings${search}`, [
    {
      path: '/syncs/:syncId/settings',
      element: (
        <DraftProvider id={SYNC} read={read}>
          <Page />
        </DraftProvider>
      ),
    },
  ]);
  return { asked, address: () => router.state.location.search };
}

const write = (limit: string) =>
  fireEvent.change(screen.getByLabelText('Metadata limit'), { target: { value: limit } });

beforeEach(() => {
  sessionStorage.clear();
  // jsdom has none; names of fields need no more.
  vi.stubGlobal('CSS', { escape: (name: string) => name });
});

describe('an event', () => {
  it('that the sync selects is shown with its verdict, conditions and requests', async () => {
    const { asked } = show({ events: [visit, order] });

    expect(await screen.findByText('Would be sent')).toBeTruthy();
    expect(screen.getByText(/^Event · total is greater than/).textContent).toContain('10');
    expect(screen.getByText(/^Holds · found/).textContent).toContain('12');
    expect(screen.getByText('POST /events')).toBeTruthy();
    expect(screen.getByText('Sends the event · 56 B · 1 of 20 metadata keys')).toBeTruthy();
    expect(screen.getByText(/is a boolean and was written as text/)).toBeTruthy();
    expect(asked).toEqual([{ path: `/syncs/${SYNC}/preview`, body: { event: sentOrder } }]);
  });

  it('is picked, and the address keeps it', async () => {
    const user = userEvent.setup();
    const { address } = show({ events: [visit, order] });
    await screen.findByText('Would be sent');

    await user.click(screen.getByRole('combobox', { name: 'Recent event' }));
    await user.click(await screen.findByRole('option', { name: /Visit/ }));

    await waitFor(() => expect(address()).toBe('?preview=9'));
  });

  it('that is not kept any more says so, and lets go of the address', async () => {
    const user = userEvent.setup();
    const { address } = show({ events: [order] }, '?preview=3');
    await user.click(await screen.findByRole('button', { name: 'Show the newest' }));
    expect(address()).toBe('');
    expect(await screen.findByText('Would be sent')).toBeTruthy();
  });

  it('whose content is not kept any more says so', async () => {
    show({ events: [order], forgotten: order.id });
    expect(await screen.findByText(/is not kept any more/)).toBeTruthy();
  });

  it('has not come in yet', async () => {
    show({});
    expect(await screen.findByText(/No event has come in yet/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'How to send events' })).toBeTruthy();
  });
});

describe('changes', () => {
  it('are tried after a pause, and compared with what is saved', async () => {
    const user = userEvent.setup();
    const { asked, address } = show({
      events: [order],
      preview: (document) => (document === null ? sending : filtered),
    });
    await screen.findByText('Would be sent');

    write('1');
    write('12');

    expect(await screen.findByText('Would not be sent · filtered')).toBeTruthy();
    expect(screen.getByText(/^Does not hold · found/).textContent).toContain('9');
    expect(screen.getByText('1 condition does not hold.')).toBeTruthy();
    expect(
      screen.getByText(/As saved it would be sent; with your changes it would not be sent/),
    ).toBeTruthy();
    const drafts = asked.flatMap(({ body }) => body.document ?? []);
    expect(drafts.map(({ metadata_limit }) => metadata_limit)).toEqual([12]);

    await user.click(screen.getByRole('radio', { name: 'As saved' }));
    expect(await screen.findByText('Would be sent')).toBeTruthy();
    expect(address()).toBe('?as=saved');
  });

  it('that make no difference say so', async () => {
    show({ events: [order] });
    await screen.findByText('Would be sent');
    write('12');
    expect(await screen.findByText('Your changes make no difference to this event.')).toBeTruthy();
    expect(screen.getByText(/1 of 12 metadata keys/)).toBeTruthy();
  });

  it('are tried on the latest events, each of which can be looked at', async () => {
    const user = userEvent.setup();
    const side = { verdict: 'send' as const, reason: null, payloads: [] };
    const { address } = show({
      events: [order, visit],
      changes: {
        same: 999,
        newly_sent: 1,
        no_longer_sent: 0,
        changed: 0,
        differences: [
          {
            event_id: visit.id,
            event_type: 'Visit',
            user_id: 'bert',
            received_at: visit.received_at,
            kind: 'newly_sent',
            before: side,
            after: side,
          },
        ],
      },
    });
    await screen.findByText('Would be sent');
    write('12');
    await user.click(await screen.findByRole('button', { name: /latest 1,000/ }));
    expect(await screen.findByText(/^Of the latest 1,000 events, 1 would be sent/)).toBeTruthy();

    await user.click(screen.getByRole('button', { name: 'Visit · bert' }));
    expect(address()).toBe('?preview=9');
  });

  it('that are not possible lead to their field, and the last answer stays', async () => {
    const user = userEvent.setup();
    const fault = { field: 'metadata_limit', code: 'out_of_range', message: 'must be 1 to 20' };
    show({
      events: [order],
      preview: (document) =>
        document === null ? sending : { status: 422, error: { ...fault, faults: [fault] } },
    });
    await screen.findByText('Would be sent');

    write('50');

    await user.click(await screen.findByRole('button', { name: 'Metadata limit' }));
    expect(document.activeElement).toBe(screen.getByLabelText('Metadata limit'));
    expect(screen.getByText(/Must be 1 to 20\./)).toBeTruthy();
    expect(screen.getByText('Would be sent')).toBeTruthy();
  });
});

it('a server that does not answer is said, and asked again', async () => {
  const user = userEvent.setup();
  show({ events: [order] });
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  expect(await screen.findByText('The server does not answer')).toBeTruthy();
  serve({ events: [order] });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Would be sent')).toBeTruthy();
});

describe('a test event', () => {
  it('is sent once it is confirmed, and shows its exchange', async () => {
    const user = userEvent.setup();
    const { asked } = show({
      events: [order],
      trial: {
        ...sending,
        sent: [
          {
            kind: 'event',
            status: 'delivered',
            category: null,
            notes: [],
            exchanges: [
              {
                attempt: 1,
                started_at: order.received_at,
                duration_ms: 3,
                request: { method: 'POST', url: 'https://api.intercom.io/events', body: {} },
                response: { result: 'answered', status: 202, request_id: 'req1', body: null },
                curl: 'curl',
              },
            ],
          },
        ],
      },
    });
    await screen.findByText('Would be sent');
    await user.click(screen.getByRole('button', { name: 'Send a test event' }));
    const dialog = await screen.findByRole('dialog', { name: 'Send a test event' });
    expect(asked.map(({ path }) => path)).toEqual([`/syncs/${SYNC}/preview`]);

    await user.click(within(dialog).getByRole('button', { name: 'Send it to Intercom' }));

    expect(await within(dialog).findByText('Delivered')).toBeTruthy();
    expect(within(dialog).getByText('POST https://api.intercom.io/events')).toBeTruthy();
    expect(asked.at(-1)).toEqual({ path: `/syncs/${SYNC}/test-event`, body: { event: sentOrder } });
  });

  it('needs an access token, and something to send', async () => {
    const without = { ...sync, credentials: { endpoint: 'us', access_token: { set: false } } };
    show({ events: [order], sync: without });
    expect(await screen.findByText('Save an access token first.')).toBeTruthy();
    const button = screen.getByRole('button', { name: 'Send a test event' });
    expect(button.hasAttribute('disabled')).toBe(true);
  });

  it('is not sent where the sync does not want it', async () => {
    show({ events: [order], preview: () => filtered });
    expect(
      await screen.findByText('As saved, this event would not be sent: filtered.'),
    ).toBeTruthy();
  });
});
