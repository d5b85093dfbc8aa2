/** @throws BadReplyError */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new BadReplyError('text', value);
}

/** @throws BadReplyError */
export function numberOf(value: unknown): number {
  const number = Number(textOf(value));
  if (Number.isNaN(number)) throw new BadReplyError('a number', value);
  return number;
}

/** @throws BadReplyError */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new BadReplyError('a list', value);
  return value;
}

/** Of a nil, which is what Lua's `false` becomes, nothing. */
export function optional<Read>(value: unknown, read: (value: unknown) => Read): Read | undefined {
  return value === null || value === undefined ? undefined : read(value);
}

/** A list of field and value by turns. @throws BadReplyError */
export function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  const list = listOf(value);
  return list.flatMap((name, at) => (at % 2 === 0 ? [[textOf(name), textOf(list[at + 1])] as const] : []));
}

/** A script of another release answers, or not Redis at all. */
export class BadReplyError extends Error {
  override readonly name = 'BadReplyError';

  constructor(expected: string, found: unknown) {
    super(`A reply of Redis has no ${expected} where there should be one, but ${typeof found}`);
  }
}
