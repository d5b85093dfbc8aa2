import { Gates } from '@shoal/outbound';
import type { Clock, JobHandler, JobResult } from '@shoal/queue';
import type { Provider } from '../../model/provider.js';
import type { Publish } from '../../model/publish.js';
import type { PushProvider } from '../../provider/push-provider.js';
import type { PushObserver } from '../../push-observer.js';
import type { PushSettings } from '../../push-settings.js';
import type { DeliveryResult, OpenBatch, OpenDelivery } from '../../store/publish-ledger.js';
import type { PushStores } from '../../store/push-stores.js';
import type { CredentialSource } from '../credential-source.js';
import { planJobId } from '../jobs/job-ids.js';
import { again, againWhenAway } from '../jobs/job-results.js';
import type { KnownPublishes } from '../known-publishes.js';
import type { DispatchJob } from '../push-jobs.js';
import type { StatusAnnouncer } from '../status-announcer.js';
import { BatchRun, type BatchRunParts } from './batch-run.js';
import { DeliveryEffects } from './delivery-effects.js';
import { GatedProvider } from './gated-provider.js';
import { ResultRecorder } from './result-recorder.js';
import { RetrySchedule } from './retry-schedule.js';
import type { SendSlots } from './send-slots.js';
import type { SendWindow } from './send-window.js';

export interface DispatcherParts<Kind extends Provider> {
  readonly provider: PushProvider<Kind>;
  readonly stores: Pick<PushStores, 'devices' | 'ledger' | 'rates' | 'plans' | 'deadLetters'>;
  readonly credentials: CredentialSource;
  readonly publishes: KnownPublishes;
  readonly announcer: StatusAnnouncer;
  readonly gates: Gates;
  readonly slots: SendSlots;
  readonly window: SendWindow;
  readonly observer: PushObserver;
  readonly settings: PushSettings;
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** Milliseconds before a batch that this process does not end comes to another one. */
const HANDOVER_MS = 1_000;

const DONE: JobResult<DispatchJob> = { kind: 'done' };

/** What a worker does with the batches of one provider. */
export class Dispatcher<Kind extends Provider> {
  readonly #parts: DispatcherParts<Kind>;
  readonly #runParts: BatchRunParts<Kind>;
  /** Batches of one credential at once: one that is slow leaves room for the others. */
  readonly #share: number;
  readonly #shares: Gates;

