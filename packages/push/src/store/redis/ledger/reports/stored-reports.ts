import { z } from 'zod';
import {
  type DeliveryReport,
  REPORTED_OUTCOMES,
  REPORTS_KEPT,
  type ReportedDeliveries,
  reportedName,
} from '../../../../model/delivery-report.js';
import { PROVIDERS } from '../../../../model/provider.js';
import { listOf, pairsOf, textOf } from '../../script-reply.js';
import { parseStored, withFormat } from '../../stored-format.js';

const storedReport = z.object({
  provider: z.enum(PROVIDERS),
  outcome: z.enum(REPORTED_OUTCOMES),
  occurredAtMs: z.number(),
  deviceId: z.string().exactOptional(),
  providerMessageId: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

/** The arguments of `addReport`. */
export function printReport(report: DeliveryReport): readonly (string | number)[] {
  const { occurredAtMs, outcome } = report;
  return [
    reportedName(report) ?? '',
    occurredAtMs,
    outcome,
    JSON.stringify(withFormat(report)),
    REPORTS_KEPT,
  ];
}

/** What `readReports` answers. Reports that another release writes otherwise are left out. @throws BadReplyError */
export function readReported(reply: unknown): ReportedDeliveries | undefined {
  const [counted, reports] = listOf(reply);
  const counts = pairsOf(counted);
  if (counts.length === 0) return undefined;
  const latest = listOf(reports).flatMap((text) => parseStored(storedReport, JSON.parse(textOf(text))) ?? []);
  return {
    counts: Object.fromEntries(
      counts.map(([outcome, count]) => [outcome, Number(count)] as const).filter(isSome),
    ),
    latest,
  };
}

function isSome([, count]: readonly [string, number]): boolean {
  return count > 0;
}
