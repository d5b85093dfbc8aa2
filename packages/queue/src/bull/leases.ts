import type { Lease } from './lease.js';

/** Jobs that this worker runs, by the token of their lock: a job that came back to it has another one. */
export class Leases {
  readonly #byLock = new Map<string, Lease>();

  add(jobId: string, token: string, lease: Lease): void {
    this.#byLock.set(lock(jobId, token), lease);
  }

  remove(jobId: string, token: string): void {
    this.#byLock.delete(lock(jobId, token));
  }

  /** @param renew asks Redis, and returns the ids of the jobs whose lock is gone */
  async renew(
    jobIds: readonly string[],
    tokens: readonly string[],
    renew: () => Promise<string[]>,
  ): Promise<string[]> {
    const leases = jobIds.map((id, at) => ({ id, lease: this.#byLock.get(lock(id, tokens[at] ?? '')) }));
    const renewals = leases.map(({ id, lease }) => ({ id, lease, confirm: lease?.prepareRenewal() }));
    const lost = await renew();
    for (const { id, lease, confirm } of renewals) {
      if (lost.includes(id)) lease?.end();
      else confirm?.();
    }
    return lost;
  }
}

function lock(jobId: string, token: string): string {
  return `${token} ${jobId}`;
}
