import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { connections } from '../pieces/connections.js';
import { entries } from '../pieces/entries.js';
import { defineScript } from '../script.js';

/**
 * Connections of an app that come together on one node: as many are admitted as there are places.
 *
 * ARGV[5]  app                ARGV[6]  connections that the node has without them
 * ARGV[7]  how many come      ARGV[8]  most connections over all nodes
 * Reply    {'OK', epoch, admitted}
 */
export const admit = defineScript(
  'admit',
  begin,
  fence,
  entries,
  connections,
  `
local app, own, wanted, limit = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local counts = redis.call('HMGET', ${keys.quota('app')}, 'total', 'n:' .. node)
local others = (tonumber(counts[1]) or 0) - (tonumber(counts[2]) or 0)
local admitted = math.max(0, math.min(wanted, limit - others - own))
setConnections(app, node, own + admitted)
return {'OK', epoch, admitted}
`,
);
