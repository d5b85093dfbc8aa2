/** A job that a queue holds. Its id and group stay, the rest changes when it has to run again. */
export interface HeldJob<Data> {
  readonly id: string;
  readonly group: string;
  data: Data;
  bytes: number;
  readonly addedAt: number;
  /** Monotonic milliseconds since when it can run. */
  readyAt: number;
  failures: number;
  isRunning: boolean;
}

/** How much there is or may be. */
export interface Load {
  readonly jobs: number;
  /** Of the jobs' data, as JSON. */
  readonly bytes: number;
}

interface Group<Data> {
  /** Oldest first. */
  readonly jobs: Set<HeldJob<Data>>;
  /** Of those that do not run. */
  readonly idle: { jobs: number; bytes: number };
}

/** All jobs of a queue in memory, and who makes room for others: the oldest of the group that has most. */
export class HeldJobs<Data> {
  readonly #max: Load;
  readonly #jobs = new Map<string, HeldJob<Data>>();
  readonly #groups = new Map<string, Group<Data>>();
  readonly #running = { jobs: 0, bytes: 0 };
  #bytes = 0;

  constructor(max: Load) {
    this.#max = max;
  }

  get load(): Load {
    return { jobs: this.#jobs.size, bytes: this.#bytes };
  }

  has(id: string): boolean {
    return this.#jobs.has(id);
  }

  values(): Iterable<HeldJob<Data>> {
    return this.#jobs.values();
  }

  add(job: HeldJob<Data>): void {
    this.#jobs.set(job.id, job);
    this.#bytes += job.bytes;
    this.#groupOf(job).jobs.add(job);
    this.#weigh(job, 1);
  }

  remove(job: HeldJob<Data>): void {
    this.#weigh(job, -1);
    this.#bytes -= job.bytes;
    this.#jobs.delete(job.id);
    const { jobs } = this.#groupOf(job);
    jobs.delete(job);
    if (jobs.size === 0) this.#groups.delete(job.group);
  }

  /** What changes about a job changes in here, so that nobody is weighed wrongly. */
  change(job: HeldJob<Data>, changes: Partial<Pick<HeldJob<Data>, 'data' | 'bytes' | 'isRunning'>>): void {
    this.#weigh(job, -1);
    this.#bytes -= job.bytes;
    Object.assign(job, changes);
    this.#bytes += job.bytes;
    this.#weigh(job, 1);
  }

  /** Takes out as many as have to go. @returns undefined, and takes out none, when there cannot be that much room */
  makeRoom(wanted: Load): HeldJob<Data>[] | undefined {
    if (this.#excess(this.#running, wanted) !== undefined) return undefined;
    const gone: HeldJob<Data>[] = [];
    for (;;) {
      const measure = this.#excess(this.load, wanted);
      const job = measure === undefined ? undefined : this.#oldestOfLargest(measure);
      if (job === undefined) return gone;
      this.remove(job);
      gone.push(job);
    }
  }

  clear(): void {
    this.#jobs.clear();
    this.#groups.clear();
    Object.assign(this.#running, { jobs: 0, bytes: 0 });
    this.#bytes = 0;
  }

  #excess(load: Load, wanted: Load): keyof Load | undefined {
    if (load.jobs + wanted.jobs > this.#max.jobs) return 'jobs';
    return load.bytes + wanted.bytes > this.#max.bytes ? 'bytes' : undefined;
  }

  #oldestOfLargest(measure: keyof Load): HeldJob<Data> | undefined {
    let largest: Group<Data> | undefined;
    for (const group of this.#groups.values()) {
      if (group.idle.jobs > 0 && group.idle[measure] > (largest?.idle[measure] ?? -1)) largest = group;
    }
    for (const job of largest?.jobs ?? []) if (!job.isRunning) return job;
    return undefined;
  }

  #weigh(job: HeldJob<Data>, sign: 1 | -1): void {
    const load = job.isRunning ? this.#running : this.#groupOf(job).idle;
    load.jobs += sign;
    load.bytes += sign * job.bytes;
  }

  #groupOf({ group: name }: HeldJob<Data>): Group<Data> {
    const group = this.#groups.get(name) ?? { jobs: new Set(), idle: { jobs: 0, bytes: 0 } };
    this.#groups.set(name, group);
    return group;
  }
}
