import { z } from 'zod';
import { PROVIDERS } from '../../../model/provider.js';
import type { Publish } from '../../../model/publish.js';
import { readStored, withFormat } from '../stored-format.js';
import { storedRecipient } from '../stored-recipient.js';

const storedTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('device'), deviceId: z.string() }),
  z.object({ type: z.literal('client'), clientId: z.string() }),
  z.object({ type: z.literal('channel'), channel: z.string() }),
  z.object({ type: z.literal('recipient'), recipient: storedRecipient }),
]);

const storedPublish = z.object({
  appId: z.string(),
  id: z.string(),
  targets: z.array(storedTarget),
  payloads: z.partialRecord(z.enum(PROVIDERS), z.string()),
  fingerprint: z.string().exactOptional(),
  ignoresQuotas: z.literal(true).exactOptional(),
  acceptedAtMs: z.number(),
  notBeforeMs: z.number().exactOptional(),
  expiresAtMs: z.number().exactOptional(),
});

export function printPublish(publish: Publish): string {
  return JSON.stringify(withFormat(publish));
}

/** @throws UnreadableDataError */
export function readPublish(text: string): Publish {
  return readStored(storedPublish, text, 'A publish');
}
