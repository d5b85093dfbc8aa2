import { defineScript } from '../redis-script.js';

/** Groups that may have letters. KEYS groups. Reply {group, when one was added last, group, ...}. */
export const listGroups = defineScript(`return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')`);
