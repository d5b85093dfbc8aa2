import { z } from 'zod';
import type { ConfigurationProblem } from '../configuration-error.js';
import { appSchema } from '../schema/app-schema.js';
import { configurationSchema, configurationSettings } from '../schema/configuration-schema.js';
import { camelCaseKey, keyOf, type SettingPath } from '../setting/key-spelling.js';
import { sectionMetadata, settingMetadata } from '../setting/setting.js';
import { innermost, sectionElement } from '../setting/structure.js';
import { isRecord, readValue } from '../setting/text.js';
import { writtenEndpoint } from '../webhooks/endpoint-schema.js';
import { nestEndpoint } from '../webhooks/endpoint-spelling.js';
import { nestApp } from './app-spelling.js';
import { SettingsDraft } from './settings-draft.js';
import { suggest } from './suggestion.js';

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** The lists of sections whose elements other servers spell in another structure. */
const SPELLINGS: ReadonlyMap<z.core.$ZodType, (entry: Record<string, unknown>) => [string, unknown][]> =
  new Map<z.core.$ZodType, (entry: Record<string, unknown>) => [string, unknown][]>([
    [appSchema, nestApp],
    [writtenEndpoint, nestEndpoint],
  ]);

/**
 * Sorts the content of a file, or the JSON that a variable holds, into a draft by the schema, and collects what does
 * not fit into it.
 */
export class SettingsReader {
  readonly problems: ConfigurationProblem[] = [];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  read(content: unknown, draft: SettingsDraft): void {
    const place = { draft, path: [], base: [] };
    if (isRecord(content)) this.#readSection(configurationSchema.shape, Object.entries(content), place);
    else this.#report([], 'the file must hold one table');
  }

  /** Reads one setting, which the draft must not have yet. */
  readSetting(schema: z.core.$ZodType, value: unknown, place: Place): void {
    this.#readLeaf(schema, value, place);
  }

  #readSection(shape: Shape, entries: readonly [string, unknown][], place: Place): void {
    for (const [written, value] of entries.flatMap(splitDottedKey)) {
      const key = findKey(shape, written);
      const schema = key === undefined ? undefined : shape[key];
      if (key === undefined || schema === undefined) this.#reportUnknown(shape, written, place);
      else this.#readNode(schema, value, { ...place, path: [...place.path, key] });
    }
  }

  #readNode(schema: z.core.$ZodType, value: unknown, place: Place): void {
    const inner = innermost(schema);
    if (!(inner instanceof z.ZodObject)) this.#readLeaf(schema, value, place);
    else if (isRecord(value)) this.#readSection(inner.shape, Object.entries(value), place);
    else if (value !== null) this.#report(fullPath(place), 'must be a section (a table of settings)');
  }

  #readLeaf(schema: z.core.$ZodType, written: unknown, place: Place): void {
    if (place.draft.get(place.path) !== undefined) {
      this.#report(fullPath(place), 'is given twice, in two spellings. Keep one of them');
      return;
    }
    const element = sectionElement(innermost(schema));
    const value = readValue(schema, written);
    const read = element === undefined ? value : this.#readTables(element, value, place);
    if (read !== undefined) place.draft.set(place.path, read, this.#source);
  }

  /** Each table is read into a draft of its own. An empty list is no list: without apps the default app stands in. */
  #readTables(element: z.ZodObject, value: unknown, place: Place): unknown {
    if (!Array.isArray(value)) return value;
    if (value.length === 0) return undefined;
    const entriesOf = SPELLINGS.get(element) ?? Object.entries;
    return value.map((entry: unknown, index) => {
      const base = [...fullPath(place), index];
      if (!isRecord(entry)) return this.#report(base, 'must be a table of settings');
      const draft = new SettingsDraft();
      this.#readSection(element.shape, entriesOf(entry), { draft, path: [], base });
      return draft.tree;
    });
  }

  #reportUnknown(shape: Shape, written: string, place: Place): void {
    const key = camelCaseKey(written);
    const near = suggest(key, Object.keys(shape));
    const renamed = RENAMED.get(keyOf([...fullPath(place), key]));
    const suggestion =
      renamed ?? (near === undefined ? findElsewhere(key) : keyOf([...fullPath(place), near]));
    const hint = suggestion === undefined ? '' : `. Did you mean ${suggestion}?`;
    const section = keyOf(fullPath(place));
    this.problems.push({
      key: section === '' ? written : `${section}.${written}`,
      source: this.#source,
      message: `is not a setting of this release${hint}`,
    });
  }

  #report(path: SettingPath, message: string): undefined {
    this.problems.push({ key: keyOf(path) || 'file', source: this.#source, message });
  }
}

/** Keys that documents of other servers name, and no server reads. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['webhooks.enabled', 'app_manager.array.apps[].webhooks'],
  ['webhooks.batching_enabled', 'webhooks.batching.enabled'],
  ['webhooks.max_batch_size', 'webhooks.batching.size'],
  ['webhooks.flush_interval_ms', 'webhooks.batching.duration'],
]);

/** The last part of every key to the whole key. */
const PLACES: ReadonlyMap<string, string> = new Map(
  configurationSettings.map(({ path }) => [String(path.at(-1)), keyOf(path)] as const),
);

/** Where the reader is: the path in the draft that it fills, and where that draft hangs in the whole. */
export interface Place {
  readonly draft: SettingsDraft;
  readonly path: SettingPath;
  readonly base: SettingPath;
}

function fullPath({ base, path }: Place): SettingPath {
  return [...base, ...path];
}

function findKey(shape: Shape, written: string): string | undefined {
  const key = camelCaseKey(written);
  if (Object.hasOwn(shape, key)) return key;
  return Object.keys(shape).find((candidate) => aliasesOf(shape[candidate]).includes(key));
}

function aliasesOf(schema: z.core.$ZodType | undefined): readonly string[] {
  if (schema === undefined) return [];
  return settingMetadata.get(schema)?.aliases ?? sectionMetadata.get(schema)?.aliases ?? [];
}

/** soketi's files write `"appManager.array.apps": []` for nested keys. */
function splitDottedKey([key, value]: [string, unknown]): [string, unknown][] {
  const dot = key.indexOf('.');
  return dot < 0 ? [[key, value]] : [[key.slice(0, dot), { [key.slice(dot + 1)]: value }]];
}

/** Many keys are right but stand in the wrong section. */
function findElsewhere(key: string): string | undefined {
  const near = suggest(key, PLACES.keys());
  return near === undefined ? undefined : PLACES.get(near);
}
