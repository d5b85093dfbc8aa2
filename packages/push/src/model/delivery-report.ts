import type { Provider } from './provider.js';

export const REPORTED_OUTCOMES = ['accepted', 'rejected', 'retryable', 'expired', 'cancelled'] as const;

export type ReportedOutcome = (typeof REPORTED_OUTCOMES)[number];

/** What somebody else says of a delivery: its device, or whoever brought it there. It changes nothing of the publish. */
export interface DeliveryReport {
  readonly provider: Provider;
  readonly outcome: ReportedOutcome;
  /** Milliseconds since 1970. */
  readonly occurredAtMs: number;
  /** A delivery is named by its device, or else by its message. One without a name is counted, and no more. */
  readonly deviceId?: string;
  readonly providerMessageId?: string;
  /** A word or a few, without secrets. */
  readonly reason?: string;
}

/** What was reported of a publish. */
export interface ReportedDeliveries {
  /** Deliveries by the last outcome that was reported of each. */
  readonly counts: Readonly<Partial<Record<ReportedOutcome, number>>>;
  /** The last reports of single deliveries, the latest first: at most 100. */
  readonly latest: readonly DeliveryReport[];
}

/** Deliveries of a publish whose last report is kept. One that is reported of later than so many others counts again. */
export const REPORTS_KEPT = 1_000;
export const REPORTS_SHOWN = 100;

/** What names the delivery. Undefined: nothing does. */
export function reportedName({ deviceId, providerMessageId }: DeliveryReport): string | undefined {
  if (deviceId !== undefined) return `d:${deviceId}`;
  return providerMessageId === undefined ? undefined : `m:${providerMessageId}`;
}
