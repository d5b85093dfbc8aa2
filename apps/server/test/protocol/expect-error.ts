import type { RawClient } from '@shoal/testing';

interface ExpectedError {
  readonly code: number;
  readonly message: string;
  readonly channel?: string;
}

/** The next error is exactly this frame, and the connection goes on. */
export async function expectError(client: RawClient, expected: ExpectedError): Promise<void> {
  const { code, message, channel } = expected;
  const frame = await client.next('pusher:error');
  const fields = { event: 'pusher:error', data: { code, message } };
  expect(frame.fields).toEqual(channel === undefined ? fields : { ...fields, channel });
  await client.barrier();
}

/** First exactly this frame, then the close with the same code and text. */
export async function expectClose(client: RawClient, { code, message }: ExpectedError): Promise<void> {
  const frame = await client.next('pusher:error');
  expect(frame.fields).toEqual({ event: 'pusher:error', data: { code, message } });
  expect(await client.closed).toEqual({ code, reason: message });
}

/** The next answer to a subscription is exactly this refusal, and the connection goes on. */
export async function expectSubscriptionError(
  client: RawClient,
  expected: { channel: string; type: string; status: number; error: string },
): Promise<void> {
  const { channel, ...data } = expected;
  const frame = await client.next('pusher:subscription_error');
  expect(frame.fields).toEqual({ event: 'pusher:subscription_error', channel, data });
  await client.barrier();
}
