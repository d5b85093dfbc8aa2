import type { Configuration } from './configuration.js';
import { configurationSettings, type Settings } from './schema/configuration-schema.js';
import { keyOf } from './setting/key-spelling.js';
import { type Environment, readDefaultApp } from './sources/environment.js';
import { SettingsDraft } from './sources/settings-draft.js';
import { isWebhookEventName } from './webhooks/event-types.js';

interface WarningContext {
  readonly env: Environment;
  /** Whether a file lists apps, so that the default app does not exist. */
  readonly appsOfFile: boolean;
  /** Key to file or environment variable, for everything that is not a default. */
  readonly sources: ReadonlyMap<string, string>;
  /** The checked values, before an app is given the server's. */
  readonly settings: Settings;
}

/** Finds what is allowed but most likely not meant. */
export function findWarnings(configuration: Configuration, context: WarningContext): string[] {
  return [
    ...warnOfDefaultSecret(configuration),
    ...warnOfLosableWebhooks(configuration),
    ...warnOfUnsentEvents(context),
    ...warnOfUnusedDefaultApp(context),
    ...warnOfAnyCertificate(configuration),
    ...warnOfUnsharedDrivers(configuration),
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

function* warnOfLosableWebhooks({ appManager, queue }: Configuration): Iterable<string> {
  const apps = appManager.apps.filter(({ webhooks }) => webhooks.length > 0);
  if (apps.length === 0 || queue.driver !== 'memory') return;
  const ids = apps.slice(0, 5).map(({ id }) => `"${id}"`);
  const others = apps.length > 5 ? ' and others' : '';
  yield `Webhooks of ${ids.join(', ')}${others} wait in the memory of this process (queue.driver is memory): a crash loses what was not sent. With queue.driver redis it is not lost.`;
}

function* warnOfUnsentEvents({ settings }: WarningContext): Iterable<string> {
  for (const [app, { webhooks }] of settings.appManager.array.apps.entries()) {
    for (const [index, { eventTypes }] of webhooks.entries()) {
      const unsent = eventTypes.filter((name) => !isWebhookEventName(name));
      const key = keyOf(['appManager', 'array', 'apps', app, 'webhooks', index, 'eventTypes']);
      if (unsent.length > 0) yield `${key}: ${unsent.join(', ')} are never sent by this release.`;
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

function* warnOfUnsharedDrivers({ adapter, cache, rateLimiter }: Configuration): Iterable<string> {
  if (adapter.driver !== 'local') return;
  const drivers = { 'cache.driver': cache.driver, 'rate_limiter.driver': rateLimiter.driver };
  for (const [key, driver] of Object.entries(drivers)) {
    if (driver !== 'memory') {
      yield `${key} is ${driver}, but adapter.driver is local: a node that is alone shares nothing, and uses memory instead. Set ADAPTER_DRIVER=${driver} (adapter.driver), or ${key} to memory.`;
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
