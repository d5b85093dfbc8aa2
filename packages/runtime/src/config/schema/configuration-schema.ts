import { z } from 'zod';
import { listSettings, type SettingEntry } from '../setting/structure.js';
import { webhooksSection } from '../webhooks/webhooks-section.js';
import { appManagerSection } from './app-schema.js';
import { databaseSection } from './database-schema.js';
import { adapterSection, cacheSection, queueSection } from './drivers-schema.js';
import { idempotencySection } from './idempotency-schema.js';
import {
  channelLimitsSection,
  eventLimitsSection,
  presenceSection,
  rateLimiterSection,
} from './limits-schema.js';
import { healthSection, loggingSection, metricsSection } from './observability-schema.js';
import { drainSection, nodeSection, rootSettings } from './process-schema.js';
import {
  corsSection,
  httpApiSection,
  sslSection,
  unixSocketSection,
  websocketSection,
} from './transport-schema.js';

/**
 * Everything that can be set, and the only place where it is said. Keys are in camelCase here and in the typed
 * result; a file and the reference write them in snake_case, which is a mechanical change (`key-spelling.ts`).
 */
export const configurationSchema = z.strictObject({
  ...rootSettings,
  appManager: appManagerSection,
  adapter: adapterSection,
  cache: cacheSection,
  queue: queueSection,
  database: databaseSection,
  rateLimiter: rateLimiterSection,
  metrics: metricsSection,
  logging: loggingSection,
  health: healthSection,
  websocket: websocketSection,
  httpApi: httpApiSection,
  channelLimits: channelLimitsSection,
  eventLimits: eventLimitsSection,
  presence: presenceSection,
  webhooks: webhooksSection,
  idempotency: idempotencySection,
  cors: corsSection,
  ssl: sslSection,
  unixSocket: unixSocketSection,
  drain: drainSection,
  node: nodeSection,
});

/** The checked values as they stand in file and environment, before apps are given the server's limits. */
export type Settings = z.output<typeof configurationSchema>;

/** Every setting with its place, listed once. */
export const configurationSettings: readonly SettingEntry[] = listSettings(configurationSchema);
