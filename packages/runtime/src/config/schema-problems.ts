import { z } from 'zod';
import type { ConfigurationProblem } from './configuration-error.js';
import { configurationSchema } from './schema/configuration-schema.js';
import { describeAllowed } from './setting/allowed.js';
import { explanationOf } from './setting/explanation.js';
import { keyOf, type SettingPath } from './setting/key-spelling.js';
import { innermost } from './setting/structure.js';
import type { SettingsDraft } from './sources/settings-draft.js';

/** Says what the schema's refusals mean for whoever wrote the configuration. */
export function describeIssues(error: z.ZodError, draft: SettingsDraft): ConfigurationProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    const value = valueAt(draft.tree, path);
    return {
      key: keyOf(path),
      source: draft.sourceOf(path),
      message: explanationOf(issue) ?? describeRefusal(schemaAt(path), value),
    };
  });
}

/**
 * Values are not repeated: any of them may be a secret in the wrong place. The exception is a word from a fixed
 * list (a driver's name), where the message would be of little use without it.
 */
function describeRefusal(schema: z.core.$ZodType, value: unknown): string {
  const allowed = describeAllowed(schema);
  if (value === undefined) return `is missing; give ${allowed}`;
  const inner = innermost(schema);
  if (inner instanceof z.ZodEnum && typeof value === 'string' && /^[\w-]{1,32}$/.test(value)) {
    return `"${value}" is not supported; this release has: ${inner.options.join(', ')}`;
  }
  return `must be ${allowed}${describeWrongType(inner, value)}`;
}

function describeWrongType(schema: z.core.$ZodType, value: unknown): string {
  if (schema instanceof z.ZodUnion) return '';
  if (schema instanceof z.ZodNumber && typeof value === 'number') return '';
  if (schema instanceof z.ZodString && typeof value === 'string') return '';
  if (schema instanceof z.ZodRecord && typeof value === 'object') return '';
  return `, not ${typeName(value)}`;
}

function typeName(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty text' : 'text';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a table' : `a ${typeof value}`;
}

/** The schema of the setting that a path leads to or into. */
function schemaAt(path: SettingPath): z.core.$ZodType {
  let schema: z.core.$ZodType = configurationSchema;
  for (const part of path) {
    const inner = innermost(schema);
    if (inner instanceof z.ZodObject && typeof part === 'string') schema = inner.shape[part] ?? schema;
    else if (inner instanceof z.ZodArray) schema = inner.element;
    else break;
  }
  return schema;
}

function valueAt(tree: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>(
    (node, part) => (typeof node === 'object' && node !== null ? Reflect.get(node, part) : undefined),
    tree,
  );
}
