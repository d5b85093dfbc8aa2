import { defineScript } from '../redis-script.js';
import { takeOutLetter } from './take-out-letter.js';

/**
 * Takes a letter out.
 *
 * KEYS     letters, order of all
 * ARGV     id, what the keys of topics begin with
 * Reply    1 when it was there, else 0
 */
export const removeLetter = defineScript(`${takeOutLetter}
return takeOut(ARGV[1], ARGV[2]) and 1 or 0
`);
