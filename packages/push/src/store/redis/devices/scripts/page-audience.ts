import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { PAGE } from '../../list-page.js';

/**
 * KEYS     what the keys of the app begin with
 * ARGV     channel or client, its name, where the page begins, how long it is
 * Reply    {last name or nil at the end, {ids}, {provider and state of each, nil of one that is not there}}
 */
export const pageAudience = defineScript(`${PAGE}
local base, kind, name, from, limit = KEYS[1], unpack(ARGV)
local list = kind == 'channel' and ${keys.channel('name')} or ${keys.client('name')}
local ids, next = page(list, from, limit)
if #ids == 0 then return {false, {}, {}} end
return {next, ids, redis.call('HMGET', ${keys.reach}, unpack(ids))}
`);
