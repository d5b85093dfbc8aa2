import { type Clock, QueueFullError, systemClock } from '@shoal/queue';
import type { DeliveryReport, ReportedDeliveries } from '../../../model/delivery-report.js';
import type { Publish } from '../../../model/publish.js';
import type { PublishState, PublishStatus } from '../../../model/publish-status.js';
import type { Page, PageQuery } from '../../page.js';
import type {
  DeliveryKey,
  DeliveryResult,
  OpenBatch,
  PlannedBatch,
  PlanPlace,
  PlanState,
  PlanStep,
  PublishLedger,
  Recorded,
  Stopped,
} from '../../publish-ledger.js';
import { SortedKeys } from '../sorted-keys.js';
import { toPage } from '../to-page.js';
import { PublishRecord } from './publish-record.js';

export interface MemoryPublishLedgerOptions {
  /** Publishes of all apps; the oldest that has ended makes room, and QueueFullError when none has. Default: 10,000. */
  readonly maxPublishes?: number;
  readonly clock?: Clock;
}

/** Times are milliseconds since 1970. */
interface Kept {
  readonly record: PublishRecord;
  readonly keepMs: number;
  readonly startsAt: number;
  heardAt: number;
}

const MAX_PUBLISHES = 10_000;
const SWEEP_MS = 60_000;
const UNFINISHED_MS = 2 * 86_400_000;
const NOTHING_RECORDED: Recorded = { counted: new Set() };

/** Publishes of this process: they end with it. */
export class MemoryPublishLedger implements PublishLedger {
  readonly #maxPublishes: number;
  readonly #clock: Clock;
  readonly #publishes = new Map<string, Kept>();
  #sweptAt = 0;

  constructor({ maxPublishes = MAX_PUBLISHES, clock = systemClock }: MemoryPublishLedgerOptions = {}) {
    this.#maxPublishes = maxPublishes;
    this.#clock = clock;
  }

