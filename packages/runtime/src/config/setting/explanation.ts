import type { z } from 'zod';

/**
 * A refusal with words of its own, for a value that "must be …" does not explain. They must not repeat the value,
 * unless it is a word that can be no secret.
 */
export function refusal(input: unknown, explanation: string): z.core.$ZodRawIssue<z.core.$ZodIssueCustom> {
  return { code: 'custom', input, params: { explanation } };
}

/** The words given to {@link refusal}, if an issue has any. */
export function explanationOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'custom') return undefined;
  const explanation: unknown = issue.params?.explanation;
  return typeof explanation === 'string' ? explanation : undefined;
}
