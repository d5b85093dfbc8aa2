import type { IncomingMessage, RequestListener } from 'node:http';
import type { Api, Routed } from './request/api.js';
import type { ApiRoute } from './request/api-request.js';
import type { RouteEntry } from './routes/route-table.js';

export interface ShortcutParts {
  readonly api: Api;
  readonly routes: readonly RouteEntry[];
  /** Without a slash at the end, empty for none. */
  readonly pathPrefix: string;
  /** Answers everything else. */
  readonly rest: RequestListener;
}

const templates = ['/apps/:appId/events', '/apps/:appId/batch_events'] as const;

/**
 * Answers the two publish routes before express: it would cost as much as all that is done for a publish. They take
 * the same way through `Api` as every other route; whatever does not look plain is left to express.
 */
export function publishShortcut({ api, routes, pathPrefix, rest }: ShortcutParts): RequestListener {
  const root = `${pathPrefix}/apps/`;
  const known = new Map<string, { endpoint: string; route: ApiRoute }>();
  for (const endpoint of templates) {
    const entry = routes.find(({ template }) => template === endpoint);
    if (entry !== undefined)
      known.set(endpoint.slice('/apps/:appId'.length), { endpoint, route: entry.route });
  }
  const match = ({ method, url = '', headers }: IncomingMessage): Routed | undefined => {
    // Browsers get their cross-origin headers from express.
    if (method !== 'POST' || headers.origin !== undefined || !url.startsWith(root)) return undefined;
    const mark = url.indexOf('?');
    const slash = url.indexOf('/', root.length);
    const found = slash < 0 ? undefined : known.get(mark < 0 ? url.slice(slash) : url.slice(slash, mark));
    const appId = url.slice(root.length, slash);
    if (found === undefined || appId.includes('%')) return undefined;
    return { ...found, parameters: { appId } };
  };
  return (request, response) => {
    const routed = match(request);
    if (routed === undefined) rest(request, response);
    else api.handle(request, response, routed);
  };
}
