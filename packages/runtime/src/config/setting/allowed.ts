import { z } from 'zod';
import { settingMetadata } from './setting.js';
import { innermost } from './structure.js';

/** Says in words which values a setting takes: "a whole number from 0 to 65535". */
export function describeAllowed(schema: z.core.$ZodType): string {
  return settingMetadata.get(schema)?.allowed ?? describeType(innermost(schema));
}

function describeType(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodNumber) return describeNumber(schema);
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodString) return schema.minLength ? 'text that is not empty' : 'text';
  if (schema instanceof z.ZodUnknown) return 'anything';
  if (schema instanceof z.ZodArray) return `a list, each ${describeType(innermost(schema.element))}`;
  return 'a table';
}

function describeNumber(schema: z.ZodNumber): string {
  const { minValue, maxValue, isInt } = schema;
  const kind = isInt ? 'a whole number' : 'a number';
  const from = minValue !== null && Number.isFinite(minValue) ? ` ${boundWord(schema)} ${minValue}` : '';
  const to = maxValue !== null && maxValue < Number.MAX_SAFE_INTEGER ? ` to ${maxValue}` : '';
  return `${kind}${from}${to}`;
}

/** `positive()` excludes its own bound, `min()` includes it. */
function boundWord(schema: z.ZodNumber): string {
  return schema.minValue !== null && z.safeParse(schema, schema.minValue).success ? 'from' : 'above';
}
