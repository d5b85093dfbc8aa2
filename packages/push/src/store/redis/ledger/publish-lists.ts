import type { RedisLink } from '@shoal/queue/redis';
import type { Publish } from '../../../model/publish.js';
import type { PublishStatus } from '../../../model/publish-status.js';
import type { Page, PageQuery } from '../../page.js';
import { appBase, publishBase, unfinishedKey } from '../keys.js';
import { startOf } from '../list-page.js';
import { numberOf, optional } from '../script-reply.js';
import { type PublishName, printName, printScheduled, readName, readScheduled } from './list-entries.js';
import { readStatus, STATUS_FIELDS } from './status-fields.js';

/** Milliseconds that a publish may take from its entry here to the ledger. */
const ENTERED_WITHIN = 600_000;
/** Milliseconds after which it is asked whether a publish is still being planned. */
const PLANNED_WITHIN = 60_000;
const AT_ONCE = 100;

/**
 * Which publishes are in some state, in slots of their own. An entry is made before what it stands for, and may be left
 * over: a list asks the publishes themselves, and takes out what is wrong.
 */
export class PublishLists {
  readonly #link: RedisLink;
  readonly #prefix: string;

  constructor(link: RedisLink, prefix: string) {
    this.#link = link;
    this.#prefix = prefix;
  }

  /** Before a publish is created. */
  async enter({ appId, id, acceptedAtMs, notBeforeMs }: Publish): Promise<void> {
    const startsAt = Math.max(acceptedAtMs, notBeforeMs ?? 0);
    const entry = printName({ appId, publishId: id });
    const entered = this.#link.run((client) => client.zadd(this.#unfinished, startsAt, entry));
    if (notBeforeMs === undefined) return void (await entered);
    const place = printScheduled(notBeforeMs, id);
    await Promise.all([entered, this.#link.run((client) => client.zadd(this.#scheduled(appId), 0, place))]);
  }

  /** Before the first page of a plan that has more of them. */
  async enterPlanning({ appId, publishId }: PublishName, now: number): Promise<void> {
    await this.#link.run((client) => client.zadd(this.#planning(appId), now, publishId));
  }

  /** After a publish has come to another state, or to its end. @param isDone nothing is left to do, nor to tell */
  async tidy(
    { appId, publishId, state, notBeforeMs }: PublishStatus,
    { isDone }: { readonly isDone: boolean },
  ): Promise<void> {
    const removals: [key: string, entry: string][] = [];
    if (isDone) removals.push([this.#unfinished, printName({ appId, publishId })]);
    if (state !== 'planning') removals.push([this.#planning(appId), publishId]);
    if (notBeforeMs !== undefined) {
      removals.push([this.#scheduled(appId), printScheduled(notBeforeMs, publishId)]);
    }
    await Promise.all(removals.map(([key, entry]) => this.#remove(key, entry)));
  }

  /** After a publish was done. */
  leave(name: PublishName): Promise<void> {
    return this.#remove(this.#unfinished, printName(name));
  }

  async scheduled(appId: string, query: PageQuery, now: number): Promise<Page<PublishStatus>> {
    const key = this.#scheduled(appId);
    const found = await this.#link.run((client) =>
      client.zrangebylex(key, startOf(query), '+', 'LIMIT', 0, query.limit + 1),
    );
    const places = found.slice(0, query.limit);
    const items = await Promise.all(
      places.map(async (place) => {
        const { publishId, notBeforeMs } = readScheduled(place);
        const status = await this.#status({ appId, publishId });
        if (status?.state === 'queued' && status.notBeforeMs === notBeforeMs) return status;
        if (status !== undefined || notBeforeMs + ENTERED_WITHIN < now) await this.#remove(key, place);
        return undefined;
      }),
    );
    const page = { items: items.filter((status) => status !== undefined) };
    const next = places.at(-1);
    return found.length > places.length && next !== undefined ? { ...page, next } : page;
  }

  async planning(appId: string, now: number): Promise<number> {
    const key = this.#planning(appId);
    const old = await this.#link.run((client) => client.zrangebyscore(key, '-inf', now - PLANNED_WITHIN));
    await Promise.all(
      old.map(async (publishId) => {
        const status = await this.#status({ appId, publishId });
        if (status?.state === 'planning') await this.enterPlanning({ appId, publishId }, now);
        else await this.#remove(key, publishId);
      }),
    );
    return this.#link.run((client) => client.zcard(key));
  }

  async stalled(before: number, limit: number): Promise<readonly PublishName[]> {
    const stalled: PublishName[] = [];
    let passed = 0;
    while (stalled.length < limit) {
      const entries = await this.#link.run((client) =>
        client.zrangebyscore(this.#unfinished, '-inf', `(${before}`, 'LIMIT', passed, AT_ONCE),
      );
      if (entries.length === 0) break;
      const verdicts = await Promise.all(entries.map((entry) => this.#judge(entry, before)));
      passed += verdicts.filter((verdict) => verdict !== 'gone').length;
      stalled.push(...verdicts.filter((verdict) => typeof verdict !== 'string'));
    }
    return stalled.slice(0, limit);
  }

  /** @returns its name if it is stalled; `gone`: its entry is not in its place any more */
  async #judge(entry: string, before: number): Promise<PublishName | 'unknown' | 'gone'> {
    const name = readName(entry);
    const status = `${publishBase(this.#prefix, name.appId, name.publishId)}status`;
    const [heardAtMs = null, endedAtMs = null, untold = null] = await this.#link.run((client) =>
      client.hmget(status, 'heardAtMs', 'endedAtMs', 'untold'),
    );
    const heardAt = optional(heardAtMs, numberOf);
    if (heardAt === undefined) return this.#judgeUnknown(entry, before);
    if (endedAtMs !== null && untold === null) await this.#remove(this.#unfinished, entry);
    else if (heardAt < before) return name;
    else await this.#link.run((client) => client.zadd(this.#unfinished, 'XX', heardAt, entry));
    return 'gone';
  }

  /** An entry without its publish: that is forgotten, was never created, or will be in a moment. */
  async #judgeUnknown(entry: string, before: number): Promise<'unknown' | 'gone'> {
    const startsAt = await this.#link.run((client) => client.zscore(this.#unfinished, entry));
    if (Number(startsAt) >= before - ENTERED_WITHIN) return 'unknown';
    await this.#remove(this.#unfinished, entry);
    return 'gone';
  }

  async #status({ appId, publishId }: PublishName): Promise<PublishStatus | undefined> {
    const key = `${publishBase(this.#prefix, appId, publishId)}status`;
    const reply = await this.#link.run((client) => client.hmget(key, ...STATUS_FIELDS));
    return readStatus(appId, publishId, reply);
  }

  async #remove(key: string, entry: string): Promise<void> {
    await this.#link.run((client) => client.zrem(key, entry));
  }

  get #unfinished(): string {
    return unfinishedKey(this.#prefix);
  }

  #scheduled(appId: string): string {
    return `${appBase(this.#prefix, appId)}scheduled`;
  }

  #planning(appId: string): string {
    return `${appBase(this.#prefix, appId)}planning`;
  }
}
