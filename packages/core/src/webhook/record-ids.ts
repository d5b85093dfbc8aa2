import { randomBytes } from 'node:crypto';

/**
 * Ids for webhook records and cached events: unique over all processes, no colon, never a bare integer. Those of
 * one process are in order.
 */
export class RecordIds {
  private readonly prefix = randomBytes(9).toString('hex');
  private sequence = 0;

  next(): string {
    this.sequence += 1;
    return `${this.prefix}-${this.sequence}`;
  }
}

/** Whether both ids are of one process and `a` is the earlier one. Of different processes nothing is known. */
export function precedes(a: string, b: string): boolean {
  const dash = a.lastIndexOf('-') + 1;
  return b.startsWith(a.slice(0, dash)) && Number(a.slice(dash)) < Number(b.slice(dash));
}
