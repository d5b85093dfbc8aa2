import { type ChannelSummary, describeCounts, type RealtimeNode } from '@shoal/core';
import { type InfoAttribute, PusherError, parseInfo } from '@shoal/protocol';
import type { Habits } from '../habits.js';
import type { ApiRoute } from '../request/api-request.js';

export interface ListParts {
  readonly node: RealtimeNode;
  readonly habits: Habits;
  /** Longest list; absent for none. A longer one is refused, not cut. */
  readonly maxListed: number | undefined;
}

/** `GET /apps/{id}/channels`: what is occupied, by prefix, with counts. */
export function listChannels({ node, habits, maxListed }: ListParts): ApiRoute {
  // One list per app at a time: a long one is built from many reads.
  const turns = new Map<string, Promise<unknown>>();
  return async ({ app, query }) => {
    const prefix = query.get('filter_by_prefix') ?? '';
    const info = new Set([...parseInfo(query.get('info')), ...habits.alwaysListed]);
    checkList(info, prefix);
    const build = (): Promise<string> =>
      buildList(node.queries.list(app.id, prefix), { info, habits, maxListed });
    const turn = (turns.get(app.id) ?? Promise.resolve()).then(build, build);
    turns.set(app.id, turn);
    try {
      return { body: await turn };
    } finally {
      if (turns.get(app.id) === turn) turns.delete(app.id);
    }
  };
}

function checkList(info: ReadonlySet<InfoAttribute>, prefix: string): void {
  if (info.has('user_count') && !prefix.startsWith('presence-')) {
    throw new PusherError('bad_request', 'user_count needs filter_by_prefix=presence-');
  }
  if (info.has('cache')) throw new PusherError('bad_request', 'cache is not available in a list of channels');
}

interface ListOptions {
  readonly info: ReadonlySet<InfoAttribute>;
  readonly habits: Habits;
  readonly maxListed: number | undefined;
}

/** As text, page by page: one object of a hundred thousand channels would hold the loop. */
async function buildList(
  pages: AsyncIterable<readonly ChannelSummary[]>,
  options: ListOptions,
): Promise<string> {
  const { info, habits, maxListed = Number.POSITIVE_INFINITY } = options;
  const parts: string[] = [];
  for await (const page of pages) {
    for (const summary of page) {
      const counts = {
        ...describeCounts(summary, info),
        ...(habits.listsOccupied ? { occupied: true } : {}),
      };
      parts.push(`${JSON.stringify(summary.name)}:${JSON.stringify(counts)}`);
    }
    if (parts.length > maxListed) {
      throw new PusherError('bad_request', `More than ${maxListed} channels: narrow filter_by_prefix`);
    }
  }
  return `{"channels":{${parts.join(',')}}}`;
}
