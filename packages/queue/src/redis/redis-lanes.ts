import type { Decode } from '../job-queue.js';
import type { LaneHead, LaneItem, LanePushed, OrderedLanes } from '../ordered-lanes.js';
import { UnreadableDataError } from '../queue-errors.js';
import { RedisLink, type RedisLinkOptions } from './redis-link.js';
import { advanceLane } from './scripts/advance-lane.js';
import { pushToLane } from './scripts/push-to-lane.js';
import { readLane } from './scripts/read-lane.js';

export interface RedisLanesOptions<Item> extends Pick<RedisLinkOptions, 'connection' | 'patience'> {
  /** What all keys begin with. Each lane adds a hash tag of its own. */
  readonly keyPrefix: string;
  readonly decode: Decode<Item>;
  /** Of one lane. Default: 100,000; the oldest make room. */
  readonly maxItems?: number;
  /** Sources of a lane whose last mark is known. Default: 1,024; whoever has pushed longest ago makes room. */
  readonly maxSources?: number;
  /** Milliseconds that the marks of an empty lane are known. Default: a day. */
  readonly memory?: number;
}

const DAY = 86_400_000;

/** Lanes in Redis. */
export class RedisLanes<Item> implements OrderedLanes<Item> {
  readonly #link: RedisLink;
  readonly #options: RedisLanesOptions<Item>;

  constructor(options: RedisLanesOptions<Item>) {
    this.#link = new RedisLink(options);
    this.#options = options;
  }

  async push(lane: string, items: readonly LaneItem<Item>[]): Promise<LanePushed> {
    const { maxItems = 100_000, maxSources = 1_024 } = this.#options;
    const triples = items.flatMap(({ item, mark }) => [
      mark?.source ?? '',
      mark?.version ?? '',
      JSON.stringify(item),
    ]);
    const args = [maxSources, maxItems, ...triples];
    const reply = await this.#link.script(pushToLane, this.#keys(lane), args);
    const [turn, dropped] = Array.isArray(reply) ? reply : [];
    return { turn: Number(turn), dropped: Number(dropped) };
  }

  async head(lane: string, turn: number, limit: number): Promise<LaneHead<Item>> {
    const reply = await this.#link.script(readLane, this.#keys(lane).slice(0, 2), [turn, limit]);
    const [first, ...stored] = Array.isArray(reply) ? reply : [0];
    const items = this.#readable(stored);
    if (items.length === 0 && stored.length > 0) {
      throw new UnreadableDataError(
        `The first item of lane ${lane} is of another release: it waits for that`,
      );
    }
    return { items, through: items.length === 0 ? 0 : Number(first) + items.length - 1 };
  }

  async advance(lane: string, turn: number, through: number): Promise<boolean> {
    const { memory = DAY } = this.#options;
    return (await this.#link.script(advanceLane, this.#keys(lane), [turn, through, memory])) === 1;
  }

  /** Fails whatever is asked from now on. The connection is the caller's. */
  close(): void {
    this.#link.close();
  }

  #keys(lane: string): string[] {
    const base = `${this.#options.keyPrefix}{lane:${lane}}`;
    return [`${base}:items`, `${base}:state`, `${base}:marks`, `${base}:recency`];
  }

  /** Those before the first that cannot be read: none may be passed by. */
  #readable(stored: readonly unknown[]): Item[] {
    const items: Item[] = [];
    for (const text of stored) {
      const item = this.#options.decode(JSON.parse(String(text)));
      if (item === undefined) break;
      items.push(item);
    }
    return items;
  }
}
