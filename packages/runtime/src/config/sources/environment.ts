import type { ConfigurationProblem } from '../configuration-error.js';
import { configurationSettings } from '../schema/configuration-schema.js';
import type { EnvironmentName } from '../setting/setting.js';
import { innermost, type SettingEntry, sectionElement } from '../setting/structure.js';
import { readText } from '../setting/text.js';
import type { SettingsDraft } from './settings-draft.js';
import { type Place, SettingsReader } from './settings-reader.js';
import { suggest } from './suggestion.js';

/** The process' environment, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names of other servers that are known, but have nothing to act on here. */
const WITHOUT_EFFECT: ReadonlyMap<string, string> = new Map([
  [
    'SOKETI_METRICS_PROMETHEUS_PREFIX',
    'it names metrics in the style of soketi, which this release does not export; METRICS_PROMETHEUS_PREFIX names all others.',
  ],
  ...['ADAPTER_REDIS_SUB', 'ADAPTER_REDIS_PUB', 'CACHE_REDIS', 'QUEUE_REDIS', 'RATE_LIMITER_REDIS'].map(
    (part) =>
      [
        `SOKETI_${part}_OPTIONS`,
        'options of a library are not taken over; address, login and TLS are in database.redis.',
      ] as const,
  ),
  ['SOKETI_ADAPTER_REDIS_REQUESTS_TIMEOUT', 'no node asks another one and waits.'],
  ['SOCKUDO_LOG_DEBUG', 'use LOG_LEVEL.'],
  ['SOCKUDO_LOG_PROD', 'use LOG_LEVEL.'],
]);

/** What Kubernetes sets for a service called `sockudo` or `soketi`; nobody chose it. */
const SERVICE_LINK = /^\w+(_SERVICE_(HOST|PORT)(_\w+)?=|_PORT_\d+_\w+=|_PORT=tcp:)/;

/** Where the values of the default app stand among the settings: in any element of the list of apps. */
const isOfApp = ({ path }: SettingEntry): boolean => path.includes('*');

/** Sets in the draft whatever the environment holds for it, the strongest name of each setting. */
export function readEnvironment(env: Environment, draft: SettingsDraft): void {
  for (const entry of configurationSettings) {
    if (!isOfApp(entry)) readEntry(entry, env, { draft, path: entry.path, base: [] });
  }
}

/**
 * Sets in the draft of one app what the environment holds for the default app.
 *
 * @returns what does not fit, as far as that is known before the values are checked
 */
export function readDefaultApp(env: Environment, draft: SettingsDraft): ConfigurationProblem[] {
  return configurationSettings.filter(isOfApp).flatMap((entry) => {
    const app = entry.path.indexOf('*');
    const base = [...entry.path.slice(0, app), 0];
    return readEntry(entry, env, { draft, path: entry.path.slice(app + 1), base });
  });
}

function readEntry(
  { schema, metadata }: SettingEntry,
  env: Environment,
  place: Place,
): readonly ConfigurationProblem[] {
  for (const name of metadata.environment) {
    const text = readName(name, env);
    const value = text === undefined ? undefined : readText(schema, text);
    if (value === undefined) continue;
    if (sectionElement(innermost(schema)) === undefined) {
      place.draft.set(place.path, value, name.name);
      return [];
    }
    const reader = new SettingsReader(name.name);
    reader.readSetting(schema, value, place);
    return reader.problems;
  }
  return [];
}

/** An empty variable counts as unset, as compose files and charts leave them. */
function readName({ name, read }: EnvironmentName, env: Environment): string | undefined {
  const text = env[name];
  if (text === undefined || text.trim() === '') return undefined;
  return read ? read(text) : text;
}

/** Says which SOKETI_* and SOCKUDO_* names are set and change nothing. */
export function warnOfUnknownNames(env: Environment): string[] {
  const known = configurationSettings.flatMap(({ metadata }) => metadata.environment.map(({ name }) => name));
  return Object.keys(env)
    .filter((name) => /^(SOKETI|SOCKUDO)_/.test(name) && env[name]?.trim() && !known.includes(name))
    .filter((name) => !SERVICE_LINK.test(`${name}=${env[name]}`))
    .sort()
    .map((name) => `The environment variable ${name} has no effect: ${reason(name, known)}`);
}

function reason(name: string, known: readonly string[]): string {
  const stated = WITHOUT_EFFECT.get(name);
  if (stated !== undefined) return stated;
  const near = suggest(name, known);
  return near === undefined
    ? 'this release has no setting of that name.'
    : `this release has no setting of that name; did you mean ${near}?`;
}
