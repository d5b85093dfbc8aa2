import { z } from 'zod';
import type { SettingPath } from './key-spelling.js';
import { type SettingMetadata, settingMetadata } from './setting.js';

type Schema = z.core.$ZodType;

/** The schema under defaults, optionality and transformations: what a value must look like when it is written. */
export function innermost(schema: Schema): Schema {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return innermost(schema.def.innerType);
  }
  return schema instanceof z.ZodPipe ? innermost(schema.def.in) : schema;
}

/** The default of a leaf, or `undefined` when it has none. */
export function defaultOf(schema: Schema): unknown {
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue;
  if (schema instanceof z.ZodOptional) return defaultOf(schema.def.innerType);
  return schema instanceof z.ZodPipe ? defaultOf(schema.def.in) : undefined;
}

/** The schema of a list's elements when they are sections themselves (apps, endpoints). */
export function sectionElement(schema: Schema): z.ZodObject | undefined {
  if (!(schema instanceof z.ZodArray)) return undefined;
  const element = innermost(schema.element);
  return element instanceof z.ZodObject ? element : undefined;
}

/** One leaf of the schema with its place. */
export interface SettingEntry {
  readonly path: SettingPath;
  readonly schema: Schema;
  readonly metadata: SettingMetadata;
}

/**
 * Every leaf under a schema, in the order of declaration. The elements of a list of sections stand as `*`; a list that
 * is a setting itself, because the environment can hold it, stands before them.
 */
export function listSettings(schema: Schema, path: SettingPath = []): SettingEntry[] {
  const metadata = settingMetadata.get(schema);
  const inner = innermost(schema);
  const element = sectionElement(inner);
  const inside = element ? listSettings(element, [...path, '*']) : [];
  if (metadata) return [{ path, schema, metadata }, ...inside];
  if (!(inner instanceof z.ZodObject)) return inside;
  return Object.entries(inner.shape).flatMap(([key, child]) => listSettings(child, [...path, key]));
}
