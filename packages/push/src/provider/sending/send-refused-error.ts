import type { ProviderRefusal } from '../provider-outcome.js';

/** Ends a send from inside: the refusal is its outcome. */
export class SendRefusedError extends Error {
  override readonly name = 'SendRefusedError';
  readonly refusal: ProviderRefusal;

  constructor(refusal: ProviderRefusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

/** That nothing will come of it with this credential: it has to be replaced. */
export function refusedCredential(reason: string): SendRefusedError {
  return new SendRefusedError({ kind: 'rejected', failureClass: 'credential_auth', reason });
}

/** That the payload, or a header made of it, cannot be sent to anybody. */
export function refusedPayload(reason: string): SendRefusedError {
  return new SendRefusedError({ kind: 'rejected', failureClass: 'caller_payload', reason });
}
