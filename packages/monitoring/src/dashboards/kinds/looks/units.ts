/** A unit by the name that Grafana has for it, and how far its axis goes at least, so that 0 does not look like much. */
interface UnitDefinition {
  readonly id: string;
  readonly axisEnd: number;
}

export const UNITS = {
  count: { id: 'short', axisEnd: 1 },
  perSecond: { id: 'cps', axisEnd: 0.1 },
  messagesPerSecond: { id: 'mps', axisEnd: 0.1 },
  requestsPerSecond: { id: 'reqps', axisEnd: 0.1 },
  operationsPerSecond: { id: 'ops', axisEnd: 0.1 },
  eventsPerSecond: { id: 'eps', axisEnd: 0.1 },
  seconds: { id: 's', axisEnd: 0.001 },
  duration: { id: 'dtdurations', axisEnd: 60 },
  bytes: { id: 'bytes', axisEnd: 1024 },
  bytesPerSecond: { id: 'binBps', axisEnd: 1024 },
  /** 0 to 100. */
  percent: { id: 'percent', axisEnd: 1 },
} as const satisfies Record<string, UnitDefinition>;

export type Unit = keyof typeof UNITS;
