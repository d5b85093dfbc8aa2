import { explainFailure } from '@shoal/outbound';
import type { Answer } from './sender.js';

/** What a request that threw has come to. */
export function failedAnswer(error: unknown): Answer {
  return { kind: 'failed', ...explainFailure(error) };
}
