import type { Notification } from '../../model/publish.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** How a notification becomes what one provider is sent. */
export interface PayloadRenderer {
  /** Of what {@link PayloadRenderer.sent} gives, in UTF-8. */
  readonly maxBytes: number;
  /** @param expiresAtMs milliseconds since 1970 */
  render(notification: Notification, expiresAtMs?: number): JsonObject;
  /**
   * A payload that an app has written itself, with what the provider cannot do without.
   *
   * @throws PusherError `bad_request`
   */
  override(payload: JsonObject, expiresAtMs?: number): JsonObject;
  /** Of a payload, the text that the provider limits. */
  sent(payload: JsonObject): string;
}

/** Without what is undefined. */
export function present(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Like {@link present}, and nothing at all when nothing is left. */
export function presentOrNone(object: JsonObject): JsonObject | undefined {
  const rest = present(object);
  return Object.keys(rest).length === 0 ? undefined : rest;
}

/** `headers` of a payload go beside the body, never into it. */
export function withoutHeaders({ headers: _headers, ...body }: JsonObject): string {
  return JSON.stringify(body);
}
