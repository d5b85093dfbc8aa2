import { z } from 'zod';
import { appSchema } from '../schema/app-schema.js';
import { camelCaseKey } from '../setting/key-spelling.js';
import { settingMetadata } from '../setting/setting.js';
import { innermost } from '../setting/structure.js';
import { isRecord } from '../setting/text.js';

/** Groups whose settings other servers also write flat, beside the id. */
const GROUPS = ['limits', 'features', 'channels'] as const;

type Group = (typeof GROUPS)[number];

/** Setting to the group that it stands in, other spellings included. */
const groupOfSetting: ReadonlyMap<string, Group> = new Map(
  GROUPS.flatMap((group) => settingNames(group).map((name) => [name, group] as const)),
);

function settingNames(group: Group): string[] {
  const inner = innermost(appSchema.shape[group]);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, schema]) => [
    key,
    ...(settingMetadata.get(schema)?.aliases ?? []),
  ]);
}

/**
 * Brings an app that is written flat (soketi, older Sockudo) or under `policy` (Sockudo) into the nested form.
 * Gives key and value pairs, groups repeated where they are given in parts, for the reader of sections to join.
 */
export function nestApp(entry: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(entry).flatMap(([written, value]): [string, unknown][] => {
    const key = camelCaseKey(written);
    if (key === 'policy' && isRecord(value)) return nestApp(value);
    const group = groupOfSetting.get(key);
    return [group === undefined ? [written, value] : [group, { [written]: value }]];
  });
}
