import { type Clock, QueueAwayError, systemClock } from '@shoal/queue';
import type { RedisLink, RedisScript } from '@shoal/queue/redis';
import {
  type DeliveryReport,
  REPORTS_SHOWN,
  type ReportedDeliveries,
} from '../../../model/delivery-report.js';
import { PROVIDERS } from '../../../model/provider.js';
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
import { publishBase } from '../keys.js';
import { readProvider } from '../read-provider.js';
import { BadReplyError, listOf, numberOf, optional, pairsOf, textOf } from '../script-reply.js';
import type { PublishName } from './list-entries.js';
import { PublishLists } from './publish-lists.js';
import { addReport } from './reports/add-report.js';
import { readReports } from './reports/read-reports.js';
import { printReport, readReported } from './reports/stored-reports.js';
import { commitPage } from './scripts/commit-page.js';
import { createPublish } from './scripts/create-publish.js';
import { findUnreached } from './scripts/reads/find-unreached.js';
import { readBatch } from './scripts/reads/read-batch.js';
import { readPlan } from './scripts/reads/read-plan.js';
import { recordResults } from './scripts/record-results.js';
import { stopPublish } from './scripts/stop-publish.js';
import { tellState } from './scripts/tell-state.js';
import { tryBatch } from './scripts/try-batch.js';
import { readState, readStatus, STATUS_FIELDS } from './status-fields.js';
import { printPublish, readPublish } from './stored-publish.js';
import { printPlace, printResult, readDelivery, readKey, readPlace } from './stored-values.js';

export interface RedisPublishLedgerOptions {
  readonly link: RedisLink;
  /** What all keys begin with. Each publish adds a hash tag of its own. */
  readonly prefix: string;
  readonly clock?: Clock;
}

const MOST_OF_A_BATCH = 100;
const BEGINNING = printPlace({ target: 0 });

/** Publishes in Redis: what one changes, one script does. Kept until `keepMs` after their end. */
export class RedisPublishLedger implements PublishLedger {
  readonly #link: RedisLink;
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #lists: PublishLists;

  constructor({ link, prefix, clock = systemClock }: RedisPublishLedgerOptions) {
    this.#link = link;
    this.#prefix = prefix;
    this.#clock = clock;
    this.#lists = new PublishLists(link, prefix);
  }

