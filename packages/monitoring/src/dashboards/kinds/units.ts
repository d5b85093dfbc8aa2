/** Units by the names that Grafana has for them. */
export const UNITS = {
  count: 'short',
  perSecond: 'cps',
  messagesPerSecond: 'mps',
  requestsPerSecond: 'reqps',
  operationsPerSecond: 'ops',
  eventsPerSecond: 'eps',
  seconds: 's',
  duration: 'dtdurations',
  bytes: 'bytes',
  bytesPerSecond: 'binBps',
  /** 0 to 100. */
  percent: 'percent',
} as const;

export type Unit = keyof typeof UNITS;
