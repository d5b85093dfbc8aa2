import { PusherError } from '@shoal/protocol';
import { type Clock, systemClock } from '@shoal/queue';
import type { ReportedDeliveries } from '../model/delivery-report.js';
import type { PushObserver } from '../push-observer.js';
import type { PublishLedger } from '../store/publish-ledger.js';
import { parseReport } from './parse-report.js';

export interface DeliveryReportsParts {
  readonly ledger: Pick<PublishLedger, 'status' | 'report' | 'reports'>;
  readonly observer: Pick<PushObserver, 'reported'>;
  readonly clock?: Clock;
}

/** What devices, or somebody else who delivers, say of deliveries. Everything may throw QueueAwayError. */
export class DeliveryReports {
  readonly #parts: DeliveryReportsParts;

  constructor(parts: DeliveryReportsParts) {
    this.#parts = parts;
  }

  /** Keeps a report beside the status of its publish. @throws PusherError `bad_request`, `not_found` */
  async add(appId: string, body: unknown): Promise<void> {
    const { ledger, observer, clock = systemClock } = this.#parts;
    const { publishId, report } = parseReport(body, clock.wall());
    if ((await ledger.status(appId, publishId)) === undefined) {
      throw new PusherError('not_found', 'There is no such publish (any more)');
    }
    if (await ledger.report(appId, publishId, report)) observer.reported(appId, report.outcome);
  }

  /** Undefined when there are none. */
  find(appId: string, publishId: string): Promise<ReportedDeliveries | undefined> {
    return this.#parts.ledger.reports(appId, publishId);
  }
}
