import { explainFailure } from '@shoal/outbound';
import type { ProviderRefusal } from './provider-outcome.js';

/** A delivery that has ended before it came to the provider: there is no token for it, or nowhere to send it. */
export class RefusalError extends Error {
  override readonly name = 'RefusalError';
  readonly refusal: ProviderRefusal;

  constructor(refusal: ProviderRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/** What a delivery that threw has come to. */
export function refusalOf(error: unknown): ProviderRefusal {
  if (error instanceof RefusalError) return error.refusal;
  const { reason } = explainFailure(error);
  // The address stays what it is, and says nothing of the device's token.
  if (reason === 'refused_target') return { kind: 'rejected', failureClass: 'unknown', reason };
  return { kind: 'retryable', failureClass: 'network_transport', reason };
}
