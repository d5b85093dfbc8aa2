import type { DeliveryReport, ReportedDeliveries } from '../model/delivery-report.js';
import type { Provider } from '../model/provider.js';
import type { Publish } from '../model/publish.js';
import type { PublishState, PublishStatus } from '../model/publish-status.js';
import type { Page, PageQuery } from './page.js';

/** One delivery of a publish: a device, or a recipient that the publish names by its place among the targets. */
export type DeliveryKey = `d:${string}` | `r:${number}`;

/** At most 100 deliveries to one provider: what one job sends. Numbered through the publish. */
export interface PlannedBatch {
  readonly number: number;
  readonly provider: Provider;
  readonly keys: readonly DeliveryKey[];
}

/** How far the plan of a publish has come: which target, and where in its audience. */
export interface PlanPlace {
  readonly target: number;
  readonly after?: string;
}

export interface PlanState {
  /** Undefined once the whole audience is planned. */
  readonly place: PlanPlace | undefined;
  readonly nextBatch: number;
  readonly state: PublishState;
  /** Of the open batches those that no worker has been through once. The planner waits when there are many. */
  readonly untried: number;
  /** Batches with open deliveries, so that their jobs can be added again. */
  readonly open: readonly { readonly number: number; readonly provider: Provider }[];
  /** Deliveries that were planned for each provider. Absent: none. */
  readonly planned: Readonly<Partial<Record<Provider, number>>>;
  /** States that it has come to and that nobody is known to have told the app of, the first one first. */
  readonly untold: readonly PublishState[];
}

/** A page of the plan, committed as one: nothing of it happens unless the plan is at `from`. */
export interface PlanStep {
  readonly from: PlanPlace;
  /** Undefined: this was the last page. */
  readonly to: PlanPlace | undefined;
  readonly reached: readonly { readonly provider: Provider; readonly key: DeliveryKey }[];
  /** More than one target: what an earlier target reached is left out. */
  readonly isDeduplicated: boolean;
}

export interface OpenDelivery {
  readonly key: DeliveryKey;
  /** Attempts that were recorded. */
  readonly attempts: number;
  /** Milliseconds since 1970; 0: at once. */
  readonly notBeforeMs: number;
  /** Milliseconds since 1970 of the first attempt; 0 before it. */
  readonly firstAttemptAtMs: number;
}

export interface OpenBatch {
  readonly state: PublishState;
  readonly deliveries: readonly OpenDelivery[];
}

export type DeliveryResult = { readonly key: DeliveryKey; readonly attempted: boolean } & (
  | { readonly outcome: 'succeeded' | 'failed' | 'expired' | 'cancelled' | 'deadLettered' }
  /** `at`: milliseconds since 1970 of the attempt, which names it: the last one again counts nothing. */
  | { readonly outcome: 'retry'; readonly notBeforeMs: number; readonly at: number }
);

export interface Recorded {
  /** Results that counted: the others had been recorded before, or the publish is gone. */
  readonly counted: ReadonlySet<DeliveryKey>;
  /** The publish has just become this: tell the app. */
  readonly changed?: PublishStatus;
}

export interface Stopped {
  readonly status: PublishStatus;
  /** This call has stopped it: tell the app. False: it had come to a terminal state before. */
  readonly isChanged: boolean;
}

/**
 * Port: publishes, their plans, and what became of every delivery. Atomic per publish; nothing is counted twice. Every
 * method may throw QueueAwayError, for a store that is away: nothing has happened then, or all of it, and asking again
 * is right.
 */
export interface PublishLedger {
  /** @returns the status; `isNew` false: there was one of this id, which stays as it is */
  create(
    publish: Publish,
    options: { readonly keepMs: number },
  ): Promise<{ readonly isNew: boolean; readonly status: PublishStatus }>;
  find(appId: string, publishId: string): Promise<Publish | undefined>;
  status(appId: string, publishId: string): Promise<PublishStatus | undefined>;

  plan(appId: string, publishId: string): Promise<PlanState | undefined>;
  /**
   * Of a page's deliveries those that no page before it has reached. For a publish with more than one target.
   *
   * @returns undefined when the plan is not at `from`, or has ended
   */
  unreached(
    appId: string,
    publishId: string,
    page: { readonly from: PlanPlace; readonly keys: readonly DeliveryKey[] },
  ): Promise<ReadonlySet<DeliveryKey> | undefined>;
  /** @returns the batches that it made, of at most 100 deliveries; undefined when the plan was not at `from`, or has ended */
  commit(
    appId: string,
    publishId: string,
    step: PlanStep,
  ): Promise<{ readonly batches: readonly PlannedBatch[]; readonly changed?: PublishStatus } | undefined>;
  /**
   * Ends what is not planned yet: cancelled by the app, or beyond a quota. That is the publish's state at once, and for
   * good; what is open stays so until it is recorded, and `endedAtMs` comes with the last of it.
   *
   * @returns undefined: unknown
   */
  stop(
    appId: string,
    publishId: string,
    why: { readonly state: 'cancelled' | 'quota_exceeded' | 'expired'; readonly reason: string },
  ): Promise<Stopped | undefined>;

  /** Undefined when nothing of it is open. */
  batch(appId: string, publishId: string, batch: number): Promise<OpenBatch | undefined>;
  record(
    appId: string,
    publishId: string,
    batch: number,
    results: readonly DeliveryResult[],
  ): Promise<Recorded>;
  /** Somebody has been through it once. @returns whether there is more to plan, so that the planner should go on */
  tried(appId: string, publishId: string, batch: number): Promise<boolean>;

  /** The app was told of a state that the publish had come to. Until then it is stalled, even after its end. */
  told(appId: string, publishId: string, state: PublishState): Promise<void>;

  /**
   * Keeps what somebody reports of a delivery. The same report again, and one that is older than the last, count nothing.
   *
   * @returns whether it counts; false also for a publish that nobody knows
   */
  report(appId: string, publishId: string, report: DeliveryReport): Promise<boolean>;
  /** Undefined when nothing was reported. */
  reports(appId: string, publishId: string): Promise<ReportedDeliveries | undefined>;

  /** Publishes of the app that are in state `planning`: they share its room in the queues. */
  planning(appId: string): Promise<number>;
  /** Publishes with a `notBeforeMs` that are still `queued`, the earliest first. */
  scheduled(appId: string, query: PageQuery): Promise<Page<PublishStatus>>;
  /**
   * Publishes with something to do, or to tell, that nothing has been heard of since `before` (ms since 1970): somebody
   * must look at them. Until its `notBeforeMs` there is nothing to hear of a publish.
   */
  stalled(
    before: number,
    limit: number,
  ): Promise<readonly { readonly appId: string; readonly publishId: string }[]>;
  /** Somebody has looked. */
  touched(appId: string, publishId: string, at: number): Promise<void>;
}
