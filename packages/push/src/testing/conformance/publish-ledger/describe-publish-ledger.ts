import { describeEndings } from './ends/endings.js';
import { describeStops } from './ends/stops.js';
import { describeUntold } from './ends/untold.js';
import { describeHistory } from './history/describe-history.js';
import { describeLists } from './lists.js';
import { describePlans } from './plans.js';
import type { PublishLedgerSubject } from './publish-ledger-subject.js';
import { describeReports } from './reports.js';
import { describeResults } from './results.js';

/** Declares what every PublishLedger promises. */
export function describePublishLedger(subject: PublishLedgerSubject): void {
  describe(`${subject.name} as a PublishLedger`, () => {
    describePlans(subject);
    describeResults(subject);
    describeEndings(subject);
    describeStops(subject);
    describeLists(subject);
    describeUntold(subject);
    describeReports(subject);
    describeHistory(subject);
  });
}