  constructor(parts: DispatcherParts<Kind>) {
    const { settings, stores, provider, random } = parts;
    const schedule = new RetrySchedule(settings.retry, random);
    this.#parts = parts;
    this.#share = Math.max(1, Math.floor(settings.batches / 2));
    this.#shares = new Gates(parts);
    this.#runParts = {
      ...parts,
      ...{
        kind: provider.kind,
        devices: stores.devices,
        ledger: stores.ledger,
        rates: stores.rates,
        schedule,
      },
      provider: new GatedProvider({ ...parts, sendsPerCredential: settings.sendsPerCredential }),
      effects: new DeliveryEffects({
        ...{ ...parts, schedule, devices: stores.devices, deadLetters: stores.deadLetters },
        failureThreshold: settings.failureThreshold,
      }),
      lanes: Math.max(1, Math.ceil(settings.sendsPerCredential / this.#share)),
    };
  }

  /** To be given to `JobQueue.process`. */
  readonly handle: JobHandler<DispatchJob> = ({ data }, isStillOurs) =>
    againWhenAway(() => this.#run(data, isStillOurs));

  async #run(job: DispatchJob, isStillOurs: () => boolean): Promise<JobResult<DispatchJob>> {
    const { stores, publishes } = this.#parts;
    const [open, publish] = await Promise.all([
      stores.ledger.batch(job.appId, job.publishId, job.batch),
      publishes.find(job),
    ]);
    const delay =
      open === undefined || publish === undefined
        ? undefined
        : await this.#goThrough({ job, publish, open, isStillOurs });
    if (delay !== undefined && 'busyFor' in delay) return again(delay.busyFor);
    await this.#wakePlanner(job);
    return publish === undefined || delay === undefined
      ? DONE
      : this.#comeAgain(job, publish, delay.putOffFor);
  }

  async #goThrough({ job, publish, open, isStillOurs }: Opened): Promise<Passage | undefined> {
    const { credentials, clock, provider, window } = this.#parts;
    const recorder = this.#recorderOf(job);
    const over = this.#endOf(publish, open);
    if (over !== undefined) {
      for (const { key, attempts } of open.deliveries) {
        recorder.add({ attempts, result: { key, attempted: false, outcome: over } });
      }
      await recorder.finish();
      return undefined;
    }
    const due = open.deliveries.filter(({ notBeforeMs }) => notBeforeMs <= clock.wall());
    if (due.length === 0) return { putOffFor: 0 };
    if (!window.isOpen) return { busyFor: HANDOVER_MS };
    const credential = await credentials.resolve(job.appId, provider.kind);
    const key = JSON.stringify([job.appId, credential?.credentialId]);
    const pass = this.#shares.enter(key, { concurrency: this.#share, isLast: true });
    if (pass.kind !== 'admitted') return this.#waitForOthers(job, pass.delay);
    try {
      const run = new BatchRun(this.#runParts, { job, publish, credential, due, recorder, isStillOurs });
      const delay = await run.run();
      return { putOffFor: delay ?? (window.isOpen ? 0 : HANDOVER_MS) };
    } finally {
      pass.leave({ isSick: false, closeFor: 0 });
    }
  }

  #recorderOf(job: DispatchJob): ResultRecorder {
    const { stores, provider } = this.#parts;
    return new ResultRecorder({ ...this.#parts, ledger: stores.ledger, provider: provider.kind }, job);
  }

  /** What becomes of all that is open, if nothing of it is wanted any more. */
  #endOf(
    { expiresAtMs }: Publish,
    { state }: OpenBatch,
  ): Extract<DeliveryResult['outcome'], 'cancelled' | 'expired'> | undefined {
    if (state === 'cancelled') return 'cancelled';
    return expiresAtMs !== undefined && this.#parts.clock.wall() >= expiresAtMs ? 'expired' : undefined;
  }

  #waitForOthers(job: DispatchJob, busyFor: number): Passage {
    const { observer, provider } = this.#parts;
    observer.deferred(job.appId, provider.kind, 'throttled');
    return { busyFor };
  }

  async #wakePlanner(job: DispatchJob): Promise<void> {
    const { stores } = this.#parts;
    const { appId, publishId, batch } = job;
    if (!(await stores.ledger.tried(appId, publishId, batch))) return;
    const data = { appId, publishId };
    await stores.plans.add([{ id: planJobId(data, { kind: 'tried', batch }), data }]);
  }

  /** The ledger says what is left, and whether it was cancelled meanwhile. */
  async #comeAgain(job: DispatchJob, publish: Publish, putOffFor: number): Promise<JobResult<DispatchJob>> {
    const { stores, clock } = this.#parts;
    const left = await stores.ledger.batch(job.appId, job.publishId, job.batch);
    if (left === undefined) return DONE;
    if (this.#endOf(publish, left) !== undefined) return again(0);
    const now = clock.wall();
    const waits = left.deliveries.map(({ notBeforeMs }: OpenDelivery) =>
      notBeforeMs <= now ? putOffFor : notBeforeMs - now,
    );
    const untilExpiry = (publish.expiresAtMs ?? Number.POSITIVE_INFINITY) - now;
    return again(
      Math.min(
        untilExpiry,
        waits.reduce((one, other) => Math.min(one, other)),
      ),
    );
  }
}

/** `busyFor`: nobody has been through it. `putOffFor`: somebody has, and what was put off waits so long. Milliseconds. */
type Passage = { readonly busyFor: number } | { readonly putOffFor: number };

interface Opened {
  readonly job: DispatchJob;
  readonly publish: Publish;
  readonly open: OpenBatch;
  readonly isStillOurs: () => boolean;
}
