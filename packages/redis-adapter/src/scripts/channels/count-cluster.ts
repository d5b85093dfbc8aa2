import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/**
 * The nodes that live, and what every app has in the bucket. Members are counted one for each user and channel, those in grace not. It reads
 * one number for each presence channel.
 *
 * Reply  {'OK', epoch, nodes, app, occupied channels, members, app, ...}
 */
export const countCluster = defineScript(
  'count-cluster',
  begin,
  fence,
  `
local reply = {'OK', epoch, redis.call('ZCOUNT', ${keys.leases}, now, '+inf')}
for _, app in ipairs(redis.call('SMEMBERS', ${keys.apps})) do
  local members = 0
  for _, name in ipairs(redis.call('ZRANGEBYLEX', ${keys.occupied('app')}, '[presence-', '(presence-\\255')) do
    local ref = app .. ':' .. name
    members = members + redis.call('HLEN', ${keys.present('ref')})
  end
  reply[#reply + 1] = app
  reply[#reply + 1] = redis.call('ZCARD', ${keys.occupied('app')})
  reply[#reply + 1] = members
end
return reply
`,
);
