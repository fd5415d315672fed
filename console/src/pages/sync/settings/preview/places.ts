import type { Fault } from '../../../../api/errors';
import { openFields } from '../../draft/check';
import { type ConditionDraft, type Draft, isFinished } from '../../draft/draft';
import { type PlacedFault, placedFault } from '../../draft/faults';

/**
 * A fault of a trial document at its field of the form. The trial leaves out conditions that are
 * not finished, so that those behind them stand at lower places.
 */
export function faultInForm({ field, message }: Fault, draft: Draft): PlacedFault {
  return placedFault({ field: field === null ? null : placeInForm(field, draft), message });
}

function placeInForm(field: string, { send_events: events }: Draft): string {
  const [, list, row, place, rest] =
    /^(send_events\.(?:select\[(\d+)\]\.)?where)\[(\d+)\](.*)$/s.exec(field) ?? [];
  if (list === undefined || place === undefined) return field;
  const own = events.select === 'all' ? undefined : events.select[Number(row)]?.where;
  const at = finishedPlaces((row === undefined ? events.where : own) ?? [])[Number(place)];
  return at === undefined ? field : `${list}[${at}]${rest}`;
}

function finishedPlaces(conditions: readonly ConditionDraft[]): number[] {
  return [...conditions.entries()].filter(([, one]) => isFinished(one)).map(([place]) => place);
}

/** The conditions that a trial leaves out, by the first of their fields that is open. */
export function unfinished(draft: Draft): PlacedFault[] {
  const byCondition = new Map<string, PlacedFault>();
  for (const fault of openFields(draft).map(placedFault)) {
    const [condition] = /^.*\.where\.\d+/.exec(fault.path ?? '') ?? [];
    if (condition !== undefined && !byCondition.has(condition)) byCondition.set(condition, fault);
  }
  return [...byCondition.values()];
}
