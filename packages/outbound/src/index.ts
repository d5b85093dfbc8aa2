export { parseTargetUrl } from './address/parse-target-url.js';
export { RefusedTargetError } from './address/refused-target-error.js';
export type { Resolve } from './address/shared-lookups.js';
export { TargetGuard, type TargetGuardOptions } from './address/target-guard.js';
export type { Clock, Timer } from './clock.js';
export type { Ended } from './gate/gate.js';
export { Gates, type GatesOptions, type Pass } from './gate/gates.js';
export { DeadlineError, unlessAborted, withDeadline } from './request/deadline.js';
export { LeaseCache, type LeaseCacheOptions } from './request/lease-cache.js';
export type { OutboundAnswer } from './request/outbound-answer.js';
export {
  OutboundClient,
  type OutboundClientOptions,
  type OutboundRequest,
} from './request/outbound-client.js';
export { errorCode, explainFailure, type RequestFailure } from './request/request-failure.js';
export { parseRetryAfter } from './request/retry-after.js';
