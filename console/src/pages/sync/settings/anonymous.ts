import { type ConditionDraft, type Draft, isFinished } from '../draft/draft';

const HOLDS_FOR_MISSING = new Set(['is_not', 'does_not_contain', 'is_not_set']);

/** The property that names users to Intercom, as conditions refer to it. */
export const mappedReference = (draft: Draft) => `user.${draft.mapping.user_property}`;

/**
 * Whether events may be selected of users who can't be told apart in Intercom: no condition asks
 * for the property that identifies them.
 */
export function anonymousSelected(draft: Draft): boolean {
  const { enabled, select, where } = draft.send_events;
  if (!enabled || draft.mapping.user_property.trim() === '') return false;
  const property = mappedReference(draft);
  const asks = (conditions: readonly ConditionDraft[]) =>
    conditions.some((condition) => condition.property === property && needsValue(condition));
  if (asks(where)) return false;
  return select === 'all' || select.some((row) => !asks(row.where));
}

/** Whether a condition only holds where there is a value (product.md 5, filters). */
function needsValue(condition: ConditionDraft): boolean {
  if (!isFinished(condition)) return false;
  const names = condition.values.includes('(none)');
  if (condition.operator === 'is') return !names;
  if (condition.operator === 'is_not') return names;
  return !HOLDS_FOR_MISSING.has(condition.operator);
}
