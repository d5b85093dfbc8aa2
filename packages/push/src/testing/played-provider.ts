import type { Clock } from '@shoal/queue';
import type { Provider } from '../model/provider.js';
import type { Recipient } from '../model/recipient.js';
import type { FailureClass, ProviderOutcome } from '../provider/provider-outcome.js';
import type { PushProvider, Shipment } from '../provider/push-provider.js';

export interface SentShipment {
  readonly appId: string;
  readonly token: string;
  readonly payload: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export const ACCEPTED: ProviderOutcome = { kind: 'accepted' };

export function rejected(failureClass: FailureClass, reason = 'Refused'): ProviderOutcome {
  return { kind: 'rejected', failureClass, reason };
}

export function retryable(
  failureClass: FailureClass,
  retryAfter?: { readonly milliseconds: number; readonly of: 'device' | 'credential' },
): ProviderOutcome {
  return { kind: 'retryable', failureClass, reason: 'Busy', ...(retryAfter !== undefined && { retryAfter }) };
}

/** A provider as a test wants it. */
export class PlayedProvider<Kind extends Provider> implements PushProvider<Kind> {
  readonly kind: Kind;
  readonly sent: SentShipment[] = [];
  active = 0;
  mostActive = 0;
  isClosed = false;
  /** Milliseconds that an answer takes. */
  latency = 0;
  readonly #clock: Clock;
  #answer: (token: string) => ProviderOutcome = () => ACCEPTED;

  constructor(kind: Kind, clock: Clock) {
    this.kind = kind;
    this.#clock = clock;
  }

  answers(answer: ProviderOutcome | ((token: string) => ProviderOutcome)): void {
    this.#answer = typeof answer === 'function' ? answer : () => answer;
  }

  get tokens(): string[] {
    return this.sent.map(({ token }) => token);
  }

  async send({ credential, recipient, payload }: Shipment<Kind>): Promise<ProviderOutcome> {
    const token = tokenOf(recipient);
    this.sent.push({ appId: credential.appId, token, payload, at: this.#clock.wall() });
    this.active += 1;
    this.mostActive = Math.max(this.mostActive, this.active);
    if (this.latency > 0) await new Promise<void>((resolve) => this.#clock.after(this.latency, resolve));
    this.active -= 1;
    return this.#answer(token);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

function tokenOf(recipient: Recipient): string {
  if ('registrationToken' in recipient) return recipient.registrationToken;
  return 'endpoint' in recipient ? recipient.endpoint : JSON.stringify(recipient);
}
