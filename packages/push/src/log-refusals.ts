import type { PushObserver } from './push-observer.js';

/** What is needed of a log. */
export interface RefusalLog {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** The same observer, which writes a line for each delivery that a provider refuses, too. */
export function logRefusals(observer: PushObserver, log: RefusalLog): PushObserver {
  return {
    admitted: (...told) => observer.admitted(...told),
    ended: (...told) => observer.ended(...told),
    planned: (...told) => observer.planned(...told),
    emitted: (...told) => observer.emitted(...told),
    dispatched: (...told) => observer.dispatched(...told),
    delivered: (...told) => observer.delivered(...told),
    deferred: (...told) => observer.deferred(...told),
    retryScheduled: (...told) => observer.retryScheduled(...told),
    retryAttempted: (...told) => observer.retryAttempted(...told),
    retryExpired: (...told) => observer.retryExpired(...told),
    deadLettered: (...told) => observer.deadLettered(...told),
    invalidated: (...told) => observer.invalidated(...told),
    deviceChanged: (...told) => observer.deviceChanged(...told),
    credentialFailed: (...told) => observer.credentialFailed(...told),
    quotaRejected: (...told) => observer.quotaRejected(...told),
    callbackFailed: (...told) => observer.callbackFailed(...told),
    refused(refusal) {
      observer.refused(refusal);
      const { appId, publishId, provider, error } = refusal;
      log.warn('push delivery failed', { app_id: appId, publish_id: publishId, provider, error });
    },
  };
}
