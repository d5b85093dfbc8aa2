import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { Leases } from './leases.js';

/** BullMQ's worker, which also says which locks it has renewed, and when it asked. */
export class RenewingWorker extends Worker {
  readonly #leases: Leases;

  constructor(name: string, processor: Processor, options: WorkerOptions & { readonly leases: Leases }) {
    const { leases, ...rest } = options;
    super(name, processor, rest);
    this.#leases = leases;
  }

  override extendJobLocks(jobIds: string[], tokens: string[], duration: number): Promise<string[]> {
    return this.#leases.renew(jobIds, tokens, () => super.extendJobLocks(jobIds, tokens, duration));
  }

  /** Drops what BullMQ keeps while it waits without bound for a Redis that is away: its own connection, its timer. */
  async abandon(): Promise<void> {
    await this.lockManager.close();
    await this.backend.close(true);
  }
}