  async create(
    publish: Publish,
    { keepMs }: { readonly keepMs: number },
  ): Promise<{ readonly isNew: boolean; readonly status: PublishStatus }> {
    const { appId, id: publishId, acceptedAtMs, notBeforeMs = '' } = publish;
    await this.#lists.enter(publish);
    const args = [printPublish(publish), acceptedAtMs, notBeforeMs, Math.ceil(keepMs), this.#clock.wall()];
    const [isNew, status] = listOf(await this.#run(createPublish, { appId, publishId }, args));
    return { isNew: isNew === 1, status: knownStatus({ appId, publishId }, status) };
  }

  async find(appId: string, publishId: string): Promise<Publish | undefined> {
    const key = `${publishBase(this.#prefix, appId, publishId)}publish`;
    const text = await this.#link.run((client) => client.get(key));
    return text === null ? undefined : readPublish(text);
  }

  async status(appId: string, publishId: string): Promise<PublishStatus | undefined> {
    const key = `${publishBase(this.#prefix, appId, publishId)}status`;
    const reply = await this.#link.run((client) => client.hmget(key, ...STATUS_FIELDS));
    return readStatus(appId, publishId, reply);
  }

  async plan(appId: string, publishId: string): Promise<PlanState | undefined> {
    const reply = optional(await this.#run(readPlan, { appId, publishId }), listOf);
    if (reply === undefined) return undefined;
    const [place, nextBatch, state, untried, batches, untold, planned] = reply;
    const open = pairsOf(batches).map(([number, provider]) => ({
      ...{ number: numberOf(number), provider: readProvider(provider) },
    }));
    return {
      ...{ place: readPlace(place), nextBatch: numberOf(nextBatch), state: readState(state) },
      ...{ untried: numberOf(untried), open: open.sort((one, other) => one.number - other.number) },
      ...{ planned: readPlanned(planned), untold: statesIn(textOf(untold)) },
    };
  }

  async unreached(
    appId: string,
    publishId: string,
    { from, keys }: { readonly from: PlanPlace; readonly keys: readonly DeliveryKey[] },
  ): Promise<ReadonlySet<DeliveryKey> | undefined> {
    const reply = await this.#run(findUnreached, { appId, publishId }, [printPlace(from), ...keys]);
    const unreached = optional(reply, listOf);
    return unreached && new Set(unreached.map(readKey));
  }

  async commit(
    appId: string,
    publishId: string,
    { from, to, reached, isDeduplicated }: PlanStep,
  ): Promise<{ readonly batches: readonly PlannedBatch[]; readonly changed?: PublishStatus } | undefined> {
    const name = { appId, publishId };
    const place = printPlace(from);
    const now = this.#clock.wall();
    if (place === BEGINNING && to !== undefined) await this.#lists.enterPlanning(name, now);
    const fixed = [place, printPlace(to), isDeduplicated ? 1 : 0, MOST_OF_A_BATCH, now];
    const deliveries = reached.flatMap(({ provider, key }) => [provider, key]);
    const reply = optional(await this.#run(commitPage, name, [...fixed, ...deliveries]), listOf);
    if (reply === undefined) return undefined;
    const [isChanged, isDone, status, ...batches] = reply;
    const changed = await this.#tidied(knownStatus(name, status), { isChanged, isDone });
    return { batches: batches.map(readPlannedBatch), ...(changed !== undefined && { changed }) };
  }

  async stop(
    appId: string,
    publishId: string,
    {
      state,
      reason,
    }: { readonly state: 'cancelled' | 'quota_exceeded' | 'expired'; readonly reason: string },
  ): Promise<Stopped | undefined> {
    const name = { appId, publishId };
    const args = [state, reason, this.#clock.wall()];
    const reply = optional(await this.#run(stopPublish, name, args), listOf);
    if (reply === undefined) return undefined;
    const [isChanged, isDone, stopped] = reply;
    const status = knownStatus(name, stopped);
    await this.#tidied(status, { isChanged, isDone });
    return { status, isChanged: isChanged === 1 };
  }

  async batch(appId: string, publishId: string, batch: number): Promise<OpenBatch | undefined> {
    const reply = optional(await this.#run(readBatch, { appId, publishId }, [batch]), listOf);
    if (reply === undefined) return undefined;
    const [state, entries] = reply;
    return { state: readState(state), deliveries: pairsOf(entries).map(readDelivery) };
  }

  async record(
    appId: string,
    publishId: string,
    ...[batch, results]: [batch: number, results: readonly DeliveryResult[]]
  ): Promise<Recorded> {
    const name = { appId, publishId };
    const args = [batch, this.#clock.wall(), ...results.flatMap(printResult)];
    const reply = optional(await this.#run(recordResults, name, args), listOf);
    if (reply === undefined) return { counted: new Set() };
    const [isChanged, isDone, status, ...counts] = reply;
    const counted = new Set(results.flatMap(({ key }, at) => (counts[at] === 1 ? [key] : [])));
    const changed = await this.#tidied(knownStatus(name, status), { isChanged, isDone });
    return { counted, ...(changed !== undefined && { changed }) };
  }

  async tried(appId: string, publishId: string, batch: number): Promise<boolean> {
    const args = [this.#clock.wall(), batch];
    return (await this.#run(tryBatch, { appId, publishId }, args)) === 1;
  }

  async told(appId: string, publishId: string, state: PublishState): Promise<void> {
    const isDone = await this.#run(tellState, { appId, publishId }, [state]);
    if (isDone === 1) await this.#lists.leave({ appId, publishId });
  }

  async report(appId: string, publishId: string, report: DeliveryReport): Promise<boolean> {
    return (await this.#run(addReport, { appId, publishId }, printReport(report))) === 1;
  }

  async reports(appId: string, publishId: string): Promise<ReportedDeliveries | undefined> {
    return readReported(await this.#run(readReports, { appId, publishId }, [REPORTS_SHOWN]));
  }

  planning(appId: string): Promise<number> {
    return this.#lists.planning(appId, this.#clock.wall());
  }

  scheduled(appId: string, query: PageQuery): Promise<Page<PublishStatus>> {
    return this.#lists.scheduled(appId, query, this.#clock.wall());
  }

  stalled(before: number, limit: number): Promise<readonly PublishName[]> {
    return this.#lists.stalled(before, limit);
  }

  async touched(appId: string, publishId: string, at: number): Promise<void> {
    await this.#run(tryBatch, { appId, publishId }, [at, '']);
  }

  #run(
    script: RedisScript,
    { appId, publishId }: PublishName,
    args: readonly (string | number)[] = [],
  ): Promise<unknown> {
    return this.#link.script(script, [publishBase(this.#prefix, appId, publishId)], args);
  }

  /** Brings the lists up to date with what has just happened. @returns the status if that changed the state */
  async #tidied(
    status: PublishStatus,
    { isChanged, isDone }: { readonly isChanged: unknown; readonly isDone: unknown },
  ): Promise<PublishStatus | undefined> {
    if (isChanged !== 1 && status.endedAtMs === undefined) return undefined;
    try {
      await this.#lists.tidy(status, { isDone: isDone === 1 });
    } catch (error) {
      // It has happened all the same: the lists find out by themselves.
      if (!(error instanceof QueueAwayError)) throw error;
    }
    return isChanged === 1 ? status : undefined;
  }
}

/** @throws BadReplyError */
function knownStatus({ appId, publishId }: PublishName, reply: unknown): PublishStatus {
  const status = readStatus(appId, publishId, reply);
  if (status === undefined) throw new BadReplyError('a status', reply);
  return status;
}

function readPlannedBatch(reply: unknown): PlannedBatch {
  const [number, provider, ...keys] = listOf(reply);
  return { number: numberOf(number), provider: readProvider(provider), keys: keys.map(readKey) };
}

function readPlanned(reply: unknown): PlanState['planned'] {
  const counts = listOf(reply);
  return Object.fromEntries(
    PROVIDERS.flatMap((provider, at) => {
      const count = optional(counts[at], numberOf);
      return count === undefined ? [] : [[provider, count] as const];
    }),
  );
}

/** With spaces between them. @throws BadReplyError */
function statesIn(text: string): readonly PublishState[] {
  return text === '' ? [] : text.split(' ').map(readState);
}
