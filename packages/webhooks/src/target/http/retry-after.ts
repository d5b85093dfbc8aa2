const longest = 24 * 60 * 60 * 1_000;
const dayName = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;

/**
 * A `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date in one of the three forms of 5.6.7.
 *
 * @param now milliseconds since 1970
 * @returns milliseconds from 0 to a day; undefined when the header is absent or says nothing
 */
export function parseRetryAfter(
  header: string | readonly string[] | undefined,
  now: number = Date.now(),
): number | undefined {
  const [text = ''] = typeof header === 'string' ? [header] : (header ?? []);
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, longest);
  if (!dayName.test(text)) return undefined;
  // The oldest form, that of asctime, has no zone: all HTTP dates are GMT.
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : Math.min(Math.max(time - now, 0), longest);
}
