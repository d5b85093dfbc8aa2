/** Something of pusher-js that tells events: a channel, a user, a watchlist, a connection. */
interface Source {
  bind_global(listener: (event: string, data: unknown) => void): unknown;
}

/** One event as an application gets it: its name, and its data decoded. */
export type Heard = readonly [event: string, data: unknown];

/** Everything that `source` tells from now on, in order. */
export function listenTo(source: Source): Heard[] {
  const heard: Heard[] = [];
  source.bind_global((event, data) => heard.push([event, data]));
  return heard;
}
