import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { portOf } from '../server/free-ports.js';
import { describePod } from './pods/describe-pod.js';
import type { PodEvent, PodRegistry } from './pods/pod-registry.js';
import type { RunningPod } from './pods/running-pod.js';

/**
 * An API server that knows pods: `/api/v1/pods` and `/api/v1/namespaces/<namespace>/pods`, as a list or, with
 * `watch`, as a stream of what happens from a `resourceVersion` on. Use it with `await using`.
 */
export class KubernetesApi implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #pods: PodRegistry;

  private constructor(server: Server, pods: PodRegistry) {
    this.#server = server;
    this.#pods = pods;
    this.url = `http://127.0.0.1:${portOf(server)}`;
    server.on('request', ({ url = '/' }, response) => this.#answer(new URL(url, this.url), response));
  }

  static async start(pods: PodRegistry): Promise<KubernetesApi> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new KubernetesApi(server, pods);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await once(this.#server.close(), 'close');
  }

  #answer({ pathname, searchParams }: URL, response: ServerResponse): void {
    const match = podsPath.exec(pathname);
    if (match === null) {
      response.writeHead(404, json).end(JSON.stringify(notFound(pathname)));
      return;
    }
    const isListed = ({ manifest }: RunningPod) => [undefined, manifest.namespace].includes(match[1]);
    response.writeHead(200, json);
    if (['1', 'true'].includes(searchParams.get('watch') ?? '')) {
      this.#stream(response, { after: Number(searchParams.get('resourceVersion') ?? 0), isListed });
    } else {
      response.end(JSON.stringify(this.#list(isListed)));
    }
  }

  #list(isListed: (pod: RunningPod) => boolean): object {
    const { version } = this.#pods;
    const items = this.#pods.list().filter(isListed);
    return {
      ...{ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: String(version) } },
      items: items.map((pod) => describePod(pod, version)),
    };
  }

  #stream(response: ServerResponse, { after, isListed }: Watch): void {
    const write = ({ type, pod, object }: PodEvent) => {
      if (isListed(pod)) response.write(`${JSON.stringify({ type, object })}\n`);
    };
    response.flushHeaders();
    for (const event of this.#pods.eventsAfter(after)) write(event);
    response.once('close', this.#pods.watch(write));
  }
}

interface Watch {
  readonly after: number;
  readonly isListed: (pod: RunningPod) => boolean;
}

const podsPath = /^\/api\/v1(?:\/namespaces\/([^/]+))?\/pods$/;
const json = { 'content-type': 'application/json' };

function notFound(path: string): object {
  return {
    ...{ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 },
    message: `${path} is not known here`,
  };
}
