import type { LaneItem, OrderedLanes } from '../ordered-lanes.js';

/** What the lanes of the conformance suite carry. */
export interface Parcel {
  readonly source: string;
  readonly version: number;
}

export function decodeParcel(stored: unknown): Parcel | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  if (!('source' in stored && 'version' in stored)) return undefined;
  const { source, version } = stored;
  return typeof source === 'string' && typeof version === 'number' ? { source, version } : undefined;
}

export function parcel(source: string, version: number): LaneItem<Parcel> {
  return { item: { source, version }, mark: { source, version } };
}

/** What a worker has read and not yet taken out. */
interface Reading {
  readonly turn: number;
  readonly through: number;
  readonly parcels: readonly Parcel[];
}

const SOURCES = ['bucket-1', 'bucket-2', 'bucket-3'];
const BATCH = 3;
const READ_AT_ONCE = 2;

/**
 * Movers and workers of one lane, each of which can stop between any two of its steps for good: a mover that pushed
 * and added no job, a worker that delivered and took nothing out. The queue adds each job once and runs it until it is
 * done. Steps are chosen by number, so that a failure can be played again.
 */
export class LaneModel {
  readonly #lanes: OrderedLanes<Parcel>;
  readonly #lane: string;
  /** By source: what was recorded, moved and delivered last. */
  readonly #recorded = new Map<string, number>();
  readonly #moved = new Map<string, number>();
  readonly #delivered = new Map<string, number>();
  /** By source: what a worker has taken out last. */
  readonly #takenOut = new Map<string, number>();
  readonly #knownJobs = new Set<number>();
  readonly #jobs = new Set<number>();
  #current: Reading | undefined;
  /** Workers that stood still: their job runs elsewhere, and they go on later. */
  readonly #stale: Reading[] = [];
  readonly faults: string[] = [];

  constructor(lanes: OrderedLanes<Parcel>, lane: string) {
    this.#lanes = lanes;
    this.#lane = lane;
  }

  /** @param choice any number from 0 */
  async step(choice: number): Promise<void> {
    const source = SOURCES[choice % SOURCES.length] ?? '';
    const kind = Math.floor(choice / SOURCES.length) % 9;
    switch (kind) {
      case 0:
      case 1:
        return this.#move(source);
      case 2:
        return this.#pushOnly(source);
      case 3:
        return this.#repeat(source);
      case 4:
      case 5:
        return this.#read();
      case 6:
        return this.#advance();
      case 7:
        return this.#standStill(choice);
      default:
        return this.#goOnStale();
    }
  }

  /** Lets everything that was begun be repeated and end. @returns what was lost or out of order */
  async finish(): Promise<string[]> {
    for (const source of SOURCES) if (this.#open(source)) await this.#move(source);
    while (this.#stale.length > 0) await this.#goOnStale();
    for (let steps = 0; this.#jobs.size > 0 && steps < 10_000; steps += 1) {
      await this.#read();
      await this.#advance();
    }
    for (const source of SOURCES) {
      const recorded = this.#recorded.get(source) ?? 0;
      const delivered = this.#delivered.get(source) ?? 0;
      if (delivered !== recorded) this.faults.push(`${source}: ${delivered} of ${recorded} were delivered`);
    }
    return this.faults;
  }

  /** Whether a batch was pushed whose job may not have been added. */
  #open(source: string): boolean {
    return (this.#recorded.get(source) ?? 0) > (this.#moved.get(source) ?? 0);
  }

  /** A mover that does all it has to. */
  async #move(source: string): Promise<void> {
    this.#addJob(await this.#push(source));
    this.#moved.set(source, this.#recorded.get(source) ?? 0);
  }

  /** A mover that dies before it adds the job. */
  async #pushOnly(source: string): Promise<void> {
    await this.#push(source);
  }

  /** The batch that is to be moved: the same again until its job was added. */
  async #push(source: string): Promise<number> {
    const moved = this.#moved.get(source) ?? 0;
    if (!this.#open(source)) this.#recorded.set(source, moved + BATCH);
    return this.#pushAfter(source, moved);
  }

  /** A mover that was held up pushes what was moved long ago. */
  async #repeat(source: string): Promise<void> {
    const moved = this.#moved.get(source) ?? 0;
    if (moved >= BATCH) this.#addJob(await this.#pushAfter(source, moved - BATCH));
  }

  async #pushAfter(source: string, version: number): Promise<number> {
    const versions = Array.from({ length: BATCH }, (_, index) => version + 1 + index);
    const { turn } = await this.#lanes.push(
      this.#lane,
      versions.map((each) => parcel(source, each)),
    );
    return turn;
  }

  #addJob(turn: number): void {
    if (this.#knownJobs.has(turn)) return;
    this.#knownJobs.add(turn);
    this.#jobs.add(turn);
  }

  async #read(): Promise<void> {
    const [turn] = this.#jobs;
    if (turn === undefined || this.#current !== undefined) return;
    const { items, through } = await this.#lanes.head(this.#lane, turn, READ_AT_ONCE);
    for (const item of items) this.#deliver(item);
    if (items.length === 0) this.#jobs.delete(turn);
    else this.#current = { turn, through, parcels: items };
  }

  #deliver({ source, version }: Parcel): void {
    const last = this.#delivered.get(source) ?? 0;
    if (version > last + 1) this.faults.push(`${source}: ${version} came after ${last}`);
    if (version <= (this.#takenOut.get(source) ?? 0)) this.faults.push(`${source}: ${version} came again`);
    this.#delivered.set(source, Math.max(last, version));
  }

  async #advance(): Promise<void> {
    const reading = this.#current;
    if (reading === undefined) return;
    this.#current = undefined;
    const isOver = await this.#lanes.advance(this.#lane, reading.turn, reading.through);
    for (const { source, version } of reading.parcels) {
      this.#takenOut.set(source, Math.max(version, this.#takenOut.get(source) ?? 0));
    }
    if (isOver) this.#jobs.delete(reading.turn);
  }

  /** The worker dies or stands still: the queue runs the job again. */
  async #standStill(choice: number): Promise<void> {
    const reading = this.#current;
    this.#current = undefined;
    if (reading !== undefined && choice % 2 === 0) this.#stale.push(reading);
  }

  /** A worker that stood still takes out what it had delivered. Nothing else may go. */
  async #goOnStale(): Promise<void> {
    const reading = this.#stale.pop();
    if (reading !== undefined) await this.#lanes.advance(this.#lane, reading.turn, reading.through);
  }
}
