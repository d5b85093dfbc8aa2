import {
  ApiClient,
  type EventuallyOptions,
  eventually,
  httpRequest,
  type ServerProcess,
} from '@shoal/testing';

/** What `/ready` says. */
export async function readiness(node: ServerProcess): Promise<unknown> {
  return (await httpRequest(node, { path: '/ready' })).body;
}

export const ready = { status: 'ready', reasons: [] };
export const degraded = { status: 'degraded', reasons: ['redis'] };

/** Waits until every node says so at `/ready`. */
export async function allBecome(
  nodes: readonly ServerProcess[],
  status: typeof ready | typeof degraded,
  options: EventuallyOptions = {},
): Promise<void> {
  await Promise.all(
    nodes.map((node) =>
      eventually(async () => expect(await readiness(node)).toMatchObject(status), {
        withinMs: 15_000,
        everyMs: 50,
        ...options,
      }),
    ),
  );
}

/** Ids that the API of a node names for a presence channel, sorted. */
export async function usersOf(node: ServerProcess, channel: string): Promise<string[]> {
  using api = new ApiClient(node);
  const { body } = await api.get(`/channels/${channel}/users`);
  const users = (body as { users: { id: string }[] }).users;
  return users.map(({ id }) => id).sort();
}

/** Subscriptions of a channel over all nodes, as a node's API says. */
export async function countOf(node: ServerProcess, channel: string): Promise<unknown> {
  using api = new ApiClient(node);
  const { body } = await api.get(`/channels/${channel}`, { query: { info: 'subscription_count' } });
  return (body as { subscription_count?: number }).subscription_count ?? 0;
}

/** Publishes through a node. @returns the status of the answer */
export async function publish(node: ServerProcess, channel: string, name: string): Promise<number> {
  using api = new ApiClient(node);
  return (await api.post('/events', { body: { name, channel, data: name } })).status;
}
