import { isRecord } from '@shoal/protocol';
import { badRequest } from '../bad-request.js';
import type { Provider } from '../model/provider.js';
import type { Notification, RenderedPayloads } from '../model/publish.js';
import type { Template } from '../model/template.js';
import { apnsRenderer } from './payload/apns-renderer.js';
import { fcmRenderer } from './payload/fcm-renderer.js';
import { hmsRenderer } from './payload/hms-renderer.js';
import type { JsonObject, PayloadRenderer } from './payload/payload-renderer.js';
import { webPushRenderer } from './payload/web-push-renderer.js';
import { wnsRenderer } from './payload/wns-renderer.js';

/** For a provider, the JSON text of what it is sent in place of the rendered payload. */
export type ProviderOverrides = NonNullable<Template['providerOverrides']>;

export interface RenderRequest {
  /** After its template was applied. */
  readonly notification: Notification;
  readonly overrides?: ProviderOverrides;
  /** Those that the payload is wanted for: the others' limits do not matter. */
  readonly providers: readonly Provider[];
  /** Milliseconds since 1970. */
  readonly expiresAtMs?: number;
}

const MAX_OVERRIDE_BYTES = 4_096;

const renderers: Readonly<Record<Provider, PayloadRenderer>> = {
  fcm: fcmRenderer,
  apns: apnsRenderer,
  webPush: webPushRenderer,
  hms: hmsRenderer,
  wns: wnsRenderer,
};

/**
 * What each provider is sent, once for a whole publish. What a device's own request adds (its token, how long is left
 * until it expires) is left to the provider's dispatch.
 *
 * @throws PusherError `bad_request`: an override is not valid, or a payload too large
 */
export function renderPayloads({ providers, ...request }: RenderRequest): RenderedPayloads {
  return Object.fromEntries(providers.map((provider) => [provider, render(provider, request)]));
}

/**
 * Judges an override before it is needed, as when a template is stored.
 *
 * @throws PusherError `bad_request`
 */
export function checkOverride(provider: Provider, override: string): void {
  render(provider, { notification: {}, overrides: { [provider]: override } });
}

function render(
  provider: Provider,
  { notification, overrides = {}, expiresAtMs }: Omit<RenderRequest, 'providers'>,
): string {
  const renderer = renderers[provider];
  const override = overrides[provider];
  const payload =
    override === undefined
      ? renderer.render(notification, expiresAtMs)
      : renderer.override(parseOverride(provider, override), expiresAtMs);
  const bytes = Buffer.byteLength(renderer.sent(payload));
  if (bytes > renderer.maxBytes) {
    throw badRequest(
      `The payload for ${provider} has ${bytes} bytes: at most ${renderer.maxBytes} are taken`,
    );
  }
  return JSON.stringify(payload);
}

function parseOverride(provider: Provider, text: string): JsonObject {
  if (Buffer.byteLength(text) > MAX_OVERRIDE_BYTES) {
    throw badRequest(`providerOverrides.${provider}: at most ${MAX_OVERRIDE_BYTES} bytes`);
  }
  const payload: unknown = JSON.parse(text);
  if (!isRecord(payload)) throw badRequest(`providerOverrides.${provider}: must be an object`);
  return payload;
}
