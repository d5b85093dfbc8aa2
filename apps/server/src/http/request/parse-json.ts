import { PusherError } from '@shoal/protocol';

/** @throws PusherError `bad_request` */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new PusherError('bad_request', 'The body is not JSON', { cause });
  }
}
