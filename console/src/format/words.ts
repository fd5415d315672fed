/** `rate_limited` as `Rate limited`. */
export function sentence(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A category in running text: `user not found`. */
export const categoryName = (category: string) => category.replaceAll('_', ' ');

/** `1 event`, `2 events`; the number is formatted by the caller. */
export const plural = (n: number, one: string, many = `${one}s`) => (n === 1 ? one : many);
