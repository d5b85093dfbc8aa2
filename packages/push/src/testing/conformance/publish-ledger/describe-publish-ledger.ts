import { describeEndings } from './endings.js';
import { describeHistory } from './history/describe-history.js';
import { describeLists } from './lists.js';
import { describePlans } from './plans.js';
import type { PublishLedgerSubject } from './publish-ledger-subject.js';
import { describeResults } from './results.js';
import { describeStops } from './stops.js';
import { describeUntold } from './untold.js';

/** Declares what every PublishLedger promises. */
export function describePublishLedger(subject: PublishLedgerSubject): void {
  describe(`${subject.name} as a PublishLedger`, () => {
    describePlans(subject);
    describeResults(subject);
    describeEndings(subject);
    describeStops(subject);
    describeLists(subject);
    describeUntold(subject);
    describeHistory(subject);
  });
}