  async create(
    publish: Publish,
    { keepMs }: { readonly keepMs: number },
  ): Promise<{ readonly isNew: boolean; readonly status: PublishStatus }> {
    const known = this.#find(publish.appId, publish.id);
    if (known !== undefined) return { isNew: false, status: known.record.status };
    this.#makeRoom();
    const record = new PublishRecord(publish);
    const startsAt = Math.max(publish.acceptedAtMs, publish.notBeforeMs ?? 0);
    this.#publishes.set(keyOf(publish.appId, publish.id), {
      record,
      keepMs,
      startsAt,
      heardAt: startsAt,
    });
    return { isNew: true, status: record.status };
  }

  async find(appId: string, publishId: string): Promise<Publish | undefined> {
    return this.#find(appId, publishId)?.record.publish;
  }

  async status(appId: string, publishId: string): Promise<PublishStatus | undefined> {
    return this.#find(appId, publishId)?.record.status;
  }

  async plan(appId: string, publishId: string): Promise<PlanState | undefined> {
    return this.#find(appId, publishId)?.record.plan;
  }

  async unreached(
    appId: string,
    publishId: string,
    { from, keys }: { readonly from: PlanPlace; readonly keys: readonly DeliveryKey[] },
  ): Promise<ReadonlySet<DeliveryKey> | undefined> {
    return this.#find(appId, publishId)?.record.unreached(from, keys);
  }

  async commit(
    appId: string,
    publishId: string,
    step: PlanStep,
  ): Promise<{ readonly batches: readonly PlannedBatch[]; readonly changed?: PublishStatus } | undefined> {
    return this.#hear(appId, publishId)?.commit(step, this.#clock.wall());
  }

  async stop(
    appId: string,
    publishId: string,
    {
      state,
      reason,
    }: { readonly state: 'cancelled' | 'quota_exceeded' | 'expired'; readonly reason: string },
  ): Promise<Stopped | undefined> {
    const record = this.#hear(appId, publishId);
    if (record === undefined) return undefined;
    const isChanged = record.stop(state, reason, this.#clock.wall());
    return { status: record.status, isChanged };
  }

  async batch(appId: string, publishId: string, batch: number): Promise<OpenBatch | undefined> {
    return this.#find(appId, publishId)?.record.batch(batch);
  }

  async record(
    appId: string,
    publishId: string,
    ...[batch, results]: [batch: number, results: readonly DeliveryResult[]]
  ): Promise<Recorded> {
    return this.#hear(appId, publishId)?.record(batch, results, this.#clock.wall()) ?? NOTHING_RECORDED;
  }

  async tried(appId: string, publishId: string, batch: number): Promise<boolean> {
    return this.#hear(appId, publishId)?.tried(batch) ?? false;
  }

  async told(appId: string, publishId: string, state: PublishState): Promise<void> {
    this.#find(appId, publishId)?.record.told(state);
  }

  async report(appId: string, publishId: string, report: DeliveryReport): Promise<boolean> {
    return this.#find(appId, publishId)?.record.reports.add(report) ?? false;
  }

  async reports(appId: string, publishId: string): Promise<ReportedDeliveries | undefined> {
    return this.#find(appId, publishId)?.record.reports.all;
  }

  async planning(appId: string): Promise<number> {
    let count = 0;
    for (const { record } of this.#publishes.values()) {
      if (record.state === 'planning' && record.publish.appId === appId) count += 1;
    }
    return count;
  }

  async scheduled(appId: string, query: PageQuery): Promise<Page<PublishStatus>> {
    const keys = new SortedKeys();
    const found = new Map<string, PublishStatus>();
    for (const { record } of this.#publishes.values()) {
      const { id, notBeforeMs } = record.publish;
      if (record.publish.appId !== appId || record.state !== 'queued' || notBeforeMs === undefined) continue;
      const key = `${String(notBeforeMs).padStart(15, '0')}-${id}`;
      keys.add(key);
      found.set(key, record.status);
    }
    return toPage(keys, query, (key) => found.get(key));
  }

  async stalled(
    before: number,
    limit: number,
  ): Promise<readonly { readonly appId: string; readonly publishId: string }[]> {
    return [...this.#publishes.values()]
      .filter(({ record, heardAt }) => !record.isDone && heardAt < before)
      .sort((one, other) => one.heardAt - other.heardAt)
      .slice(0, limit)
      .map(({ record: { publish } }) => ({ appId: publish.appId, publishId: publish.id }));
  }

  async touched(appId: string, publishId: string, at: number): Promise<void> {
    const kept = this.#find(appId, publishId);
    if (kept !== undefined) kept.heardAt = Math.max(kept.heardAt, at);
  }

  #find(appId: string, publishId: string): Kept | undefined {
    const kept = this.#publishes.get(keyOf(appId, publishId));
    return kept === undefined || keptUntil(kept) <= this.#clock.wall() ? undefined : kept;
  }

  #hear(appId: string, publishId: string): PublishRecord | undefined {
    const kept = this.#find(appId, publishId);
    if (kept === undefined) return undefined;
    kept.heardAt = this.#clock.wall();
    return kept.record;
  }

  /** @throws QueueFullError */
  #makeRoom(): void {
    this.#sweep();
    if (this.#publishes.size < this.#maxPublishes) return;
    for (const [key, { record }] of this.#publishes) {
      if (record.endedAtMs === undefined) continue;
      this.#publishes.delete(key);
      return;
    }
    throw new QueueFullError(
      `This process holds ${this.#publishes.size} publishes that have not ended, and no more: publish later`,
    );
  }

  #sweep(): void {
    const now = this.#clock.wall();
    if (now < this.#sweptAt + SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [key, kept] of this.#publishes) if (keptUntil(kept) <= now) this.#publishes.delete(key);
  }
}

/** Counts from its end; one that never ends has time for that. */
function keptUntil({ record, keepMs, startsAt }: Kept): number {
  return keepMs + (record.endedAtMs ?? startsAt + UNFINISHED_MS);
}

function keyOf(appId: string, publishId: string): string {
  return JSON.stringify([appId, publishId]);
}
