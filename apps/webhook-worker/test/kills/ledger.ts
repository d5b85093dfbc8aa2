import type { ServerProcess } from '@shoal/testing';
import { type Outage, outagesOf } from './outages.js';

/** A client in a channel. Milliseconds since 1970; what is not known has not happened, or its server has died before. */
export interface Visit {
  readonly channel: string;
  readonly server: ServerProcess;
  readonly askedAt: number;
  /** When the subscription was answered. */
  answeredAt?: number;
  /** When the server had read that the client leaves. */
  leftAt?: number;
}

/** What must have come of the visits to a channel: each that is certain has occupied it, and vacated it again. */
export interface Expectation {
  certain: number;
  /** Whose server died before it answered: they have happened or not. */
  possible: number;
  /** Whose server was without Redis meanwhile: it answers all the same, and tells Redis what is left of it later. */
  excused: number;
}

/** All visits to all channels. */
export class Ledger {
  readonly visits: Visit[] = [];

  begin(channel: string, server: ServerProcess): Visit {
    const visit = { channel, server, askedAt: Date.now() };
    this.visits.push(visit);
    return visit;
  }

  /** By channel. */
  expectations(): Map<string, Expectation> {
    const outages = new Map<ServerProcess, Outage[]>();
    const expectations = new Map<string, Expectation>();
    for (const visit of this.visits) {
      const { channel, server } = visit;
      if (!outages.has(server)) outages.set(server, outagesOf(server));
      const expectation = expectations.get(channel) ?? { certain: 0, possible: 0, excused: 0 };
      expectation[kindOf(visit, outages.get(server) ?? [])] += 1;
      expectations.set(channel, expectation);
    }
    return expectations;
  }
}

function kindOf({ askedAt, answeredAt, leftAt }: Visit, outages: readonly Outage[]): keyof Expectation {
  const until = leftAt ?? Number.POSITIVE_INFINITY;
  if (outages.some(({ from, to }) => askedAt < to && from < until)) return 'excused';
  return answeredAt === undefined ? 'possible' : 'certain';
}
