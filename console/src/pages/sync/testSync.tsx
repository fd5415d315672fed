import { vi } from 'vitest';
import type { Sync, SyncDocument } from '../../api/syncs';
import { openAt } from '../../test/openAt';
import { SYNC, sync } from './fixtures';
import { Component as SyncPage } from './SyncPage';
import { Component as SettingsTab } from './settings/SettingsTab';

/** What the server of a test answers, beside one that knows no event. */
export type Known = {
  /** The sync at each reading. */
  sync?: () => Sync;
  /** Answers a save: a status and its body. */
  save?: (document: SyncDocument) => { status: number; body: unknown };
};

/** A request that was made, with its body. */
export type Asked = { method: string; path: string; ifMatch: string | null; body: unknown };

/** Opens the settings of the sync in the whole page, against a server that knows this. */
export function showSync(known: Known) {
  sessionStorage.clear();
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname.replace('/api/v1', '');
    const { method, headers } = request;
    const text = method === 'GET' ? '' : await request.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    if (method !== 'GET') asked.push({ method, path, ifMatch: headers.get('if-match'), body });
    return answer(method, path, body, known);
  });
  openAt(`/syncs/${SYNC}/settings`, [
    {
      path: '/syncs/:syncId',
      element: <SyncPage />,
      children: [{ path: 'settings', element: <SettingsTab /> }],
    },
  ]);
  return { asked };
}

function answer(method: string, path: string, body: unknown, known: Known): Response {
  const read = known.sync?.() ?? sync;
  const page = (data: readonly unknown[]) => Response.json({ data, next_cursor: null });
  switch (`${method} ${path}`) {
    case `GET /syncs/${SYNC}`:
      return Response.json(read, { headers: { ETag: `"${read.version}"` } });
    case `PUT /syncs/${SYNC}`: {
      const saved = known.save?.(body as SyncDocument) ?? { status: 200, body: read };
      return Response.json(saved.body, { status: saved.status, headers: { ETag: '"4"' } });
    }
    case 'GET /syncs':
      return page([read]);
    case 'GET /events':
      return page([]);
    case 'GET /taxonomy':
      return Response.json({ event_types: [], user_properties: [], group_properties: [] });
    case 'GET /destinations':
      return page([]);
    default:
      return Response.json({ error: { code: 'not_found', message: path } }, { status: 404 });
  }
}
