import type { ConfigurationProblem } from '../configuration-error.js';
import { readBoolean } from '../setting/text.js';
import { type Environment, readDefaultApp } from './environment.js';
import { SettingsDraft } from './settings-draft.js';

interface DefaultsContext {
  readonly env: Environment;
  readonly isTerminal: boolean;
}

/** The official service's limits, the defaults under `compat: pusher`. */
export const PUSHER_LIMITS: readonly (readonly [path: readonly string[], value: number])[] = [
  [['channelLimits', 'maxNameLength'], 164],
  [['eventLimits', 'maxPayloadInKb'], 10],
  [['presence', 'maxMemberSizeInKb'], 1],
  [['presence', 'maxUserIdLength'], 128],
];

/** Where the apps stand. Unset when a file gives none. */
const APPS = ['appManager', 'array', 'apps'];

/**
 * Fills in the defaults that depend on other values. The draft must hold file and environment already.
 *
 * @returns what does not fit in the environment's values for the default app, if there is one
 */
export function applyComputedDefaults(
  draft: SettingsDraft,
  { env, isTerminal }: DefaultsContext,
): ConfigurationProblem[] {
  if (isTerminal) draft.setDefault(['logFormat'], 'text');
  if (draft.get(['debug']) === true) draft.setDefault(['logLevel'], 'debug');
  if (draft.get(['ssl', 'certPath']) && draft.get(['ssl', 'keyPath'])) {
    draft.setDefault(['ssl', 'enabled'], true);
  }
  const compat = draft.get(['compat']);
  if (Array.isArray(compat) && compat.includes('pusher')) {
    for (const [path, value] of PUSHER_LIMITS) draft.setDefault(path, value);
  }
  // Whoever switches on the metrics of soketi expects its names.
  if (readBoolean(env.SOKETI_METRICS_ENABLED ?? '') === true)
    draft.setDefault(['metrics', 'compat'], ['soketi']);
  applyDrainDefaults(draft);
  applySharedDefaults(draft);
  return draft.get(APPS) === undefined ? addDefaultApp(draft, env) : [];
}

/**
 * A short `shutdown_grace_period`, as other servers' files have it, must not contradict a drain that nobody asked
 * for: what is not given shrinks in proportion to the defaults (5 and 20 of 30 seconds).
 */
function applyDrainDefaults(draft: SettingsDraft): void {
  const grace = draft.get(['shutdownGracePeriod']) ?? 30;
  if (typeof grace !== 'number') return;
  const given = (key: string) => {
    const value = draft.get(['drain', key]);
    return typeof value === 'number' ? value : 0;
  };
  draft.setDefault(['drain', 'delay'], Math.max(0, Math.min(5, grace / 6, grace - given('window'))));
  draft.setDefault(['drain', 'window'], Math.max(0, Math.min(20, (grace * 2) / 3, grace - given('delay'))));
}

/**
 * With an adapter in Redis a cache of its own in every node would give each client another last event, and a rate
 * limit would grow with the nodes.
 */
function applySharedDefaults(draft: SettingsDraft): void {
  const driver = draft.get(['adapter', 'driver']);
  if (driver !== 'redis' && driver !== 'redis-cluster') return;
  const isCluster = driver === 'redis-cluster' || draft.get(['adapter', 'redis', 'clusterMode']) === true;
  const shared = isCluster ? 'redis-cluster' : 'redis';
  draft.setDefault(['cache', 'driver'], shared);
  draft.setDefault(['rateLimiter', 'driver'], shared);
}

function addDefaultApp(draft: SettingsDraft, env: Environment): ConfigurationProblem[] {
  const app = new SettingsDraft();
  const problems = readDefaultApp(env, app);
  app.setDefault(['id'], 'app-id');
  app.setDefault(['key'], 'app-key');
  app.setDefault(['secret'], 'app-secret');
  app.setDefault(['features', 'enableClientMessages'], true);
  app.setDefault(['features', 'enableUserAuthentication'], true);
  app.setDefault(['features', 'enableWatchlistEvents'], true);
  draft.setOnlyElement(APPS, app);
  return problems;
}
