import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from '../../webhooks/reply.js';
import { webPushRefusal } from './web-push-refusals.js';

const urgencies = new Set(['very-low', 'low', 'normal', 'high']);

/** What a push service says of the headers of RFC 8030 (5.2 to 5.4) and RFC 8291 (4). */
export function refuseHeaders(headers: IncomingHttpHeaders): Reply | undefined {
  const { ttl, urgency = 'normal', topic = 'none' } = headers;
  if (ttl === undefined) return webPushRefusal(400, { errno: 111, message: 'Missing TTL header' });
  if (!/^\d{1,10}$/.test(String(ttl)))
    return webPushRefusal(400, { errno: 112, message: 'Invalid TTL header value' });
  if (!/^[\w-]{1,32}$/.test(String(topic))) {
    return webPushRefusal(400, { errno: 113, message: 'Invalid Topic header value' });
  }
  if (!urgencies.has(String(urgency)))
    return webPushRefusal(400, { message: 'Invalid Urgency header value' });
  if (headers['content-encoding'] !== 'aes128gcm') {
    return webPushRefusal(400, { message: 'Unknown Content-Encoding' });
  }
  return undefined;
}
