import { z } from 'zod';

/** Where webhooks are posted, and how a login that stood in the URL is sent along. */
export interface EndpointUrl {
  /** Without a login. */
  readonly url: string;
  /** The header of RFC 7617; `undefined` without a login. */
  readonly authorization: string | undefined;
}

/** How {@link endpointUrl} is described. */
export const URL_ALLOWED = 'an absolute `http://` or `https://` URL';

/** The URL of an endpoint. A login in it becomes a header: HTTP clients refuse such URLs, and logs would show it. */
export function endpointUrl() {
  return z.string().transform((written, context): EndpointUrl => {
    const parsed = parse(written.trim());
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', input: written });
    return z.NEVER;
  });
}

function parse(text: string): EndpointUrl | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username === '' && url.password === '') return { url: text, authorization: undefined };
  const login = [url.username, url.password].map(decode);
  if (login.includes(undefined)) return undefined;
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: `Basic ${Buffer.from(login.join(':')).toString('base64')}` };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    // A lone percent sign: nobody can say which login was meant.
    return undefined;
  }
}
