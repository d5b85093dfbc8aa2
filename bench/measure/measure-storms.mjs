import { escapedData } from '../load/payload.mjs';
import { runLoad } from '../load/run-load.mjs';
import { withServer } from '../servers/with-server.mjs';
import { cpuFigures } from './figures.mjs';

/** CPU a connection, from the TCP handshake to the greeting. */
export function measureConnect(column, context) {
  const { connections } = context.sizes;
  return measure(['--mode', 'connect', '--connections', connections], column, context);
}

/**
 * CPU a subscription, one frame a write and a read.
 *
 * @param {{ channel: string, connections: number, channels: number, group?: number, isOccupied?: boolean }} setup
 *   each connection joins `channels` channels; `group`: how many connections share theirs, all when absent;
 *   `isOccupied`: another connection is in all of them already
 */
export function measureSubscribe(setup, column, context) {
  const { channel, connections, channels, group = 0, isOccupied = false } = setup;
  const each = Math.max(3, Math.round(channels * context.sizes.share));
  const args = [
    '--mode',
    'subscribe',
    '--channel',
    channel,
    '--connections',
    connections,
    '--channels',
    each,
  ];
  return measure([...args, '--group', group, ...(isOccupied ? ['--occupied'] : [])], column, context);
}

/**
 * CPU a client event that nobody gets: what receiving costs.
 *
 * @param {{ connections: number, perRead: number }} setup
 */
export function measureInbound({ connections, perRead }, column, context) {
  const args = ['--mode', 'inbound', '--channel', 'private-inbound', '--data', escapedData];
  const load = ['--connections', connections, '--outstanding', perRead, '--burst', perRead];
  const window = ['--warmup', context.warmup, '--seconds', context.seconds];
  return measure([...args, ...load, ...window], column, context);
}

function measure(args, column, context) {
  return withServer(column, { context }, async ({ port, pids }) => {
    const all = ['--port', port, '--pids', pids.join(','), ...column.client, ...args];
    return cpuFigures(await runLoad({ program: context.programs?.load, args: all.map(String) }));
  });
}
