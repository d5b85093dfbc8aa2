import { types } from 'node:util';

/** Where connections say what happens to them. A logger of the runtime fits. */
export interface ConnectionLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface ConnectionErrorsOptions {
  readonly log: ConnectionLog;
  /** Said in every line. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Takes secrets out of a text. */
  readonly clean: (text: string) => string;
  readonly now?: () => number;
}

const repeatAfterMs = 30_000;
const mostKinds = 32;

interface Kind {
  lastLoggedAt: number;
  repeats: number;
}

/** Logs the errors of one connection: each kind at most once in 30 s, with the number of those left out. */
export class ConnectionErrors {
  readonly #options: ConnectionErrorsOptions;
  readonly #kinds = new Map<string, Kind>();
  #last: string | undefined;

  constructor(options: ConnectionErrorsOptions) {
    this.#options = options;
  }

  /** The text of the latest error, without secrets. */
  get last(): string | undefined {
    return this.#last;
  }

  report(error: unknown): void {
    const { log, fields, clean, now = performance.now.bind(performance) } = this.#options;
    const text = clean(describe(error));
    this.#last = text;
    const at = now();
    // Ports and delays differ each time, the trouble does not.
    const kind = this.#kind(text.replace(/\d+/g, '#'));
    if (at - kind.lastLoggedAt < repeatAfterMs) {
      kind.repeats += 1;
      return;
    }
    log.warn('redis connection failed', { ...fields, error: text, repeats: kind.repeats });
    kind.lastLoggedAt = at;
    kind.repeats = 0;
  }

  #kind(key: string): Kind {
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.#kinds.keys();
    if (this.#kinds.size >= mostKinds && oldest !== undefined) this.#kinds.delete(oldest);
    const kind = { lastLoggedAt: Number.NEGATIVE_INFINITY, repeats: 0 };
    this.#kinds.set(key, kind);
    return kind;
  }
}

/** The messages alone: errors of ioredis also carry the command, and with AUTH the password. */
function describe(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  const parts = [
    error.message,
    ...('errors' in error && Array.isArray(error.errors) ? error.errors.map(describe) : []),
    ...('lastNodeError' in error && error.lastNodeError ? [describe(error.lastNodeError)] : []),
  ];
  return parts.filter((part) => part !== '').join(': ') || error.name;
}
