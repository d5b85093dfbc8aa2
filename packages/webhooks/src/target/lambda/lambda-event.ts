import type { Delivery } from '../sender.js';

/**
 * What the function is called with. Lambda has no headers, and its ClientContext does not reach functions that are
 * not waited for, so the signature travels in the event:
 *
 *     { "time_ms": 1, "events": [], "payload": { "time_ms": 1, "events": [] }, "headers": { "X-Pusher-Signature": "" } }
 *
 * `payload` and `headers` are soketi's form. `payload` is, byte for byte, what was signed: its compact JSON gives the
 * signature. `time_ms` and `events` are Sockudo's form, which has no signature. So functions written for either work.
 */
export function lambdaEvent({ body, headers }: Delivery): string {
  return `${body.slice(0, -1)},"payload":${body},"headers":${JSON.stringify(headers)}}`;
}
