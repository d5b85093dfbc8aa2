import { createServer, type Server } from 'node:http';

/** Sends plain HTTP to the TLS port (308 keeps method and body). WebSockets are told by code 4000 to use TLS. */
export function createRedirectServer(tlsPort: () => number): Server {
  return createServer((request, response) => {
    const host = (request.headers.host ?? 'localhost').replace(/:\d+$/, '');
    response.writeHead(308, { Location: `https://${host}:${tlsPort()}${request.url ?? '/'}` });
    response.end();
  });
}
