import { redactFields } from '../logging/redact.js';
import type { Configuration } from './configuration.js';

/**
 * The configuration as it may be shown or logged: secrets are replaced, and of webhooks, whose headers may hold
 * any credential, only the number is left.
 */
export function redactConfiguration(configuration: Configuration): Readonly<Record<string, unknown>> {
  const apps = configuration.appManager.apps.map((app) => ({ ...app, webhooks: app.webhooks.length }));
  return redactFields({ ...configuration, appManager: { ...configuration.appManager, apps } });
}
