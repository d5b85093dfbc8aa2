import type { LaneEvent } from './webhook-job.js';

const REPLAY = /-r(\d+)$/;

/** Id of a request of an ordered endpoint: a lane changes only at its end, so these two say what is in it. */
export function laneRequestId(endpointId: string, items: readonly LaneEvent[]): string {
  const [first] = items;
  const id = `${first?.id}-${items.length}-${endpointId}`;
  return first?.replay === undefined ? id : replayId(id, first.replay);
}

/** @param nth 1 for the first time that the delivery is replayed */
export function replayId(id: string, nth: number): string {
  return `${deliveryId(id)}-r${nth}`;
}

/** How often the delivery has been replayed. */
export function replaysOf(id: string): number {
  return Number(REPLAY.exec(id)?.[1] ?? 0);
}

/** What stays the same however often it is replayed. */
export function deliveryId(id: string): string {
  return id.replace(REPLAY, '');
}
