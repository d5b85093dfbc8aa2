import { type ChildOptions, LevelMethods, type LogFields, type Logger, type LogLevel } from './logger.js';

export interface LimitRepeatsOptions {
  /** How many lines of one level and message get through in an interval. */
  readonly limit: number;
  /** Length of the interval in milliseconds. */
  readonly intervalMs: number;
}

/** A logger that may hold back lines; closing it tells how many. */
export interface RepeatLimitedLogger extends Logger {
  close(): void;
}

/**
 * Wraps a logger so that a fault which repeats a thousand times a second does not bury the log: the first lines of
 * an interval get through, and when it ends one more line says how many were held back.
 */
export function limitRepeats(logger: Logger, options: LimitRepeatsOptions): RepeatLimitedLogger {
  return new RepeatLimiter(logger, options, new Set());
}

interface Interval {
  seen: number;
  readonly finish: () => void;
}

class RepeatLimiter extends LevelMethods implements RepeatLimitedLogger {
  readonly #logger: Logger;
  readonly #options: LimitRepeatsOptions;
  /** Shared with the children, so that closing the first wrapper ends every interval. */
  readonly #open: Set<Interval>;
  readonly #intervals = new Map<string, Interval>();

  constructor(logger: Logger, options: LimitRepeatsOptions, open: Set<Interval>) {
    super();
    this.#logger = logger;
    this.#options = options;
    this.#open = open;
  }

  log(level: LogLevel, message: string, fields?: LogFields): void {
    if (!this.isEnabled(level)) return;
    const key = `${level} ${message}`;
    const interval = this.#intervals.get(key) ?? this.#begin(key, level, message);
    interval.seen += 1;
    if (interval.seen <= this.#options.limit) this.#logger.log(level, message, fields);
  }

  isEnabled(level: LogLevel): boolean {
    return this.#logger.isEnabled(level);
  }

  child(options: ChildOptions): Logger {
    return new RepeatLimiter(this.#logger.child(options), this.#options, this.#open);
  }

  close(): void {
    for (const interval of [...this.#open]) interval.finish();
  }

  #begin(key: string, level: LogLevel, message: string): Interval {
    const { limit, intervalMs } = this.#options;
    const timer = setTimeout(() => interval.finish(), intervalMs);
    timer.unref();
    const interval: Interval = {
      seen: 0,
      finish: () => {
        clearTimeout(timer);
        this.#intervals.delete(key);
        this.#open.delete(interval);
        const suppressed = interval.seen - limit;
        if (suppressed <= 0) return;
        const fields = { repeated: message, suppressed, interval_ms: intervalMs };
        this.#logger.log(level, 'repeated messages suppressed', fields);
      },
    };
    this.#intervals.set(key, interval);
    this.#open.add(interval);
    return interval;
  }
}
