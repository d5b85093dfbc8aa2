/** What a script replied after its status and epoch: texts, numbers and lists of them. */
export class ScriptReply {
  readonly status: Status;
  readonly epoch: string;
  private readonly values: readonly unknown[];

  constructor(status: Status, epoch: string, values: readonly unknown[]) {
    this.status = status;
    this.epoch = epoch;
    this.values = values;
  }

  /** The script did what it is for: what it found is in the values. */
  get isAnswer(): boolean {
    return this.status === 'OK' || this.status === 'FULL';
  }

  /** @throws BadReplyError */
  text(at: number): string {
    return asText(this.values[at]);
  }

  /** @throws BadReplyError */
  number(at: number): number {
    const number = Number(asText(this.values[at]));
    if (Number.isNaN(number)) throw new BadReplyError('a number', this.values[at]);
    return number;
  }

  /** @throws BadReplyError */
  texts(at: number): readonly string[] {
    const list = this.values[at];
    if (!Array.isArray(list)) throw new BadReplyError('a list', list);
    return list.map(asText);
  }

  /** All values from one on, in rows of `width`. @throws BadReplyError */
  rows(from: number, width: number): readonly (readonly string[])[] {
    return inRows(this.values.slice(from).map(asText), width);
  }
}

/** A list that says several things of each item, cut into items. */
export function inRows(values: readonly string[], width: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(values.length / width) }, (_, row) =>
    values.slice(row * width, (row + 1) * width),
  );
}

/** A script of another release answers, or not Redis at all. */
export class BadReplyError extends Error {
  override readonly name = 'BadReplyError';

  constructor(expected: string, found: unknown) {
    super(`A script's reply has no ${expected} where there should be one, but ${typeof found}`);
  }
}

export type Status = 'OK' | 'FULL' | 'FENCED' | 'STALE' | 'BUCKETS';
const statuses: ReadonlySet<string> = new Set<Status>(['OK', 'FULL', 'FENCED', 'STALE', 'BUCKETS']);

export function readReply(value: unknown): ScriptReply | BadReplyError {
  const [status, epoch = '', ...values] = Array.isArray(value) ? value : [];
  if (!isStatus(status)) return new BadReplyError('status', status);
  if (typeof epoch !== 'string' && typeof epoch !== 'number') return new BadReplyError('epoch', epoch);
  return new ScriptReply(status, String(epoch), values);
}

function isStatus(value: unknown): value is Status {
  return typeof value === 'string' && statuses.has(value);
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new BadReplyError('text', value);
}
