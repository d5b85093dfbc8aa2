import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../keys.js';
import { PAGE } from '../list-page.js';

/**
 * Keeps a document, or replaces it.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     kind, name, text
 */
export const putDocument = defineScript(`
local base, kind, name, text = KEYS[1], unpack(ARGV)
redis.call('HSET', ${keys.documents('kind')}, name, text)
redis.call('ZADD', ${keys.documentNames('kind')}, 0, name)
return 1
`);

/**
 * Takes out the documents with names between two, the bounds of ZRANGEBYLEX.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     kind, from, to
 * Reply    how many there were
 */
export const removeDocuments = defineScript(`
local base, kind, from, to = KEYS[1], unpack(ARGV)
local names = redis.call('ZRANGEBYLEX', ${keys.documentNames('kind')}, from, to)
for _, name in ipairs(names) do redis.call('HDEL', ${keys.documents('kind')}, name) end
redis.call('ZREMRANGEBYLEX', ${keys.documentNames('kind')}, from, to)
return #names
`);

/**
 * KEYS     what the keys of the app begin with
 * ARGV     kind, where the page begins, how long it is
 * Reply    {last name or nil at the end, then texts}
 */
export const pageDocuments = defineScript(`${PAGE}
local base, kind, from, limit = KEYS[1], unpack(ARGV)
local names, next = page(${keys.documentNames('kind')}, from, limit)
if #names == 0 then return {false} end
return {next, unpack(redis.call('HMGET', ${keys.documents('kind')}, unpack(names)))}
`);
