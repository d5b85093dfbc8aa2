import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { type HttpResponse, httpRequest } from '../http-request.js';
import type { ServerAddress } from '../server/server-address.js';
import { signature } from './signer.js';

/** What to ask, and how to ask it wrongly. */
export interface ApiRequest {
  readonly query?: Readonly<Record<string, string>>;
  /** A text or bytes go out as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces authentication parameters; `null` leaves one out. They are signed as they are replaced. */
  readonly auth?: Readonly<Partial<Record<AuthParameter, string | null>>>;
  /** Replaces the finished signature; `null` leaves it out. */
  readonly signature?: string | null;
  /** Signs with another secret. */
  readonly secret?: string;
}

export type AuthParameter = 'auth_key' | 'auth_timestamp' | 'auth_version' | 'body_md5';

/** A backend that signs its requests, over connections that are kept open. Use it with `using`. */
export class ApiClient implements Disposable {
  readonly #server: ServerAddress;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(server: ServerAddress) {
    this.#server = server;
  }

  /** @param path below `/apps/<id>`, encoded: `/channels/news` */
  async get(path: string, request: ApiRequest = {}): Promise<HttpResponse> {
    return await this.request('GET', path, request);
  }

  /** @param path below `/apps/<id>`, encoded: `/events` */
  async post(path: string, request: ApiRequest = {}): Promise<HttpResponse> {
    return await this.request('POST', path, request);
  }

  async request(method: string, path: string, request: ApiRequest = {}): Promise<HttpResponse> {
    const body = request.body === undefined ? '' : asBytes(request.body);
    const fullPath = `/apps/${this.#server.app.id}${path}`;
    const query = this.#signedQuery(`${method}\n${fullPath}`, body, request);
    return await httpRequest(this.#server, {
      method,
      path: `${fullPath}?${query}`,
      headers: { ...(body === '' ? {} : { 'content-type': 'application/json' }), ...request.headers },
      body,
      agent: this.#agent,
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  #signedQuery(head: string, body: string | Buffer, request: ApiRequest): string {
    const parameters = {
      ...request.query,
      auth_key: this.#server.app.key,
      auth_timestamp: String(Math.floor(Date.now() / 1_000)),
      auth_version: '1.0',
      ...(body.length === 0 ? {} : { body_md5: createHash('md5').update(body).digest('hex') }),
      ...request.auth,
    };
    const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null);
    const sorted = pairs.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
    const signed = sorted.map(([name, value]) => `${name.toLowerCase()}=${value}`).join('&');
    const app = { ...this.#server.app, secret: request.secret ?? this.#server.app.secret };
    const { signature: auth_signature = signature(app, `${head}\n${signed}`) } = request;
    return new URLSearchParams(
      auth_signature === null ? sorted : [...sorted, ['auth_signature', auth_signature]],
    )
      .toString()
      .replaceAll('+', '%20');
  }
}

function asBytes(body: unknown): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}
