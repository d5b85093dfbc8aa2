import { isRecord, PusherError } from '@shoal/protocol';
import { PROVIDERS, type Provider } from '@shoal/push';
import type { Logger } from '@shoal/runtime';
import type { OpenedPush } from '../../../../push/open-push.js';
import type { PushHandler } from '../push-request.js';

const OUTCOMES = ['accepted', 'rejected', 'retryable', 'expired', 'cancelled'] as const;

/** What a device, or somebody else who delivers, says of one delivery. */
interface Report {
  readonly publishId: string;
  readonly provider: Provider;
  readonly outcome: (typeof OUTCOMES)[number];
}

/**
 * `POST deliveryStatus`: notes in the log what somebody else says of a delivery. It counts for nothing: the status of a
 * publish is what its providers have answered.
 */
export function reportDelivery({ control }: Pick<OpenedPush, 'control'>, logger: Logger): PushHandler {
  return async ({ appId, body }) => {
    const { publishId, provider, outcome } = parseReport(body());
    if ((await control.status(appId, publishId)) === undefined) {
      throw new PusherError('not_found', 'There is no such publish (any more)');
    }
    const fields = { app_id: appId, publish_id: publishId, provider, outcome };
    logger.info('push delivery reported', fields);
    return { status: 202, body: {} };
  };
}

function parseReport(body: unknown): Report {
  const result = isRecord(body) && isRecord(body.result) ? body.result : {};
  const { publishId = result.publishId } = isRecord(body) ? body : {};
  const provider = PROVIDERS.find((each) => each === result.provider);
  const outcome = OUTCOMES.find((each) => each === result.outcome);
  if (typeof publishId === 'string' && provider !== undefined && outcome !== undefined) {
    return { publishId, provider, outcome };
  }
  throw new PusherError(
    'bad_request',
    `publishId, result.provider (${PROVIDERS.join(', ')}) and result.outcome (${OUTCOMES.join(', ')}) are needed`,
  );
}
