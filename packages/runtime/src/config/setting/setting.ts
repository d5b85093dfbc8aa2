import { z } from 'zod';

/** One name under which a setting may be found in the environment. */
export interface EnvironmentName {
  readonly name: string;
  /** Said in the reference, for instance "in milliseconds". */
  readonly note?: string;
  /** Turns the text into this setting's own terms; `undefined` passes the name over, as if it were unset. */
  readonly read?: (text: string) => string | undefined;
}

/** What a setting knows about itself; loader, reference and JSON schema are derived from it. */
export interface SettingMetadata {
  readonly description: string;
  readonly unit?: string;
  /** Names in the environment, strongest first. */
  readonly environment: readonly EnvironmentName[];
  /** Other spellings of the key that a file may use. */
  readonly aliases?: readonly string[];
  /** What is allowed, where the type alone does not say it. */
  readonly allowed?: string;
  /** The default in words, where it is not one constant. */
  readonly defaultText?: string;
  /** Changes nothing, and why: accepted because other servers have it. */
  readonly ignoredBecause?: string;
}

/** What a section (a table in the file) knows about itself. */
export interface SectionMetadata {
  readonly description: string;
  readonly aliases?: readonly string[];
}

/** Metadata of every leaf, filled while the schema is declared and only read afterwards. */
export const settingMetadata = z.registry<SettingMetadata>();

/** Metadata of every section, filled while the schema is declared and only read afterwards. */
export const sectionMetadata = z.registry<SectionMetadata>();

type SettingOptions = Omit<SettingMetadata, 'environment'> & {
  readonly env?: readonly (string | EnvironmentName)[];
};

/** Declares a leaf: a schema and everything else that is known of it. */
export function setting<S extends z.ZodType>(schema: S, options: SettingOptions): S {
  const { env = [], ...metadata } = options;
  const own = schema.clone();
  const environment = env.map((name) => (typeof name === 'string' ? { name } : name));
  settingMetadata.add(own, { ...metadata, environment });
  return own;
}

/** Declares a leaf that other servers have, and that has nothing to act on here. Whoever sets it is told why. */
export function ignored<S extends z.ZodType>(schema: S, because: string, env: readonly string[] = []) {
  return setting(schema.optional(), {
    description: `Accepted from files of other servers, and ignored: ${because}.`,
    ignoredBecause: because,
    env,
  });
}

/** Declares a section. The schema must accept `{}`, so that a section may be left out. */
export function section<S extends z.ZodType>(schema: S, metadata: SectionMetadata): S {
  const own = schema.clone();
  sectionMetadata.add(own, metadata);
  return own;
}
