import { z } from 'zod';
import type { ConfigurationProblem } from '../configuration-error.js';
import { appSchema } from '../schema/app-schema.js';
import { configurationSchema, configurationSettings } from '../schema/configuration-schema.js';
import { camelCaseKey, keyOf, type SettingPath } from '../setting/key-spelling.js';
import { sectionMetadata, settingMetadata } from '../setting/setting.js';
import { innermost, sectionElement } from '../setting/structure.js';
import { isRecord, readValue } from '../setting/text.js';
import { nestApp } from './app-spelling.js';
import { SettingsDraft } from './settings-draft.js';
import { suggest } from './suggestion.js';

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/** Sorts the content of a file into a draft, by the schema, and collects what does not fit into it. */
export class FileSettingsReader {
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

  #readLeaf(schema: z.core.$ZodType, value: unknown, place: Place): void {
    if (place.draft.get(place.path) !== undefined) {
      this.#report(fullPath(place), 'is given twice, in two spellings. Keep one of them');
      return;
    }
    const isListOfApps = sectionElement(innermost(schema)) !== undefined;
    const read = isListOfApps ? this.#readApps(value, place) : readValue(schema, value);
    if (read !== undefined) place.draft.set(place.path, read, this.#source);
  }

  /** Each app is read into a draft of its own. An empty list is no list: the default app stands in. */
  #readApps(value: unknown, place: Place): unknown {
    if (!Array.isArray(value)) return value ?? undefined;
    if (value.length === 0) return undefined;
    return value.map((entry: unknown, index) => {
      const base = [...fullPath(place), index];
      if (!isRecord(entry)) return this.#report(base, 'must be a table with id, key and secret');
      const draft = new SettingsDraft();
      this.#readSection(appSchema.shape, nestApp(entry), { draft, path: [], base });
      return draft.tree;
    });
  }

  #reportUnknown(shape: Shape, written: string, place: Place): void {
    const key = camelCaseKey(written);
    const near = suggest(key, Object.keys(shape));
    const suggestion = near === undefined ? findElsewhere(key) : keyOf([...fullPath(place), near]);
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

/** The last part of every key to the whole key. */
const PLACES: ReadonlyMap<string, string> = new Map(
  configurationSettings.map(({ path }) => [String(path.at(-1)), keyOf(path)] as const),
);

/** Where the reader is: the path in the draft that it fills, and where that draft hangs in the whole. */
interface Place {
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
