import type { Resolve } from '../target/address/shared-lookups.js';
import { TargetGuard } from '../target/address/target-guard.js';
import { HttpSender, type HttpSenderOptions } from '../target/http/http-sender.js';
import type { Answer, Delivery } from '../target/sender.js';

const delivery: Delivery = {
  body: '{"time_ms":1,"events":[]}',
  headers: { 'Content-Type': 'application/json', 'X-Pusher-Key': 'app-key' },
  timeout: 10_000,
};

export interface SendingOptions extends Partial<HttpSenderOptions> {
  /** Plays the name server. */
  readonly resolve?: Resolve;
}

/** An HttpSender that may go anywhere, unless it is given another guard. Use it with `await using`. */
export function sendingFrom({ resolve, ...options }: SendingOptions = {}) {
  const guard = new TargetGuard({ allowPrivateTargets: true, ...(resolve === undefined ? {} : { resolve }) });
  const sender = new HttpSender({ guard, version: '1.2.3', ...options });
  return {
    send: (url: string, changed: Partial<Delivery> = {}): Promise<Answer> =>
      sender.send({ kind: 'http', url }, { ...delivery, ...changed }),
    close: () => sender.close(),
    [Symbol.asyncDispose]: () => sender.close(),
  };
}
