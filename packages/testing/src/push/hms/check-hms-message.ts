import { isRecord, parseRecord } from '../is-record.js';
import type { HmsCode } from './hms-refusals.js';

const MAX_BYTES = 4_096;

export interface HmsMessage {
  readonly token: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** What Push Kit demands of a request's body ("Downlink message", REST v1). */
export function checkHmsMessage(text: string): HmsMessage | HmsCode {
  const message = parseRecord(text)?.message;
  if (!isRecord(message)) return 80100003;
  const { token, ...content } = message;
  if (!Array.isArray(token) || !token.every(isText)) return 80100001;
  const [first] = token;
  if (first === undefined) return 80100001;
  if (token.length > 1_000) return 80300010;
  if (Buffer.byteLength(JSON.stringify(content)) > MAX_BYTES) return 80300008;
  return checkContent(content) ?? { token: first, message };
}

function checkContent({ data, notification, android = {} }: Record<string, unknown>): HmsCode | undefined {
  if (data !== undefined && typeof data !== 'string') return 80100003;
  if (notification === undefined && data === undefined) return 80100003;
  if (!isRecord(android)) return 80100003;
  if (notification !== undefined && !isNotification(notification, android.notification)) return 80100003;
  if (!isCollapseKey(android.collapse_key)) return 80100013;
  const isTtl = android.ttl === undefined || /^\d{1,7}s$/.test(String(android.ttl));
  return isTtl ? undefined : 80100004;
}

/** Title, text, and what happens when somebody taps on it. */
function isNotification(notification: unknown, android: unknown): boolean {
  if (!isRecord(notification) || !isText(notification.title) || !isText(notification.body)) return false;
  if (!isRecord(android) || !isRecord(android.click_action)) return false;
  const { tag = '-', sound = '-' } = android;
  return isText(tag) && isText(sound) && [1, 2, 3].includes(Number(android.click_action.type));
}

function isCollapseKey(key: unknown): boolean {
  return key === undefined || (Number.isInteger(key) && Number(key) >= -1 && Number(key) <= 100);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
