/**
 * Joins class names and drops the empty ones.
 * It does not resolve conflicts between utilities: a component decides its own classes once.
 */
export function classNames(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
