import type { PublishRejection } from '@shoal/metrics';
import type { ErrorKey, PusherError } from '@shoal/protocol';

const rejections: Partial<Record<ErrorKey, PublishRejection>> = {
  payload_too_large: 'payload_too_large',
  bad_channel_name: 'bad_channel',
  channel_name_too_long: 'bad_channel',
  bad_request: 'bad_event',
  idempotency_conflict: 'bad_event',
  rate_limited: 'rate_limited',
  unauthorized: 'auth',
  app_disabled: 'auth',
  over_capacity: 'over_capacity',
  backend: 'backend',
  idempotency_in_progress: 'backend',
};

/** Why a publish was refused, in the bounded words of metrics; undefined for every other request. */
export function publishRejection(endpoint: string, { key }: PusherError): PublishRejection | undefined {
  return endpoint.endsWith('events') ? rejections[key] : undefined;
}
