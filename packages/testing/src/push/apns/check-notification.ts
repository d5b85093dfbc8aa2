import type { IncomingHttpHeaders } from 'node:http2';
import { isRecord, parseRecord } from '../is-record.js';
import type { ApnsReason } from './apns-refusals.js';

const pushTypes = new Set([
  ...['alert', 'background', 'controls', 'location', 'voip', 'complication', 'fileprovider', 'mdm'],
  ...['liveactivity', 'pushtotalk', 'widgets'],
]);
const priorities = new Set(['1', '5', '10']);
const uuid = /^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/i;
const maxCollapseIdBytes = 64;
const maxPayloadBytes = 4096;
const maxVoipPayloadBytes = 5120;

/** The device token of a path. */
export function checkPath(method: string, path: string): { readonly token: string } | ApnsReason {
  if (method !== 'POST') return 'MethodNotAllowed';
  const token = /^\/3\/device\/([^/]*)$/.exec(path)?.[1];
  if (token === undefined) return 'BadPath';
  if (token === '') return 'MissingDeviceToken';
  return /^([\da-f]{2}){32,100}$/i.test(token) ? { token } : 'BadDeviceToken';
}

/** What is wrong with the headers ("Sending notification requests to APNs"); authorization and topic are others' matter. */
export function refuseHeaders(headers: IncomingHttpHeaders): ApnsReason | undefined {
  const text = (name: string) => headers[name]?.toString();
  const type = text('apns-push-type');
  const priority = text('apns-priority') ?? '10';
  if (type === undefined || !pushTypes.has(type)) return 'InvalidPushType';
  if (!priorities.has(priority) || (type === 'background' && priority === '10')) return 'BadPriority';
  if (!/^\d{1,10}$/.test(text('apns-expiration') ?? '0')) return 'BadExpirationDate';
  if (Buffer.byteLength(text('apns-collapse-id') ?? '') > maxCollapseIdBytes) return 'BadCollapseId';
  const id = text('apns-id');
  return id !== undefined && !uuid.test(id) ? 'BadMessageId' : undefined;
}

/** The JSON of a body. */
export function checkPayload(body: Buffer, isVoip: boolean): { readonly payload: Payload } | ApnsReason {
  if (body.length > (isVoip ? maxVoipPayloadBytes : maxPayloadBytes)) return 'PayloadTooLarge';
  const payload = parseRecord(body.toString());
  return payload !== undefined && isRecord(payload.aps) ? { payload } : 'PayloadEmpty';
}

export type Payload = Readonly<Record<string, unknown>>;
