export const help = `
npm run bench [-- options]

Measures the built server beside its peers and says which goals were reached. A full run takes about an hour on a quiet
machine; it writes bench/results/latest.json and docs/benchmarks.md.
  --quick            one round of short windows: shows that everything runs, the figures mean nothing
  --rows a,b         only rows whose id contains one of these words
  --columns a,b      only these columns
  --rounds n         rounds of every row, in place of 3, 7 or 15
  --seconds n        length of a window (2)
  --warmup n         time before it (1), and as long with a small crowd
  --seed n           for the random order
  --list             the ids of rows and columns, and nothing else
  --document         write docs/benchmarks.md also after a part of a run
  --render           write docs/benchmarks.md from bench/results/latest.json, and measure nothing
  --help             this text
`.trim();

const defaults = { seconds: 2, warmup: 1 };
const quick = { seconds: 0.4, warmup: 0.4, rounds: 1 };
const flags = ['quick', 'list', 'document', 'render', 'help'];
const numbers = ['rounds', 'seconds', 'warmup', 'seed'];
const lists = ['rows', 'columns'];

/** Reads the command line. Throws for what is not known. */
export function readOptions(args) {
  const given = {};
  const rest = [...args];
  while (rest.length > 0) {
    const name = rest.shift().replace(/^--/, '');
    if (flags.includes(name)) given[name] = true;
    else if (numbers.includes(name)) given[name] = number(name, rest.shift());
    else if (lists.includes(name)) given[name] = (rest.shift() ?? '').split(',');
    else throw new Error(`unknown option --${name} (--help shows them all)`);
  }
  const isPart = given.quick === true || given.rows !== undefined || given.columns !== undefined;
  return { seed: Date.now() % 100_000, ...defaults, ...(given.quick ? quick : {}), ...given, isPart };
}

function number(name, text) {
  const value = Number(text);
  if (text === undefined || !(value > 0)) throw new Error(`--${name} needs a number above 0`);
  return value;
}
