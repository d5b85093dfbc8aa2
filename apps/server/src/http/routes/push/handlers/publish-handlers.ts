import { PusherError } from '@shoal/protocol';
import { type AdmittedPublish, type PublishStatus, parseListQuery, toListAnswer } from '@shoal/push';
import { systemClock } from '@shoal/queue';
import type { Logger } from '@shoal/runtime';
import type { OpenedPush } from '../../../../push/open-push.js';
import { pushHeader } from '../../../request/identity-token.js';
import { noContent, type PushHandler, type PushRequest } from '../push-request.js';

type Name =
  | 'publish'
  | 'publishBatch'
  | 'publishStatus'
  | 'cancelPublish'
  | 'listScheduled'
  | 'cancelScheduled'
  | 'reportDelivery';

const NO = ['0', 'false', 'no'];

/** Publishes: asked for, looked at, called off; and what is said of their deliveries. */
export function publishHandlers(
  { admission, control, reports }: Pick<OpenedPush, 'admission' | 'control' | 'reports'>,
  logger: Pick<Logger, 'info'>,
): Record<Name, PushHandler> {
  const cancel: PushHandler = async ({ appId, parameters }) => {
    const status = await control.cancel(appId, parameters.publishId ?? '');
    if (status === undefined) throw noSuchPublish();
    if (status.state === 'cancelled') return noContent;
    throw new PusherError('conflict', `The publish has ended: it is ${status.state}`);
  };
  return {
    publish: async (request) => {
      const { appId, headers, body } = request;
      const key = headers['x-idempotency-key'];
      const ignoresQuotas = isOverride(request);
      const admitted = await admission.publish(appId, body(), {
        ...(typeof key === 'string' && { idempotencyKey: key }),
        ignoresQuotas,
      });
      if (ignoresQuotas) logOverride(logger, appId, [admitted]);
      return { status: 202, body: admitted.answer, headers: headersOf(request, [admitted]) };
    },
    publishBatch: async (request) => {
      const ignoresQuotas = isOverride(request);
      const admitted = await admission.publishBatch(request.appId, request.body(), { ignoresQuotas });
      if (ignoresQuotas) logOverride(logger, request.appId, admitted);
      const items = admitted.map(({ answer }) => answer);
      return { status: 202, body: { items }, headers: headersOf(request, admitted) };
    },
    publishStatus: async ({ appId, parameters }) => {
      const publishId = parameters.publishId ?? '';
      const [status, reported] = await Promise.all([
        control.status(appId, publishId),
        reports.find(appId, publishId),
      ]);
      if (status === undefined) throw noSuchPublish();
      return { body: { ...describeStatus(status), ...(reported !== undefined && { reported }) } };
    },
    reportDelivery: async ({ appId, body }) => {
      await reports.add(appId, body());
      return { status: 202, body: {} };
    },
    cancelPublish: cancel,
    cancelScheduled: cancel,
    listScheduled: async ({ appId, query }) => {
      const name = { appId, kind: 'scheduledJob' } as const;
      const page = await control.scheduled(appId, parseListQuery(query, name));
      const items = page.items.map(describeStatus);
      return { body: toListAnswer({ ...page, items }, name, systemClock.wall()) };
    },
  };
}

/** `X-Sockudo-Push-Quota-Override`: the app has signed it, and it is told in the log. */
function isOverride({ headers }: PushRequest): boolean {
  const value = pushHeader(headers, 'push-quota-override')?.toLowerCase();
  return value !== undefined && !NO.includes(value);
}

function logOverride(
  logger: Pick<Logger, 'info'>,
  appId: string,
  admitted: readonly AdmittedPublish[],
): void {
  const publishIds = admitted.filter(({ isRepeat }) => !isRepeat).map(({ answer }) => answer.publishId);
  if (publishIds.length > 0)
    logger.info('push quotas overridden', { app_id: appId, publish_ids: publishIds });
}

/** Under both spellings, and its state under both names, because clients read either. */
function describeStatus(status: PublishStatus): object {
  const { appId, publishId, state, ...rest } = status;
  return { appId, publish_id: publishId, publishId, status: state, state, ...rest };
}

/** What cannot be had is told: nobody waits here for the end of a publish. */
function headersOf({ query }: PushRequest, admitted: readonly AdmittedPublish[]): Record<string, string> {
  const isForced = query.mode === 'sync' || admitted.some(({ isForcedAsync }) => isForcedAsync);
  const why = 'publish-api-is-async';
  return {
    ...(isForced && { 'X-Shoal-Forced-Async': why, 'X-Sockudo-Forced-Async': why }),
    ...(admitted.every(({ isRepeat }) => isRepeat) && { 'X-Idempotency-Replayed': 'true' }),
  };
}

function noSuchPublish(): PusherError {
  return new PusherError('not_found', 'There is no such publish (any more)');
}
