import type { PushObserver } from './push-observer.js';

/** What is needed of a log. */
export interface RefusalLog {
  warn(message: string, fields: Readonly<Record<string, string>>): void;
}

/** Writes a line for each delivery that a provider has refused; everything is passed on as it is. */
export function logRefusals(observer: PushObserver, log: RefusalLog): PushObserver {
  return {
    ...passOn(observer),
    refused(refusal) {
      observer.refused(refusal);
      const { appId, publishId, provider, error } = refusal;
      log.warn('push delivery failed', {
        ...{ app_id: appId, publish_id: publishId },
        // As metrics call it.
        provider: provider.toLowerCase(),
        error,
      });
    },
  };
}

function passOn(observer: PushObserver): Omit<PushObserver, 'refused'> {
  return {
    admitted: (...facts) => observer.admitted(...facts),
    ended: (...facts) => observer.ended(...facts),
    planned: (...facts) => observer.planned(...facts),
    emitted: (...facts) => observer.emitted(...facts),
    dispatched: (...facts) => observer.dispatched(...facts),
    delivered: (...facts) => observer.delivered(...facts),
    reported: (...facts) => observer.reported(...facts),
    deferred: (...facts) => observer.deferred(...facts),
    retryScheduled: (...facts) => observer.retryScheduled(...facts),
    retryAttempted: (...facts) => observer.retryAttempted(...facts),
    retryExpired: (...facts) => observer.retryExpired(...facts),
    deadLettered: (...facts) => observer.deadLettered(...facts),
    invalidated: (...facts) => observer.invalidated(...facts),
    deviceChanged: (...facts) => observer.deviceChanged(...facts),
    credentialFailed: (...facts) => observer.credentialFailed(...facts),
    quotaRejected: (...facts) => observer.quotaRejected(...facts),
    callbackFailed: (...facts) => observer.callbackFailed(...facts),
  };
}
