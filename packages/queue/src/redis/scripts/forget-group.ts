import { defineScript } from '../redis-script.js';

/** Forgets that a group has letters, unless one was added meanwhile. KEYS groups. ARGV group, its score when it was read. */
export const forgetGroup = defineScript(`
if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('ZREM', KEYS[1], ARGV[1]) end
return 1
`);
