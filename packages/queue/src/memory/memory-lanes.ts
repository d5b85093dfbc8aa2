import type { LaneHead, LaneItem, LaneMark, LanePushed, OrderedLanes } from '../ordered-lanes.js';
import { Fifo } from './fifo.js';

export interface MemoryLanesOptions {
  /** Of one lane. Default: 10,000; the oldest make room. */
  readonly maxItems?: number;
  /** Sources of a lane whose last mark is known. Default: 1,024; whoever has pushed longest ago makes room. */
  readonly maxSources?: number;
  /** Empty lanes whose marks are known. Default: 10,000. */
  readonly maxEmptyLanes?: number;
}

interface Lane<Item> {
  readonly items: Fifo<{ readonly item: Item }>;
  /** By source, whoever has pushed longest ago first. */
  readonly marks: Map<string, number>;
  turn: number;
  /** Position of the first item. */
  first: number;
}

/** Lanes in this process: they end with it. */
export class MemoryLanes<Item> implements OrderedLanes<Item> {
  readonly #maxItems: number;
  readonly #maxSources: number;
  readonly #maxEmptyLanes: number;
  readonly #lanes = new Map<string, Lane<Item>>();
  /** Empty for longest first. */
  readonly #empty = new Set<string>();
  /** Of all lanes, so that no turn comes again after a lane was forgotten. */
  #lastTurn = 0;

  constructor({ maxItems = 10_000, maxSources = 1_024, maxEmptyLanes = 10_000 }: MemoryLanesOptions = {}) {
    this.#maxItems = maxItems;
    this.#maxSources = maxSources;
    this.#maxEmptyLanes = maxEmptyLanes;
  }

  async push(name: string, items: readonly LaneItem<Item>[]): Promise<LanePushed> {
    const lane = this.#lanes.get(name) ?? this.#newLane(name);
    const fresh = items.filter(({ mark }) => mark === undefined || isNew(lane.marks, mark));
    for (const { mark } of fresh) if (mark !== undefined) remember(lane.marks, mark);
    this.#forgetSources(lane.marks);
    if (lane.items.size === 0 && fresh.length > 0) {
      this.#empty.delete(name);
      this.#lastTurn += 1;
      lane.turn = this.#lastTurn;
    }
    for (const { item } of fresh) lane.items.push({ item });
    const dropped = Math.max(0, lane.items.size - this.#maxItems);
    takeOut(lane, dropped);
    return { turn: lane.turn, dropped };
  }

  async head(name: string, turn: number, limit: number): Promise<LaneHead<Item>> {
    const lane = this.#lanes.get(name);
    if (lane === undefined || lane.turn !== turn) return { items: [], through: 0 };
    const items = lane.items.peek(limit).map(({ item }) => item);
    return { items, through: lane.first + items.length - 1 };
  }

  async advance(name: string, turn: number, through: number): Promise<boolean> {
    const lane = this.#lanes.get(name);
    if (lane === undefined || lane.turn !== turn || lane.items.size === 0) return true;
    takeOut(lane, through - lane.first + 1);
    if (lane.items.size > 0) return false;
    this.#rest(name);
    return true;
  }

  /** Items that wait in a lane; 0 once the turn is over. */
  count(name: string, turn: number): number {
    const lane = this.#lanes.get(name);
    return lane?.turn === turn ? lane.items.size : 0;
  }

  #newLane(name: string): Lane<Item> {
    const lane = { items: new Fifo<{ readonly item: Item }>(), marks: new Map(), turn: 0, first: 1 };
    this.#lanes.set(name, lane);
    this.#rest(name);
    return lane;
  }

  #rest(name: string): void {
    this.#empty.add(name);
    if (this.#empty.size <= this.#maxEmptyLanes) return;
    const [oldest] = this.#empty;
    if (oldest === undefined) return;
    this.#empty.delete(oldest);
    this.#lanes.delete(oldest);
  }

  #forgetSources(marks: Map<string, number>): void {
    for (const source of marks.keys()) {
      if (marks.size <= this.#maxSources) return;
      marks.delete(source);
    }
  }
}

function takeOut(lane: Lane<unknown>, count: number): void {
  for (let taken = 0; taken < count && lane.items.shift() !== undefined; taken += 1) lane.first += 1;
}

function isNew(marks: ReadonlyMap<string, number>, { source, version }: LaneMark): boolean {
  return version > (marks.get(source) ?? Number.NEGATIVE_INFINITY);
}

function remember(marks: Map<string, number>, { source, version }: LaneMark): void {
  const last = marks.get(source) ?? version;
  marks.delete(source);
  marks.set(source, Math.max(last, version));
}
