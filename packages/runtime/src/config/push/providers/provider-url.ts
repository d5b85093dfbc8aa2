import { z } from 'zod';

/** How {@link providerUrl} is described. */
export const PROVIDER_URL_ALLOWED = 'an `https://` URL without login, `?` and `#`';

/** Where a provider is reached, without a slash at the end. Tokens and secrets go there, so it is never plain HTTP. */
export function providerUrl() {
  return z
    .string()
    .refine(isProviderUrl)
    .transform((written) => written.trim().replace(/\/+$/, ''));
}

function isProviderUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return protocol === 'https:' && [username, password, search, hash].every((part) => part === '');
}
