import type { Gates, Pass } from '@shoal/outbound';
import type { Clock } from '@shoal/queue';
import type { Provider } from '../../model/provider.js';
import { serviceOf } from '../../model/recipient.js';
import type { ProviderOutcome } from '../../provider/provider-outcome.js';
import type { PushProvider, Shipment } from '../../provider/push-provider.js';
import type { PushObserver } from '../../push-observer.js';
import type { SendSlots } from './send-slots.js';

export interface GatedProviderParts<Kind extends Provider> {
  readonly provider: PushProvider<Kind>;
  readonly slots: SendSlots;
  readonly gates: Gates;
  readonly sendsPerCredential: number;
  readonly observer: Pick<PushObserver, 'dispatched'>;
  readonly clock: Clock;
}

export interface GatedShipment<Kind extends Provider> {
  readonly appId: string;
  readonly shipment: Shipment<Kind>;
  /** There is no other attempt: an open gate does not keep it back. */
  readonly isLast: boolean;
  /** Asked when there is room for it. */
  mayStart(): boolean;
}

/** `open`: the provider is to be left alone for `delay` ms. `late`: it may not start any more. Nothing was sent. */
export type Sent =
  | ProviderOutcome
  | { readonly kind: 'open'; readonly delay: number }
  | { readonly kind: 'late' };

/** Calls a provider when there is room, and when the gate of its service for this app's credential is open. */
export class GatedProvider<Kind extends Provider> {
  readonly #parts: GatedProviderParts<Kind>;

  constructor(parts: GatedProviderParts<Kind>) {
    this.#parts = parts;
  }

  async send(request: GatedShipment<Kind>): Promise<Sent> {
    const { clock } = this.#parts;
    for (;;) {
      const sent = await this.#trySend(request);
      if (sent.kind !== 'full') return sent;
      await new Promise<void>((resolve) => clock.after(sent.delay, resolve));
    }
  }

  async #trySend(
    request: GatedShipment<Kind>,
  ): Promise<Sent | { readonly kind: 'full'; readonly delay: number }> {
    const { slots, gates, provider, sendsPerCredential } = this.#parts;
    const { appId, shipment, isLast } = request;
    const release = await slots.take();
    try {
      if (!request.mayStart()) return { kind: 'late' };
      const { credential, recipient } = shipment;
      const key = JSON.stringify([appId, provider.kind, credential.credentialId, serviceOf(recipient)]);
      const pass = gates.enter(key, { concurrency: sendsPerCredential, isLast });
      return pass.kind === 'admitted'
        ? await this.#call(request, pass)
        : { kind: pass.kind, delay: pass.delay };
    } finally {
      release();
    }
  }

  async #call({ appId, shipment }: GatedShipment<Kind>, pass: Pass): Promise<ProviderOutcome> {
    const { provider, observer, clock } = this.#parts;
    const startedAt = clock.now();
    let ended = { isSick: true, closeFor: 0 };
    try {
      const outcome = await provider.send(shipment);
      const seconds = (clock.now() - startedAt) / 1_000;
      const result = outcome.kind === 'accepted' ? 'accepted' : outcome.failureClass;
      observer.dispatched(appId, provider.kind, { outcome: result, seconds });
      ended = endedBy(outcome);
      return outcome;
    } finally {
      pass.leave(ended);
    }
  }
}

/** A dead token or a bad payload says nothing of the provider's health. */
function endedBy(outcome: ProviderOutcome): { readonly isSick: boolean; readonly closeFor: number } {
  if (outcome.kind === 'accepted') return { isSick: false, closeFor: 0 };
  const { failureClass, retryAfter } = outcome;
  return {
    isSick: failureClass === 'provider_transient' || failureClass === 'network_transport',
    closeFor: retryAfter?.of === 'credential' ? retryAfter.milliseconds : 0,
  };
}
