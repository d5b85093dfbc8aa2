import { endpointDigest } from '../endpoint/endpoint-digest.js';
import type { LaneEvent } from './webhook-job.js';

/*
 * Every id ends with parts of a fixed form behind dots, so that it can be read from its end in one way only, whatever
 * stands in front:
 *
 *     <batch>.<digest>.<slice>         a request of a batch
 *     <digest>.<lane>.<turn>           the turn of a lane
 *     <event>.<digest>.n<events>       a request of a lane
 *     <one of them>.r<replay>          the same, replayed
 */

const REPLAY = /\.r(\d+)$/;

export interface OfEndpoint {
  readonly appId: string;
  readonly endpointId: string;
}

/** Id of a job, which is one request, of a batch. @param slice the how manieth of the endpoint's, from 0 */
export function sliceId(batchId: string, { appId, endpointId }: OfEndpoint, slice: number): string {
  return `${batchId}.${endpointDigest(appId, endpointId)}.${slice}`;
}

/** Id of the job that a lane's turn has. */
export function turnId(lane: string, turn: number): string {
  return `${lane}.${turn}`;
}

/** Id of a request of an ordered endpoint: a lane changes only at its end, so these two say what is in it. */
export function laneRequestId({ appId, endpointId }: OfEndpoint, items: readonly LaneEvent[]): string {
  const [first] = items;
  const id = `${first?.id}.${endpointDigest(appId, endpointId)}.n${items.length}`;
  return first?.replay === undefined ? id : replayId(id, first.replay);
}

/** @param nth 1 for the first time that the delivery is replayed */
export function replayId(id: string, nth: number): string {
  return `${deliveryId(id)}.r${nth}`;
}

/** How often the delivery has been replayed. */
export function replaysOf(id: string): number {
  return Number(REPLAY.exec(id)?.[1] ?? 0);
}

/** What stays the same however often it is replayed. */
export function deliveryId(id: string): string {
  return id.replace(REPLAY, '');
}
