/**
 * Whether a connection's Origin header is allowed. Patterns, compared in lower case: an exact origin, `*` or
 * `any`, one with a single `*` somewhere, a host without a scheme (any scheme), or `*.example.com`, which is the
 * domain and all below it. Without a pattern everything is allowed; with one, a missing header is refused.
 */
export function isOriginAllowed(patterns: readonly string[], origin: string | undefined): boolean {
  if (patterns.length === 0) return true;
  const actual = (origin ?? '').toLowerCase();
  return patterns.some((pattern) => matches(pattern.toLowerCase(), actual));
}

function matches(pattern: string, origin: string): boolean {
  if (pattern === '*' || pattern === 'any') return true;
  if (origin === '') return false;
  const subject = pattern.includes('://') ? origin : origin.replace(/^[a-z][a-z0-9+.-]*:\/\//, '');
  if (pattern.startsWith('*.')) {
    const domain = pattern.slice(2);
    return subject === domain || subject.endsWith(`.${domain}`);
  }
  const star = pattern.indexOf('*');
  if (star < 0) return subject === pattern;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  return (
    subject.length >= before.length + after.length && subject.startsWith(before) && subject.endsWith(after)
  );
}
