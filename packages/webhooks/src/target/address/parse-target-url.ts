import { RefusedTargetError } from './refused-target-error.js';

/**
 * The URL of an endpoint: `http:` or `https:`, any port, no user and password. Whatever spelling an IPv4 address has
 * (decimal, octal, hexadecimal, shortened), its `hostname` is the dotted one afterwards (WHATWG URL, "IPv4 parser").
 *
 * @throws RefusedTargetError
 */
export function parseTargetUrl(text: string): URL {
  if (!URL.canParse(text)) throw new RefusedTargetError('The URL is not valid.');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RefusedTargetError('The URL must begin with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new RefusedTargetError('The URL holds a user or password: use a header of the endpoint instead.');
  }
  return url;
}
