import { isSecretKey, variableReference } from '../values/secret-names.js';
import type { JsonSchema } from '../values/value.js';

/** Says that a value may be anything of its type: Go, in which Helm is written, has no such expressions. */
const LOOK_AROUND = /\(\?[=!<]/;

/**
 * The schema of a configuration file as `config` of the chart takes it: in draft 7, without defaults, which the
 * programs know themselves, and with references in the places of secrets.
 */
export function configurationForChart(schema: unknown): JsonSchema {
  const { $schema: _, ...rest } = convert(schema);
  return rest;
}

function convert(schema: unknown): JsonSchema {
  if (!isObject(schema)) throw new TypeError('The schema of the configuration is not made of objects');
  const kept = Object.entries(schema).filter(([keyword, value]) => isKept(keyword, value));
  return Object.fromEntries(kept.map(([keyword, value]) => [keyword, convertKeyword(keyword, value)]));
}

function isKept(keyword: string, value: unknown): boolean {
  if (keyword === 'default') return false;
  return keyword !== 'pattern' || typeof value !== 'string' || !LOOK_AROUND.test(value);
}

function convertKeyword(keyword: string, value: unknown): unknown {
  switch (keyword) {
    case 'properties':
      return convertProperties(value);
    case 'items':
    case 'propertyNames':
      return convert(value);
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : convert(value);
    case 'anyOf':
    case 'allOf':
    case 'oneOf':
      return Array.isArray(value) ? value.map(convert) : value;
    default:
      return value;
  }
}

function convertProperties(properties: unknown): JsonSchema {
  if (!isObject(properties)) throw new TypeError('The properties of the configuration are not an object');
  return Object.fromEntries(
    Object.entries(properties).map(([key, child]) => {
      const converted = convert(child);
      return [key, isSecretKey(key) ? referTo(converted) : converted];
    }),
  );
}

function referTo({ type, description }: JsonSchema): JsonSchema {
  const told = { description: `${description} Here: \`\${NAME}\` of a variable that holds it.` };
  if (type === 'array') return { type, items: variableReference, ...told };
  return { ...variableReference, ...told };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
