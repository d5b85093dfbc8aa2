import { z } from 'zod';

/** Building blocks that several sections share. Each call gives a fresh schema to add a default to. */

export const port = (): z.ZodInt => z.int().min(0).max(65_535);

/** A duration in seconds; fractions are fine. */
export const seconds = (): z.ZodNumber => z.number().min(0).max(31_536_000);

/** A duration in milliseconds, at most a week: timers of Node fire at once beyond 24 days. */
export const milliseconds = (minimum: number): z.ZodInt => z.int().min(minimum).max(604_800_000);

export const wholeNumberFrom = (minimum: number): z.ZodInt => z.int().min(minimum);

export const text = (): z.ZodString => z.string().min(1);

export const words = (): z.ZodArray<z.ZodString> => z.array(text());

/** How {@link keyPrefix} is described. */
export const KEY_PREFIX_ALLOWED = 'text without white space, `{` and `}`';

/**
 * The beginning of keys in Redis. Braces would put every key on one primary of a Cluster (Redis Cluster
 * specification, "Hash tags").
 */
export const keyPrefix = (): z.ZodString => z.string().regex(/^[^\s{}]*$/);

/** How {@link limit} is described: other servers write 0, -1, null or '' for "no limit". */
export const UNLIMITED = 'a whole number from 1; 0 or -1 = no limit';

/** A limit that may be absent: 0 and -1 mean the same as leaving it out. */
export function limit() {
  return z.int().min(-1).optional().transform(positiveOrNone);
}

/** Like {@link limit}, for sizes, where fractions are fine. */
export function sizeLimit() {
  return z.number().min(-1).optional().transform(positiveOrNone);
}

function positiveOrNone(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
