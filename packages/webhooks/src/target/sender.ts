import type { Target } from '../endpoint/endpoint.js';

export interface Delivery {
  /** JSON, as it was signed. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds until the answer has to be there. */
  readonly timeout: number;
}

/** How one request ended. Never holds a part of the URL, a header or a body. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Milliseconds that the endpoint asks to be left alone (RFC 9110, 10.2.3). */
      readonly retryAfter?: number;
    }
  | {
      readonly kind: 'failed';
      readonly reason: 'timeout' | 'network' | 'refused_target' | 'lambda';
      /** For the log and the dead letter. */
      readonly message: string;
    };

/** Port: makes one request. Never rejects. */
export interface Sender {
  send(target: Target, delivery: Delivery): Promise<Answer>;
  close(): Promise<void>;
}
