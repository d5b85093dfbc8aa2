import type { Routed } from './request/api.js';
import type { ApiRoute } from './request/api-request.js';
import type { RouteEntry } from './routes/route-table.js';

export interface PublishRoutesOptions {
  readonly routes: readonly RouteEntry[];
  /** Without a slash at the end, empty for none. */
  readonly pathPrefix: string;
}

const templates = ['/apps/:appId/events', '/apps/:appId/batch_events'] as const;

/** Finds the two publish routes by hand: asking express would cost as much as all that is done for a publish. */
export class PublishRoutes {
  private readonly root: string;
  /** By what follows the app's id. */
  private readonly known = new Map<string, { endpoint: string; route: ApiRoute }>();

  constructor({ routes, pathPrefix }: PublishRoutesOptions) {
    this.root = `${pathPrefix}/apps/`;
    for (const endpoint of templates) {
      const entry = routes.find(({ template }) => template === endpoint);
      if (entry === undefined) continue;
      this.known.set(endpoint.slice('/apps/:appId'.length), { endpoint, route: entry.route });
    }
  }

  /** The route of a POST; undefined for every other one, and for a path that has to be decoded. */
  find(url: string): Routed | undefined {
    const { root } = this;
    if (!url.startsWith(root)) return undefined;
    const mark = url.indexOf('?');
    const slash = url.indexOf('/', root.length);
    const found =
      slash < 0 ? undefined : this.known.get(mark < 0 ? url.slice(slash) : url.slice(slash, mark));
    const appId = url.slice(root.length, slash);
    if (found === undefined || appId.includes('%')) return undefined;
    return { ...found, parameters: { appId } };
  }
}
