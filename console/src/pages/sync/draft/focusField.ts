/**
 * Brings a field of the form into sight and focuses it; where the path itself has no element, the
 * nearest one around it.
 */
export function focusField(path: string) {
  for (let part = path; part !== ''; part = part.slice(0, Math.max(part.lastIndexOf('.'), 0))) {
    const field = document.querySelector(`[data-path="${CSS.escape(part)}"]`);
    if (!(field instanceof HTMLElement)) continue;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: 'center' });
    return;
  }
}
