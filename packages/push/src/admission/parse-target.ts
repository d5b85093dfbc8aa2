import { parseChannelName } from '@shoal/protocol';
import { z } from 'zod';
import { badRequest, parseBody } from '../bad-request.js';
import { camelKeys } from '../camel-keys.js';
import type { Target } from '../model/target.js';
import type { RecipientParser } from '../recipient-parser.js';

/** An id of a device or a client. */
export const idSchema = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, 'must be an id of 1 to 256 characters without control characters');

const schemas = {
  kind: z.object({ type: z.string() }),
  device: z.object({ deviceId: idSchema }),
  client: z.object({ clientId: idSchema }),
  user: z.object({ userId: idSchema }),
  channel: z.object({ channel: z.string() }),
  recipient: z.object({ recipient: z.unknown() }),
};

/** What other servers take and never send. */
const UNSERVED = new Set([
  'providerTopic',
  'providerCondition',
  'registeredTopic',
  'userTopic',
  'indexedFilter',
  'realtime',
]);

/** @param what names the target, for the message @throws PusherError `bad_request`, `bad_channel_name`, `channel_name_too_long` */
export function parseTarget(value: unknown, what: string, recipients: RecipientParser): Target {
  const body = camelKeys(value);
  const { type } = parseBody(schemas.kind, body, what);
  switch (type) {
    case 'device':
      return { type, ...parseBody(schemas.device, body, what) };
    case 'client':
      return { type, ...parseBody(schemas.client, body, what) };
    case 'user':
      return { type: 'client', clientId: parseBody(schemas.user, body, what).userId };
    case 'channel':
      return { type, channel: parseChannelName(parseBody(schemas.channel, body, what).channel).name };
    case 'recipient': {
      const { recipient } = parseBody(schemas.recipient, body, what);
      return { type, recipient: recipients.parse(recipient, `${what}.recipient`) };
    }
    default:
      throw badRequest(`${what}: ${refusalOf(type)}: use device, client, user, channel or recipient`);
  }
}

function refusalOf(type: string): string {
  return UNSERVED.has(type) ? `targets of type ${type} cannot be served` : 'the type is not known';
}
