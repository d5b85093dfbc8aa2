/** Parts whose trouble makes a node degraded: it goes on serving, but not everything it should. */
export const DEGRADED_REASONS = ['redis', 'queue', 'app_store', 'buffer'] as const;

export type DegradedReason = (typeof DEGRADED_REASONS)[number];

export interface HealthStatus {
  /** `starting` and `draining` want no new traffic; `degraded` still does. */
  readonly status: 'starting' | 'ready' | 'degraded' | 'draining';
  /** Why the node is degraded, whatever its status. Empty when nothing is wrong. */
  readonly reasons: readonly DegradedReason[];
  /** Of the parts that the state in Redis has, how many cannot be reached; left out when there is none. */
  readonly missing_buckets?: number;
}

export interface HealthGauges {
  readonly ready: boolean;
  readonly draining: boolean;
  readonly degraded: readonly DegradedReason[];
}

/** What a readiness check is answered with. */
export interface Readiness {
  readonly httpStatus: 200 | 503;
  readonly body: HealthStatus;
}

export interface HealthOptions {
  /** Answers readiness checks with 503 while degraded. Default: false. */
  readonly failWhenDegraded?: boolean;
}

/** The one place that knows how this process is doing; readiness checks and metrics all read it. */
export class Health {
  readonly #failWhenDegraded: boolean;
  /** Reason to the parts that have it: the reason is gone only when the last of them is well again. */
  readonly #degraded = new Map<DegradedReason, Set<string>>();
  #missingBuckets = 0;
  #ready = false;
  #draining = false;

  constructor({ failWhenDegraded = false }: HealthOptions = {}) {
    this.#failWhenDegraded = failWhenDegraded;
  }

  /** Everything needed to serve is there. */
  markReady(): void {
    this.#ready = true;
  }

  /** The process is on its way out. There is no way back. */
  startDraining(): void {
    this.#draining = true;
  }

  /** @param part who says so, when several parts may have the same reason (`bus`, `store`) */
  degrade(reason: DegradedReason, part = 'all'): void {
    const parts = this.#degraded.get(reason) ?? new Set();
    this.#degraded.set(reason, parts.add(part));
  }

  /** Takes back what the same part said with {@link degrade}. */
  recover(reason: DegradedReason, part = 'all'): void {
    const parts = this.#degraded.get(reason);
    parts?.delete(part);
    if (parts?.size === 0) this.#degraded.delete(reason);
  }

  /** How many buckets of the state in Redis cannot be reached now. */
  set missingBuckets(count: number) {
    this.#missingBuckets = count;
    if (count > 0) this.degrade('redis', 'store');
    else this.recover('redis', 'store');
  }

  status(): HealthStatus {
    const reasons = DEGRADED_REASONS.filter((reason) => this.#degraded.has(reason));
    const missing = this.#missingBuckets === 0 ? {} : { missing_buckets: this.#missingBuckets };
    return { status: this.#word(reasons), reasons, ...missing };
  }

  /** The same, as metrics tell it. */
  gauges(): HealthGauges {
    const { status, reasons } = this.status();
    return {
      ready: status === 'ready' || status === 'degraded',
      draining: status === 'draining',
      degraded: reasons,
    };
  }

  readiness(): Readiness {
    const body = this.status();
    const takesTraffic = body.status === 'ready' || (body.status === 'degraded' && !this.#failWhenDegraded);
    return { httpStatus: takesTraffic ? 200 : 503, body };
  }

  #word(reasons: readonly DegradedReason[]): HealthStatus['status'] {
    if (this.#draining) return 'draining';
    if (!this.#ready) return 'starting';
    return reasons.length > 0 ? 'degraded' : 'ready';
  }
}
