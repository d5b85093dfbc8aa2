import { errorCode, explainFailure, RefusedTargetError } from '@shoal/outbound';
import type { ProviderRefusal } from '../provider-outcome.js';
import { SendRefusedError } from './send-refused-error.js';

/** What a send that threw has come to. Connections that fail, break or hang are worth another attempt. */
export function failedSend(error: unknown): ProviderRefusal {
  if (error instanceof SendRefusedError) return error.refusal;
  // Only web push goes where a device says: it is not sent there, and the device counts as failing.
  if (error instanceof RefusedTargetError) return refused('device_transient', 'refused_target');
  const { reason } = explainFailure(error);
  if (reason === 'refused_target') return refused('caller_payload', 'invalid_header');
  const word = reason === 'timeout' ? 'timeout' : errorCode(error);
  return { kind: 'retryable', failureClass: 'network_transport', reason: word };
}

function refused(failureClass: ProviderRefusal['failureClass'], reason: string): ProviderRefusal {
  return { kind: 'rejected', failureClass, reason };
}
