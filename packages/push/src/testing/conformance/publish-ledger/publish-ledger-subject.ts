import type { FakeClock } from '@shoal/queue/testing';
import type { PublishLedger } from '../../../store/publish-ledger.js';

/** An implementation of PublishLedger that is held to the port's promises. */
export interface PublishLedgerSubject {
  readonly name: string;
  /** Random histories that are affordable. */
  readonly runs: number;
  /** A fresh, empty ledger. */
  create(): Promise<PublishLedgerFixture>;
}

export interface PublishLedgerFixture extends AsyncDisposable {
  readonly ledger: PublishLedger;
  /** By which the ledger tells the time. */
  readonly clock: FakeClock;
}
