import type { ServerProcess } from '@shoal/testing';

/** Milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** Before it is noticed, and until everything is stated again, in milliseconds. */
const margin = 3_000;

/** When a server had no Redis, as it says. Nobody takes it away here, but a machine that is too busy does. */
export function outagesOf(server: ServerProcess): Outage[] {
  const outages: Outage[] = [];
  let from: number | undefined;
  for (const { message, use, timestamp } of server.logs()) {
    if (use !== 'store') continue;
    if (message === 'redis is away') from ??= Date.parse(String(timestamp)) - margin;
    if (message !== 'redis is ready' || from === undefined) continue;
    outages.push({ from, to: Date.parse(String(timestamp)) + margin });
    from = undefined;
  }
  return from === undefined ? outages : [...outages, { from, to: Number.POSITIVE_INFINITY }];
}
