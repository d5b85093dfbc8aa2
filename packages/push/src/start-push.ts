import { Gates } from '@shoal/outbound';
import { type Clock, type JobWorker, type QueueObserver, systemClock } from '@shoal/queue';
import { PROVIDERS, type Provider } from './model/provider.js';
import type { CredentialSource } from './pipeline/credential-source.js';
import { Dispatcher } from './pipeline/dispatch/dispatcher.js';
import { SendSlots } from './pipeline/dispatch/send-slots.js';
import { SendWindow } from './pipeline/dispatch/send-window.js';
import { KnownPublishes } from './pipeline/known-publishes.js';
import { Planner } from './pipeline/plan/planner.js';
import { Repair } from './pipeline/repair.js';
import { StatusAnnouncer, type StatusChanged } from './pipeline/status-announcer.js';
import type { PushProvider } from './provider/push-provider.js';
import type { PushObserver } from './push-observer.js';
import { defaultPushSettings, type PushSettings } from './push-settings.js';
import type { PushStores } from './store/push-stores.js';

/** Those that this process sends to. Batches of the others wait for a process that does. */
export type PushProviders = { readonly [Kind in Provider]?: PushProvider<Kind> };

export interface StartPushOptions {
  readonly stores: PushStores;
  readonly providers: PushProviders;
  readonly credentials: CredentialSource;
  readonly observer: PushObserver;
  readonly queueObserver: Pick<QueueObserver, 'failed'>;
  /** Absent: the app is not told. */
  readonly statusChanged?: StatusChanged;
  readonly settings?: Partial<PushSettings>;
  readonly clock?: Clock;
  /** At least 0, below 1. */
  readonly random?: () => number;
}

/** What `close` had to interrupt goes on elsewhere, or after the next start. The stores stay open. */
export type StartedPush = JobWorker;

/** Plans, sends and repairs in this process, until it is closed: first the planners, then those who send. */
export function startPush(options: StartPushOptions): StartedPush {
  const { stores, providers, clock = systemClock, random = Math.random } = options;
  const settings = { ...defaultPushSettings, ...options.settings };
  const parts = {
    ...{ ...options, settings, clock, random },
    publishes: new KnownPublishes(stores.ledger),
    announcer: new StatusAnnouncer({ ...options, ledger: stores.ledger }),
    gates: new Gates({ clock, random }),
    window: new SendWindow(clock),
  };
  const planner = stores.plans.process(new Planner(parts).handle, { concurrency: settings.planJobs });
  const start = <Kind extends Provider>(kind: Kind): JobWorker[] => {
    const provider: PushProvider<Kind> | undefined = providers[kind];
    if (provider === undefined) return [];
    const { handle } = new Dispatcher<Kind>({ ...parts, provider, slots: new SendSlots(settings.sends) });
    return [stores.dispatches[kind].process(handle, { concurrency: settings.batches })];
  };
  const dispatchers = PROVIDERS.flatMap((kind) => start(kind));
  const { failed } = options.queueObserver;
  const repair = new Repair({
    ...{ stores, clock, announcer: parts.announcer },
    ...{ interval: settings.repairInterval, minAge: settings.repairMinAge, most: settings.repairBatch },
    failed: (error) => failed('push-repair', error),
  });
  return {
    async close(milliseconds) {
      const end = clock.now() + milliseconds;
      parts.window.close(milliseconds);
      await repair.close();
      await planner.close(milliseconds);
      await Promise.all(dispatchers.map((worker) => worker.close(Math.max(0, end - clock.now()))));
      await Promise.all(PROVIDERS.map((kind) => providers[kind]?.close()));
      await parts.announcer.settled();
    },
  };
}
