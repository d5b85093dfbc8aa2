import type { Logger } from '@shoal/runtime';
import type { OpenedPush } from '../../../../push/open-push.js';
import type { PushRouteName } from '../push-endpoints.js';
import type { PushHandler } from '../push-request.js';
import { deviceHandlers } from './device-handlers.js';
import { letterHandlers } from './letter-handlers.js';
import { publishHandlers } from './publish-handlers.js';
import { settingHandlers } from './setting-handlers.js';

export type PushHandlers = Readonly<Record<PushRouteName, PushHandler>>;

/** What answers the routes of pushes. */
export function createPushHandlers(push: OpenedPush, logger: Logger): PushHandlers {
  return {
    ...settingHandlers(push),
    ...deviceHandlers(push),
    ...publishHandlers(push, logger),
    ...letterHandlers(push),
  };
}
