import createClient from 'openapi-fetch';
import { ApiError, Unreachable } from './errors';
import type { components, paths } from './schema';

/** The shapes of the API, by the names of its description. */
export type Schemas = components['schemas'];

/** What the server answered, as openapi-fetch hands it over. */
type Answer<T> = { data?: T; error?: unknown; response: Response };

/** Told when the server does not know us any more. */
const signedOutListeners = new Set<() => void>();

/** Has `listener` called whenever an answer says that the session is over; returns its end. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** The public API, and nothing else: the console has no door of its own. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  // Looked up at each call: a test puts its server in the place of the browser's.
  fetch: (request) => fetch(request),
});

/**
 * The data of an answer.
 *
 * @throws {ApiError} for an answer that is an error
 * @throws {Unreachable} when there is no answer
 */
export async function dataOf<T>(asked: Promise<Answer<T>>): Promise<T> {
  return (await answerOf(asked)).data;
}

/** The data of an answer with its headers; throws as {@link dataOf} does. */
export async function answerOf<T>(
  asked: Promise<Answer<T>>,
): Promise<{ data: T; headers: Headers }> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Unreachable(cause);
  });
  if (response.ok) return { data: data as T, headers: response.headers };
  if (response.status === 401) for (const listener of signedOutListeners) listener();
  throw ApiError.of(response.status, error, response.headers);
}
