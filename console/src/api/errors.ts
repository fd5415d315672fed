/** One fault of a document or a parameter, and where it is. */
export type Fault = { field: string | null; message: string };

/** An answer of the API that says no (product.md 3). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly faults: readonly Fault[],
    readonly retryAfterSeconds: number | null,
  ) {
    super(message);
  }

  /** Reads `{"error": {"code", "message", "field", "faults"}}`; a stranger's answer is told by its status. */
  static of(status: number, body: unknown, headers: Headers): ApiError {
    const retryAfter = Number(headers.get('retry-after') ?? Number.NaN);
    const wait = Number.isFinite(retryAfter) ? retryAfter : null;
    const error = isRecord(body) && isRecord(body.error) ? body.error : null;
    if (error === null) {
      return new ApiError(status, 'unreadable', `The server answered ${status}.`, [], wait);
    }
    const message = text(error.message) ?? `The server answered ${status}.`;
    const listed = Array.isArray(error.faults) ? error.faults.filter(isRecord).map(faultOf) : [];
    const faults = listed.length > 0 ? listed : [faultOf(error)].filter((f) => f.field !== null);
    return new ApiError(status, text(error.code) ?? 'unknown', message, faults, wait);
  }
}

/** No answer: the server is down, or the way to it is. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(cause: unknown) {
    super('The server does not answer.', { cause });
  }
}

/** What to tell a person of an error, whatever it is. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Something went wrong.';
}

function faultOf(fault: Record<string, unknown>): Fault {
  return { field: text(fault.field), message: text(fault.message) ?? 'is not valid' };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
