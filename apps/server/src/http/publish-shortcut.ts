import type { RequestListener } from 'node:http';
import type { PublishRoutes } from './publish-routes.js';
import type { Api } from './request/api.js';

export interface ShortcutParts {
  readonly api: Api;
  readonly publishRoutes: PublishRoutes;
  /** Answers everything else. */
  readonly rest: RequestListener;
}

/**
 * Answers the two publish routes before express. They take the same way through `Api` as every other route; whatever
 * does not look plain is left to express.
 */
export function publishShortcut({ api, publishRoutes, rest }: ShortcutParts): RequestListener {
  return (request, response) => {
    const { method, url = '', headers } = request;
    // Browsers get their cross-origin headers from express.
    const isPlain = method === 'POST' && headers.origin === undefined;
    const routed = isPlain ? publishRoutes.find(url) : undefined;
    if (routed === undefined) rest(request, response);
    else api.handle(request, response, routed);
  };
}
