import type { Fault } from '../../../api/errors';
import { type ConditionDraft, type Draft, takesValues } from './draft';

/**
 * What only the form can leave open: fields that are still empty. Every other rule is the
 * server's, which answers with each fault's place.
 */
export function openFields(draft: Draft): Fault[] {
  const faults: Fault[] = [];
  const { endpoint, access_token: token } = draft.credentials;
  const fault = (field: string, message: string) => faults.push({ field, message });
  if (endpoint.trim() === '') fault('credentials.endpoint', 'Enter the URL.');
  if (token.stored.set && token.replacement?.trim() === '') {
    fault('credentials.access_token', 'Enter the token, or cancel to keep the stored one.');
  }
  const { select, where } = draft.send_events;
  if (select !== 'all') {
    for (const [place, row] of select.entries()) {
      faults.push(...openConditions(row.where, `send_events.select[${place}].where`));
    }
  }
  faults.push(...openConditions(where, 'send_events.where'));
  if (draft.metadata_limit === '') fault('metadata_limit', 'Enter a number.');
  if (draft.retry.attempts === '') fault('retry.attempts', 'Enter a number.');
  return faults;
}

function openConditions(conditions: readonly ConditionDraft[], at: string): Fault[] {
  return conditions.flatMap(({ property, operator, values }, place) => {
    const faults: Fault[] = [];
    if (property === '') {
      faults.push({ field: `${at}[${place}].property`, message: 'Choose a property.' });
    }
    if (takesValues(operator) && values.length === 0) {
      faults.push({ field: `${at}[${place}].values`, message: 'Enter a value.' });
    }
    return faults;
  });
}
