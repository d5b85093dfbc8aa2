import type { Endpoint, WebhookApp, WebhookApps } from './endpoint.js';
import { endpointIds } from './endpoint-ids.js';

/** An endpoint as it is configured. */
export interface EndpointSettings extends Omit<Endpoint, 'id'> {
  /** Unique in the app. Absent: a hash of the target. */
  readonly id?: string;
}

export interface WebhookAppSettings {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly webhooks: readonly EndpointSettings[];
}

/** Apps that are known when the process starts, and stay as they are. */
export class StaticWebhookApps implements WebhookApps {
  private readonly byId: ReadonlyMap<string, WebhookApp>;

  constructor(apps: readonly WebhookAppSettings[]) {
    this.byId = new Map(apps.map((app) => [app.id, webhookApp(app)]));
  }

  find(appId: string): WebhookApp | undefined {
    return this.byId.get(appId);
  }
}

function webhookApp({ id, key, secret, webhooks }: WebhookAppSettings): WebhookApp {
  const ids = endpointIds(webhooks.map(({ target }) => target));
  return {
    ...{ id, key, secret },
    endpoints: webhooks.map((settings, index) => ({ ...settings, id: settings.id ?? ids[index] ?? '' })),
  };
}
