import type { Configuration } from './configuration.js';
import { configurationSettings } from './schema/configuration-schema.js';
import { keyOf } from './setting/key-spelling.js';
import { type Environment, readDefaultApp } from './sources/environment.js';
import { SettingsDraft } from './sources/settings-draft.js';

interface WarningContext {
  readonly env: Environment;
  /** Whether a file lists apps, so that the default app does not exist. */
  readonly appsOfFile: boolean;
  /** Key to file or environment variable, for everything that is not a default. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Finds what is allowed but most likely not meant. */
export function findWarnings(configuration: Configuration, context: WarningContext): string[] {
  return [
    ...warnOfDefaultSecret(configuration),
    ...warnOfWebhooks(configuration),
    ...warnOfUnusedDefaultApp(context),
    ...warnOfAnyCertificate(configuration),
    ...warnOfIgnored(context),
  ];
}

function* warnOfDefaultSecret({ mode, appManager }: Configuration): Iterable<string> {
  if (mode !== 'production') return;
  for (const { id, secret } of appManager.apps) {
    if (secret === 'app-secret') {
      yield `App "${id}" runs in production with the published default secret: anybody can publish as it. Set SOCKUDO_DEFAULT_APP_SECRET, or list your own apps.`;
    }
  }
}

function* warnOfWebhooks({ appManager }: Configuration): Iterable<string> {
  for (const { id, webhooks } of appManager.apps) {
    if (webhooks.length > 0) {
      yield `App "${id}" has ${webhooks.length} webhook(s), which this release keeps but does not deliver.`;
    }
  }
}

function* warnOfUnusedDefaultApp({ env, appsOfFile }: WarningContext): Iterable<string> {
  if (!appsOfFile) return;
  const draft = new SettingsDraft();
  readDefaultApp(env, draft);
  const names = [...draft.sources.values()];
  if (names.length > 0) {
    yield `The file lists apps, so there is no default app and these environment variables have no effect: ${names.join(', ')}.`;
  }
}

function* warnOfAnyCertificate({ redis }: Configuration): Iterable<string> {
  const sentinels = redis?.deployment.kind === 'sentinel' ? redis.deployment.tls : undefined;
  for (const [key, tls] of Object.entries({ tls: redis?.tls, sentinel_tls: sentinels })) {
    if (tls?.rejectUnauthorized === false) {
      yield `database.redis.${key}.accept_invalid_certs is on: whoever stands between this node and Redis can read and change everything. Give ca_path instead.`;
    }
  }
}

function* warnOfIgnored({ sources }: WarningContext): Iterable<string> {
  for (const { path, metadata } of configurationSettings) {
    const key = keyOf(path);
    const source = sources.get(key);
    if (metadata.isIgnored && source !== undefined) yield `${key} (${source}) has no effect.`;
  }
}
