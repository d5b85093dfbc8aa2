import { createHash, createHmac } from 'node:crypto';
import { defaultApp, type HttpRequest } from '@shoal/testing';

export interface RequestToSign {
  readonly method?: string;
  /** As it stands in the request line. */
  readonly path: string;
  /** As it is signed, when that differs. */
  readonly signedPath?: string;
  /** As they stand in the query, encoded, without the authentication. */
  readonly query?: string;
  /** As they are signed, when that differs; every parameter, sorted, without the authentication. */
  readonly signedQuery?: string;
  readonly body?: string;
}

/** A request of the default app, signed over exactly the text that it is given: for what no client library writes. */
export function signRequest(request: RequestToSign): HttpRequest {
  const { method = 'GET', path, signedPath = path, query = '', signedQuery = query, body = '' } = request;
  const md5 = body === '' ? [] : [`body_md5=${createHash('md5').update(body).digest('hex')}`];
  const timestamp = Math.floor(Date.now() / 1000);
  const auth = [`auth_key=${defaultApp.key}`, `auth_timestamp=${timestamp}`, 'auth_version=1.0', ...md5];
  // The names of the API come after those of the authentication in the alphabet.
  const signed = [...auth, signedQuery].filter((part) => part !== '').join('&');
  const text = `${method}\n${signedPath}\n${signed}`;
  const signature = createHmac('sha256', defaultApp.secret).update(text).digest('hex');
  const sent = [...auth, query, `auth_signature=${signature}`].filter((part) => part !== '').join('&');
  return { method, path: `${path}?${sent}`, body };
}
