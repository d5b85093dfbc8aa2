import { ApiClient, type ApiRequest } from '../../../clients/api-client.js';
import type { HttpResponse } from '../../../http-request.js';
import type { Effects, Ledger } from '../ledger.js';
import type { LoadedServer } from '../room/seat.js';

export interface Call extends ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The route's template, as the label `endpoint` has it. */
  readonly endpoint: string;
  /** What it must be answered with. */
  readonly status: number;
  /** Whether the server knows whose request it is. */
  readonly isKnown?: boolean;
}

/** A backend whose every request is in the ledger. Use it with `using`. */
export class CountedApi implements Disposable {
  readonly server: LoadedServer;
  readonly #ledger: Ledger;
  readonly #client: ApiClient;

  constructor(server: LoadedServer, ledger: Ledger) {
    this.server = server;
    this.#ledger = ledger;
    this.#client = new ApiClient(server.address);
  }

  /** @param effects of what the request asks for. @throws Error when it is answered otherwise */
  async call(
    call: Call,
    effects: Effects,
    seen: () => Promise<unknown> = async () => undefined,
  ): Promise<HttpResponse> {
    const { name } = this.server;
    const app_id = call.isKnown === false ? 'unknown' : this.server.address.app.id;
    const { method, path, endpoint, status, isKnown: _, ...request } = call;
    this.#countCall(effects, call, app_id);
    return await this.#ledger.perform(effects, async () => {
      const labels = { app_id };
      const amount = bodyBytes(request.body);
      this.#ledger.went({ process: name, name: 'http_received_bytes_total', labels, amount });
      const response = await this.#client.request(method, path, request);
      if (response.status !== status) {
        throw new Error(`${method} ${path} was answered with ${response.status}: ${response.text}`);
      }
      this.#ledger.learned({
        ...{ process: name, name: 'http_transmitted_bytes_total', labels },
        amount: Buffer.byteLength(response.text),
      });
      await seen();
      return response;
    });
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }

  /** A server counts a request when its answer is out, which the client may learn first. */
  #countCall(effects: Effects, { method, endpoint, status }: Call, app_id: string): void {
    const counted = effects
      .at(this.server.name)
      .addLate('http_requests_total', { method, endpoint, status: String(status), app_id })
      .addLate('http_request_duration_seconds_count', { method, endpoint })
      .addLate('http_response_size_bytes_count', { endpoint });
    if (status >= 400) counted.addLate('http_errors_total', { endpoint, status: String(status) });
  }
}

function bodyBytes(body: unknown): number {
  if (body === undefined) return 0;
  return Buffer.byteLength(typeof body === 'string' ? body : JSON.stringify(body));
}
