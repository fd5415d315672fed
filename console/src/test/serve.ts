import { vi } from 'vitest';
import type { Role } from '../api/role';

/** A request that changes something. */
export type Asked = { path: string; body: unknown };

/** What a path answers: a value, or what is made of the request's body; `Response` as it is. */
type Answers = Record<string, unknown>;

/**
 * Stands in for the server, by `GET /people`; what is not named is not there. Tells which requests
 * changed something.
 */
export function serve(answers: Answers, role: Role = 'admin', name = 'ann'): Asked[] {
  const asked: Asked[] = [];
  const session = { via: 'session', name, role, project: 'Demo', expires_at: null };
  const known: Answers = { 'GET /session': session, ...answers };
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, search } = new URL(request.url);
    const path = `${request.method} ${pathname.replace('/api/v1', '')}`;
    const text = request.method === 'GET' ? search : await request.text();
    const body = request.method === 'GET' || text === '' ? text : JSON.parse(text);
    if (request.method !== 'GET') asked.push({ path, body: text === '' ? null : body });
    if (!(path in known)) return refusal(404, 'There is nothing here.');
    const answer = known[path];
    const made = typeof answer === 'function' ? answer(body) : answer;
    if (made instanceof Response) return made;
    return made === null ? new Response(null, { status: 204 }) : Response.json(made);
  });
  return asked;
}

/** A list as the API gives it. */
export const listOf = (data: readonly unknown[], next_cursor: string | null = null) => ({
  data,
  next_cursor,
});

/** An answer that says no. */
export const refusal = (status: number, message: string) =>
  Response.json({ error: { code: 'no', message, field: null } }, { status });
