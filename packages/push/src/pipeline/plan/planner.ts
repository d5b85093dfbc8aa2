import type { Clock, JobHandler, JobResult } from '@shoal/queue';
import type { Publish } from '../../model/publish.js';
import type { PushObserver } from '../../push-observer.js';
import type { PushSettings } from '../../push-settings.js';
import type { PlanPlace, PlanState } from '../../store/publish-ledger.js';
import type { PushStores } from '../../store/push-stores.js';
import { DispatchJobs } from '../jobs/dispatch-jobs.js';
import { again, againWhenAway } from '../jobs/job-results.js';
import type { KnownPublishes } from '../known-publishes.js';
import type { PlanJob } from '../push-jobs.js';
import type { StatusAnnouncer } from '../status-announcer.js';
import { AudienceReader, type Reached } from './audience-reader.js';
import { type Grant, QuotaGrants, USED_UP } from './quota-grants.js';

export interface PlannerParts {
  readonly stores: Pick<PushStores, 'devices' | 'ledger' | 'quotas' | 'dispatches'>;
  readonly publishes: KnownPublishes;
  readonly announcer: StatusAnnouncer;
  readonly observer: Pick<PushObserver, 'planned' | 'emitted' | 'quotaRejected'>;
  readonly settings: Pick<PushSettings, 'quotasOf' | 'untriedBatches'>;
  readonly clock: Clock;
}

/** Of one page, and of the batches that a page of it can make: one of each provider may be half empty. */
const PAGE = 1_000;
const BATCH = 100;
const BATCHES_OF_PAGE = PAGE / BATCH + 5;

const DONE: JobResult<PlanJob> = { kind: 'done' };

/**
 * What a worker does with a plan job: one page of the audience, and again while there is room. Then it waits: whoever
 * tries a batch adds a job that goes on.
 */
export class Planner {
  readonly #parts: PlannerParts;
  readonly #audience: AudienceReader;
  readonly #grants: QuotaGrants;
  readonly #jobs: DispatchJobs;

  constructor(parts: PlannerParts) {
    this.#parts = parts;
    this.#audience = new AudienceReader(parts.stores.devices);
    this.#grants = new QuotaGrants({ ...parts.stores, quotasOf: parts.settings.quotasOf });
    this.#jobs = new DispatchJobs(parts.stores.dispatches);
  }

  /** To be given to `JobQueue.process`. */
  readonly handle: JobHandler<PlanJob> = ({ data }) => againWhenAway(() => this.#run(data));

  async #run(job: PlanJob): Promise<JobResult<PlanJob>> {
    const { stores, publishes } = this.#parts;
    const plan = await stores.ledger.plan(job.appId, job.publishId);
    const publish = await publishes.find(job);
    if (plan === undefined || publish === undefined) return DONE;
    if (plan.state === 'cancelled') {
      await this.#jobs.hurry(job, plan.open);
      return DONE;
    }
    // Whoever committed the last page may have died before it added the jobs.
    await this.#jobs.add(
      job,
      plan.open.filter(({ number }) => number >= plan.nextBatch - BATCHES_OF_PAGE),
    );
    return plan.place === undefined ? DONE : this.#goOn({ job, publish, plan, place: plan.place });
  }

  async #goOn(step: Step): Promise<JobResult<PlanJob>> {
    const { clock } = this.#parts;
    const { job, publish, plan, place } = step;
    const now = clock.wall();
    const { notBeforeMs = 0, expiresAtMs = Number.POSITIVE_INFINITY } = publish;
    if (now < notBeforeMs) return again(notBeforeMs - now);
    if (now >= expiresAtMs) return this.#stop(job, 'expired', 'expired before all of it was planned');
    if (place.target >= publish.targets.length) return this.#stop(job, 'quota_exceeded', USED_UP);
    if (await this.#isTooLarge(step)) return DONE;
    const room = await this.#room(job, plan);
    return room === 0 ? DONE : this.#planPage(step, room);
  }

  async #isTooLarge({ job, publish, plan, place }: Step): Promise<boolean> {
    const { fanoutMax } = this.#parts.settings.quotasOf(job.appId);
    const isFirst = plan.state === 'queued' && place.target === 0 && place.after === undefined;
    if (fanoutMax === undefined || publish.ignoresQuotas || !isFirst) return false;
    const size = await this.#audience.size(publish);
    if (size <= fanoutMax) return false;
    this.#parts.observer.quotaRejected(job.appId, size);
    await this.#stop(job, 'quota_exceeded', `its audience of ${size} is larger than ${fanoutMax}`);
    return true;
  }

  /** Batches that may be added now: none until half of the publish's share was tried. */
  async #room({ appId }: PlanJob, { untried, state }: PlanState): Promise<number> {
    const { stores, settings } = this.#parts;
    const others = await stores.ledger.planning(appId);
    const sharing = state === 'planning' ? others : others + 1;
    const share = Math.max(1, Math.floor(settings.untriedBatches / Math.max(1, sharing)));
    return untried > share / 2 ? 0 : share - untried;
  }

  async #planPage({ job, publish, plan, place }: Step, room: number): Promise<JobResult<PlanJob>> {
    const { stores, announcer, clock } = this.#parts;
    const startedAt = clock.now();
    const page = await this.#audience.read(publish, place, Math.min(PAGE, room * BATCH));
    // A provider that is not served has no payload, and would never answer for its devices.
    const wanted = page.reached.filter(({ provider }) => publish.payloads[provider] !== undefined);
    const grant = await this.#grants.grant({ publish, place, plan, reached: wanted });
    if (grant === undefined) return DONE;
    const isCut = grant.refused > 0;
    // Behind the last target: whoever comes here next sees that the rest was refused.
    const to = isCut ? { target: publish.targets.length } : page.to;
    const isDeduplicated = publish.targets.length > 1;
    const step = { from: place, to, reached: grant.reached, isDeduplicated };
    const committed = await stores.ledger.commit(job.appId, job.publishId, step);
    // Somebody else was faster, and goes on.
    if (committed === undefined) return DONE;
    announcer.announce(committed.changed);
    await this.#jobs.add(job, committed.batches);
    await this.#grants.settle({ publish, place }, grant.reached);
    this.#tell(job, committed.batches, (clock.now() - startedAt) / 1_000);
    if (isCut) return this.#refuse(job, grant);
    return to !== undefined && committed.batches.length < room ? again(0) : DONE;
  }

  async #refuse(job: PlanJob, { refused, reason }: Grant): Promise<JobResult<PlanJob>> {
    this.#parts.observer.quotaRejected(job.appId, refused);
    return this.#stop(job, 'quota_exceeded', reason);
  }

  async #stop(
    job: PlanJob,
    state: 'expired' | 'quota_exceeded',
    reason: string,
  ): Promise<JobResult<PlanJob>> {
    const { stores, announcer } = this.#parts;
    const stopped = await stores.ledger.stop(job.appId, job.publishId, { state, reason });
    if (stopped?.isChanged) announcer.announce(stopped.status);
    return DONE;
  }

  #tell(
    { appId }: PlanJob,
    batches: readonly { provider: Reached['provider']; keys: readonly unknown[] }[],
    seconds: number,
  ): void {
    const { observer } = this.#parts;
    let deliveries = 0;
    for (const { provider, keys } of batches) {
      observer.emitted(appId, provider, keys.length);
      deliveries += keys.length;
    }
    observer.planned(appId, deliveries, seconds);
  }
}

interface Step {
  readonly job: PlanJob;
  readonly publish: Publish;
  readonly plan: PlanState;
  readonly place: PlanPlace;
}
