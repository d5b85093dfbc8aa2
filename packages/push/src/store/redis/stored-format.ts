import { UnreadableDataError } from '@shoal/queue';
import type { z } from 'zod';

/** The format in which this release writes everything that it stores as JSON. Raised for what an older one would misunderstand. */
const FORMAT = 1;
/** The formats that it reads. A new one is read for a whole release before one writes it. */
const READABLE: ReadonlySet<unknown> = new Set([FORMAT]);

/** A value and its format, to be stored as JSON. */
export function withFormat<Value extends object>(value: Value): Value & { readonly format: number } {
  return { format: FORMAT, ...value };
}

/** @returns undefined for what another release, or somebody else, has stored */
export function parseStored<Value>(schema: z.ZodType<Value>, stored: unknown): Value | undefined {
  const isReadable = READABLE.has(Object(stored).format);
  return isReadable ? schema.safeParse(stored).data : undefined;
}

/** @param what it is, in words @throws UnreadableDataError */
export function readStored<Value>(schema: z.ZodType<Value>, text: string, what: string): Value {
  const value = parseStored(schema, JSON.parse(text));
  if (value !== undefined) return value;
  throw new UnreadableDataError(`${what} is stored as another release writes it: update this process`);
}
