import { PROVIDERS, type Provider } from '../../model/provider.js';
import { BadReplyError } from './script-reply.js';

/** @throws BadReplyError */
export function readProvider(value: unknown): Provider {
  const provider = PROVIDERS.find((known) => known === value);
  if (provider === undefined) throw new BadReplyError('a provider', value);
  return provider;
}
