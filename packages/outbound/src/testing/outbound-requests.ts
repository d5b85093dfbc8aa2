import type { Resolve } from '../address/shared-lookups.js';
import { TargetGuard } from '../address/target-guard.js';
import {
  OutboundClient,
  type OutboundClientOptions,
  type OutboundRequest,
} from '../request/outbound-client.js';
import { explainFailure } from '../request/request-failure.js';

const request = {
  body: '{"time_ms":1,"events":[]}',
  headers: { 'Content-Type': 'application/json', 'X-Pusher-Key': 'app-key' },
  timeout: 10_000,
};

export interface SendingOptions extends Partial<OutboundClientOptions> {
  /** Plays the name server. */
  readonly resolve?: Resolve;
}

/** A client that may go anywhere, unless it is given another guard. Use it with `await using`. */
export function sendingFrom({ resolve, ...options }: SendingOptions = {}) {
  const guard = new TargetGuard({ allowPrivateTargets: true, ...(resolve === undefined ? {} : { resolve }) });
  const client = new OutboundClient({ guard, ...options });
  return {
    /** The status, or why there is none. */
    async send(url: string, changed: Partial<OutboundRequest> = {}) {
      try {
        const { status } = await client.post({ ...request, ...changed, url });
        return { kind: 'answered', status };
      } catch (error) {
        return { kind: 'failed', ...explainFailure(error) };
      }
    },
    post: (url: string, changed: Partial<OutboundRequest> = {}) =>
      client.post({ ...request, ...changed, url }),
    close: () => client.close(),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
