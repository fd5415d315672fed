import type { Fault } from '../../../api/errors';
import { pathOf } from './fields';

/** Something to say of a place of the document; the path is that of its field, where it has one. */
export type PlacedFault = Fault & { path: string | null };

/** A fault at its field. */
export function placedFault({ field, message }: Fault): PlacedFault {
  return { field, message: sentence(message), path: field === null ? null : pathOf(field) };
}

/** The errors of the form's fields; one that has several faults tells them all. */
export function errorsOf(faults: readonly PlacedFault[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { path, message } of faults) {
    if (path === null) continue;
    errors[path] = errors[path] === undefined ? message : `${errors[path]} ${message}`;
  }
  return errors;
}

/** A message of the API as a sentence: they begin small and have no stop. */
export function sentence(message: string): string {
  const begun = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
