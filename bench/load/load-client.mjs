// The load client for machines without a C compiler, and for TLS: same command line and output as load/c, more CPU of
// its own. Compare figures of one client only.

import { fanOut } from './node/fan-out.mjs';
import { inbound } from './node/inbound.mjs';
import { readOptions } from './node/options.mjs';
import { connectStorm, hold, subscribeStorm } from './node/storms.mjs';

const modes = { 'fan-out': fanOut, connect: connectStorm, subscribe: subscribeStorm, inbound, hold };

const options = readOptions(process.argv.slice(2));
const run = modes[options.mode];
if (run === undefined) throw new Error(`unknown mode ${options.mode}`);
const result = await run(options);
if (result !== undefined) process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
