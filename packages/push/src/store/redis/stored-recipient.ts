import { z } from 'zod';

/** A Recipient as it is kept. */
export const storedRecipient = z.discriminatedUnion('transportType', [
  z.object({ transportType: z.literal('gcm'), registrationToken: z.string() }),
  z.object({ transportType: z.literal('apns'), deviceToken: z.string() }),
  z.object({ transportType: z.literal('web'), endpoint: z.string(), p256dh: z.string(), auth: z.string() }),
  z.object({ transportType: z.literal('hms'), registrationToken: z.string() }),
  z.object({ transportType: z.literal('wns'), channelUri: z.string() }),
]);
