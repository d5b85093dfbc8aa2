/**
 * Whether an `Accept` or `Accept-Encoding` header names this value and does not refuse it with `q=0`
 * (RFC 9110 section 12.4.2). Wildcards name nothing.
 */
export function accepts(header: string | undefined, value: string): boolean {
  for (const range of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (name === value) return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  }
  return false;
}
