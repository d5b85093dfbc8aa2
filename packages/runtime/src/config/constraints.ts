import type { ConfigurationProblem } from './configuration-error.js';
import { findPushContradictions } from './push/push-contradictions.js';
import { findRedisContradictions } from './redis/redis-contradictions.js';
import type { Settings } from './schema/configuration-schema.js';
import { keyOf, type SettingPath } from './setting/key-spelling.js';
import type { SettingsDraft } from './sources/settings-draft.js';

interface Violation {
  readonly path: SettingPath;
  readonly message: string;
}

/** Finds values that are right by themselves but cannot go together. */
export function findContradictions(settings: Settings, draft: SettingsDraft): ConfigurationProblem[] {
  return [
    ...checkTls(settings),
    ...checkUnixSocket(settings),
    ...checkPorts(settings),
    ...checkDrain(settings),
    ...checkBackpressure(settings),
    ...checkApps(settings),
    ...findPushContradictions(settings.push),
    ...findRedisContradictions(settings),
  ].map(({ path, message }) => ({ key: keyOf(path), source: draft.sourceOf(path), message }));
}

function* checkTls({ ssl, port, unixSocket }: Settings): Iterable<Violation> {
  if (ssl.enabled && ssl.certPath === undefined) {
    yield { path: ['ssl', 'certPath'], message: 'is missing: ssl.enabled needs a certificate' };
  }
  if (ssl.enabled && ssl.keyPath === undefined) {
    yield {
      path: ['ssl', 'keyPath'],
      message: "is missing: ssl.enabled needs the certificate's private key",
    };
  }
  if (!ssl.redirectHttp) return;
  if (!ssl.enabled) {
    yield { path: ['ssl', 'redirectHttp'], message: 'redirects to https, which needs ssl.enabled' };
  } else if (ssl.httpPort !== 0 && ssl.httpPort === port && !unixSocket.enabled) {
    yield { path: ['ssl', 'httpPort'], message: 'is the same as port; the redirect needs a port of its own' };
  }
}

function* checkUnixSocket({ unixSocket, ssl }: Settings): Iterable<Violation> {
  if (unixSocket.enabled && ssl.redirectHttp) {
    yield {
      path: ['unixSocket', 'enabled'],
      message:
        'replaces the public port, so there is nothing for ssl.redirect_http to redirect to. Turn one off',
    };
  }
}

interface Listener {
  readonly path: SettingPath;
  readonly host: string;
  readonly port: number;
}

function* checkPorts({ host, port, metrics, unixSocket }: Settings): Iterable<Violation> {
  const { tcpExporter } = metrics;
  const listeners: readonly (Listener | false)[] = [
    !unixSocket.enabled && { path: ['port'], host, port },
    metrics.enabled && { path: ['metrics', 'port'], host: metrics.host, port: metrics.port },
    tcpExporter.enabled && { path: ['metrics', 'tcpExporter', 'port'], ...tcpExporter },
  ];
  const present = listeners.filter((listener) => listener !== false);
  for (const [index, later] of present.entries()) {
    const taken = present.slice(0, index).find((earlier) => isSameAddress(earlier, later));
    if (taken === undefined) continue;
    const message = `is the same as ${keyOf(taken.path)}; metrics need a port of their own`;
    yield { path: later.path, message };
  }
}

function isSameAddress(one: Listener, other: Listener): boolean {
  const everywhere = ['0.0.0.0', '::'];
  const overlap = one.host === other.host || everywhere.includes(one.host) || everywhere.includes(other.host);
  return one.port !== 0 && one.port === other.port && overlap;
}

function* checkDrain({ drain, shutdownGracePeriod }: Settings): Iterable<Violation> {
  if (drain.delay + drain.window > shutdownGracePeriod) {
    yield {
      path: ['drain', 'window'],
      message: `drain.delay and drain.window take ${drain.delay + drain.window} seconds together, which is longer than shutdown_grace_period (${shutdownGracePeriod}). Raise that one or shorten these`,
    };
  }
}

function* checkBackpressure({ websocket }: Settings): Iterable<Violation> {
  if (websocket.maxBackpressure > websocket.maxProcessBackpressure) {
    yield {
      path: ['websocket', 'maxBackpressure'],
      message: 'is what one client may hold, so it cannot exceed websocket.max_process_backpressure',
    };
  }
}

function* checkApps({ appManager }: Settings): Iterable<Violation> {
  const { apps } = appManager.array;
  const path = ['appManager', 'array', 'apps'];
  yield* checkUnique(
    path,
    'id',
    apps.map(({ id }) => id),
  );
  yield* checkUnique(
    path,
    'key',
    apps.map(({ key }) => key),
  );
  for (const [index, { webhooks }] of apps.entries()) {
    yield* checkUnique(
      [...path, index, 'webhooks'],
      'id',
      webhooks.map(({ id }) => id),
    );
  }
}

/** Two elements of a list cannot have the same value of a field. */
function* checkUnique(
  list: SettingPath,
  field: string,
  values: readonly (string | undefined)[],
): Iterable<Violation> {
  for (const [index, value] of values.entries()) {
    const earlier = values.indexOf(value);
    if (value === undefined || earlier === index) continue;
    const message = `is the same as ${keyOf([...list, earlier, field])}; each needs its own`;
    yield { path: [...list, index, field], message };
  }
}
