import { createServer } from 'node:http';
import { portOf } from '@shoal/testing';

export interface JsonService extends AsyncDisposable {
  readonly url: string;
}

/** A service on a free port that answers with JSON, and with 404 where `answer` has nothing to say. */
export async function startJsonService(answer: (path: string) => object | undefined): Promise<JsonService> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    // A watch of Kubernetes: nothing ever changes.
    if (searchParams.has('watch')) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      return;
    }
    const body = answer(pathname);
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
