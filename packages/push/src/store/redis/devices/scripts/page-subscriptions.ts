import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { PAGE } from '../../list-page.js';

/**
 * KEYS     what the keys of the app begin with
 * ARGV     channel or '', device or '', where the page begins, how long it is
 * Reply    {last name or nil at the end, then of each {channel, device, client or '', provider, hash of its token}}
 */
export const pageSubscriptions = defineScript(`${PAGE}
local base, channel, id, from, limit = KEYS[1], unpack(ARGV)
local reply = {false}

local function add(channel, id)
  if not redis.call('ZSCORE', ${keys.channel('channel')}, id) then
    redis.call('ZREM', ${keys.subscriptions('id')}, channel)
    return
  end
  local known = redis.call('HMGET', ${keys.device('id')}, 'clientId', 'provider', 'tokenHash')
  table.insert(reply, {channel, id, unpack(known)})
end

if channel ~= '' and id ~= '' then
  add(channel, id)
  return reply
end
local list = id == '' and ${keys.channel('channel')} or ${keys.subscriptions('id')}
local names, next = page(list, from, limit)
reply[1] = next
for _, name in ipairs(names) do
  if id == '' then add(channel, name) else add(name, id) end
end
return reply
`);
