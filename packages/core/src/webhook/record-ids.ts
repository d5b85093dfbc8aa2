import { randomBytes } from 'node:crypto';

/** Ids for webhook records and cached events: unique over all processes, no colon, never a bare integer. */
export class RecordIds {
  private readonly prefix = randomBytes(9).toString('hex');
  private sequence = 0;

  next(): string {
    this.sequence += 1;
    return `${this.prefix}-${this.sequence}`;
  }
}
