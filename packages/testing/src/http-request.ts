import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpRequest {
  /** `GET` by default. */
  readonly method?: string;
  /** Sent as it is: encode it yourself. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** A fresh connection by default. */
  readonly agent?: Agent;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed JSON when the content type says so, the text otherwise. */
  readonly body: unknown;
}

const timeoutMs = 10_000;

/** One HTTP exchange, byte for byte as asked: nothing is normalised on the way, unlike with `fetch`. */
export async function httpRequest(
  address: { readonly host: string; readonly port: number },
  { method = 'GET', path, headers = {}, body = '', agent }: HttpRequest,
): Promise<HttpResponse> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    const { host, port } = address;
    const length = Buffer.byteLength(body);
    const outgoing = request(
      {
        host,
        port,
        method,
        path,
        headers: { ...(length === 0 ? {} : { 'content-length': length }), ...headers },
        agent: agent ?? false,
        timeout: timeoutMs,
      },
      resolve,
    );
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error(`${method} ${path}: silent for ${timeoutMs} ms`)),
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
  return readResponse(message);
}

async function readResponse(message: IncomingMessage): Promise<HttpResponse> {
  const { statusCode = 0, headers } = message;
  const content = await text(message);
  // The answer to HEAD says what it would be, and is empty.
  const isJson = content !== '' && (headers['content-type']?.startsWith('application/json') ?? false);
  return { status: statusCode, headers, text: content, body: isJson ? JSON.parse(content) : content };
}
