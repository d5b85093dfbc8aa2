import {
  type DeliveryReport,
  REPORTS_KEPT,
  REPORTS_SHOWN,
  type ReportedDeliveries,
  type ReportedOutcome,
  reportedName,
} from '../../../model/delivery-report.js';

/** What was reported of one publish. */
export class KeptReports {
  readonly #counts: Partial<Record<ReportedOutcome, number>> = {};
  readonly #byName = new Map<string, DeliveryReport>();

  get all(): ReportedDeliveries | undefined {
    if (Object.keys(this.#counts).length === 0) return undefined;
    const counts = Object.fromEntries(Object.entries(this.#counts).filter(([, count]) => count > 0));
    return { counts, latest: this.#oldestFirst().reverse().slice(0, REPORTS_SHOWN) };
  }

  /** @returns whether it counts */
  add(report: DeliveryReport): boolean {
    const name = reportedName(report);
    if (name !== undefined && !this.#keep(name, report)) return false;
    this.#count(report.outcome, 1);
    return true;
  }

  #keep(name: string, report: DeliveryReport): boolean {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      const { occurredAtMs, outcome } = report;
      if (known.occurredAtMs > occurredAtMs) return false;
      if (known.occurredAtMs === occurredAtMs && known.outcome === outcome) return false;
      this.#count(known.outcome, -1);
    } else if (this.#byName.size >= REPORTS_KEPT) {
      const [oldest] = this.#oldestFirst();
      if (oldest !== undefined) this.#byName.delete(reportedName(oldest) ?? '');
    }
    this.#byName.set(name, report);
    return true;
  }

  #count(outcome: ReportedOutcome, by: number): void {
    this.#counts[outcome] = (this.#counts[outcome] ?? 0) + by;
  }

  #oldestFirst(): DeliveryReport[] {
    return [...this.#byName.values()].sort((one, other) => one.occurredAtMs - other.occurredAtMs);
  }
}
