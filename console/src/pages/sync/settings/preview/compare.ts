import type { Preview, PreviewRequest } from '../../../../api/previews';
import { headline } from './reasons';

/** A value in a request's body that is not the same with the changes. */
export type ValueChange = {
  /** Where it is: `metadata.total`. */
  at: string;
  before: unknown;
  after: unknown;
};

/** How a request differs. */
export type RequestChange =
  | { kind: 'added' | 'removed'; line: string }
  | { kind: 'changed'; line: string; values: ValueChange[] };

/** What a draft's preview has that the saved sync's has not. */
export type Comparison =
  | { differs: 'nothing' }
  /** Something else would become of the event. */
  | { differs: 'verdict' }
  | { differs: 'requests'; changes: RequestChange[] };

export function compare(saved: Preview, draft: Preview): Comparison {
  if (headline(saved) !== headline(draft)) return { differs: 'verdict' };
  const changes = requestChanges(saved.requests, draft.requests);
  return changes.length === 0 ? { differs: 'nothing' } : { differs: 'requests', changes };
}

/** A request in a line; what it asks for is what pairs it with its like. */
export const lineOf = ({ method, path }: PreviewRequest) => `${method} ${path}`;

function requestChanges(
  before: readonly PreviewRequest[],
  after: readonly PreviewRequest[],
): RequestChange[] {
  const lines = [...new Set([...before, ...after].map(lineOf))];
  return lines.flatMap((line): RequestChange[] => {
    const [old, fresh] = [before, after].map((list) => list.find((one) => lineOf(one) === line));
    if (old === undefined) return [{ kind: 'added', line }];
    if (fresh === undefined) return [{ kind: 'removed', line }];
    if (JSON.stringify(old.body) === JSON.stringify(fresh.body)) return [];
    return [{ kind: 'changed', line, values: valueChanges(old.body, fresh.body) }];
  });
}

/** The values that differ; none where only the order of the keys does. */
export function valueChanges(before: unknown, after: unknown): ValueChange[] {
  const [old, fresh] = [leaves(before), leaves(after)];
  const places = [...new Set([...old.keys(), ...fresh.keys()])];
  return places
    .map((at) => ({ at, before: old.get(at), after: fresh.get(at) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

function leaves(value: unknown, at = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Map([[at, value]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [
      ...leaves(inner, at === '' ? key : `${at}.${key}`),
    ]),
  );
}
