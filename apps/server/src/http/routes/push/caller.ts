import { PusherError } from '@shoal/protocol';
import type { Caller } from '@shoal/push';
import type { ApiRequest } from '../../request/api-request.js';
import { identityToken, pushHeader } from '../../request/identity-token.js';

/**
 * Who asks. That the app has signed the request makes it an admin's; a token, or the capability `push-subscribe`, makes it a
 * device's, which may do less. So nothing that is merely said gives anybody more: a request without a signature comes
 * here only with a token.
 *
 * @throws PusherError `forbidden` for a capability that nobody knows, `unauthorized` for a device without its token
 */
export function callerOf({ headers, isSigned }: Pick<ApiRequest, 'headers' | 'isSigned'>): Caller {
  const token = identityToken(headers);
  const capability = pushHeader(headers, 'push-capability');
  if (capability !== undefined && capability !== 'push-admin' && capability !== 'push-subscribe') {
    throw new PusherError('forbidden', 'The capability must be push-admin or push-subscribe');
  }
  if (token !== undefined) return { kind: 'device', identityToken: token, isSigned };
  if (capability !== 'push-subscribe') return { kind: 'admin' };
  throw new PusherError('unauthorized', 'push-subscribe needs the identity token of a device');
}
