// Measures the built server beside its peers: `npm run bench`, or this file when all is built. See README.md.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { keepServerCoreAwake, moveToClientCore } from './machine/cores.mjs';
import { describeMachine, warnings } from './machine/describe-machine.mjs';
import { compilePrograms } from './machine/toolchain.mjs';
import { help, readOptions } from './options.mjs';
import { chooseRows, planRounds } from './plan.mjs';
import { Cells } from './report/cells.mjs';
import { renderDocument } from './report/document.mjs';
import { GOALS } from './report/goals.mjs';
import { judgeGoals } from './report/judge-goals.mjs';
import { figure } from './report/numbers.mjs';
import { goalTable } from './report/tables.mjs';
import { ROWS } from './rows/all-rows.mjs';
import { COLUMNS } from './servers/columns.mjs';

const results = new URL('./results/', import.meta.url);
const latest = new URL('latest.json', results);
const documentFile = new URL('../docs/benchmarks.md', import.meta.url);

const fullSizes = { connections: 5000, idleConnections: 10_000, share: 1 };
const quickSizes = { connections: 500, idleConnections: 1000, share: 0.1 };

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const options = readOptions(process.argv.slice(2));
if (options.help) console.log(help);
else if (options.list) list();
else if (options.render)
  writeDocument(existsSync(latest) ? JSON.parse(readFileSync(latest, 'utf8')) : { cells: [] });
else process.exitCode = await measureAll();

async function measureAll() {
  const programs = compilePrograms();
  const machine = describeMachine(programs);
  for (const warning of warnings(machine)) console.error(`warning: ${warning}`);
  moveToClientCore();
  const letCoreSleep = keepServerCoreAwake(programs?.spinner);
  const { seconds, warmup, seed } = options;
  const result = {
    startedAt: new Date().toISOString(),
    machine,
    settings: { seconds, warmup, seed },
    cells: [],
  };
  const rows = chooseRows(ROWS, { ...options, programs });
  const context = { programs, seconds, warmup, sizes: options.quick ? quickSizes : fullSizes };
  const failures = await measurePlan(planRounds(rows, options), { context, result });
  letCoreSleep();
  report(result, rows, failures);
  return failures.length === 0 ? 0 : 1;
}

/** @returns what could not be measured; the rest goes on without it */
async function measurePlan(plan, { context, result }) {
  const failures = [];
  for (const [index, { round, row, column }] of plan.entries()) {
    const name = `${row.id} ${column.id}`;
    const place = `[${index + 1}/${plan.length}] round ${round}  ${name}`;
    try {
      const figures = await row.measure({ ...COLUMNS[column.base ?? column.id], ...column }, context);
      result.cells.push({ row: row.id, column: column.id, round, ...figures });
      console.error(`${place}  ${describe(figures, row)}`);
    } catch (error) {
      failures.push(`round ${round}, ${name}: ${error.message}`);
      console.error(`${place}  FAILED: ${error.message}`);
    }
    save(result);
  }
  return failures;
}

function describe({ cost, rate, utilisation, note }, { unit, rateUnit }) {
  const speed =
    rate === undefined ? '' : `, ${figure(rate)} ${rateUnit}, ${utilisation.toFixed(2)} of the core`;
  return `${figure(cost)} ${unit}${speed}${note === undefined ? '' : ` (${note})`}`;
}

/** After each cell, so that a run that is broken off has lost nothing. */
function save(result) {
  mkdirSync(results, { recursive: true });
  writeFileSync(latest, `${JSON.stringify(result, undefined, 1)}\n`);
}

function report(result, rows, failures) {
  const goals = GOALS.filter(({ row }) => rows.some(({ id }) => id === row));
  console.log(`\n${goalTable(judgeGoals(goals, new Cells(result.cells)), rows)}\n`);
  for (const failure of failures) console.log(`not measured: ${failure}`);
  if (!options.isPart || options.document) writeDocument(result);
}

function writeDocument(result) {
  writeFileSync(documentFile, renderDocument(result, ROWS));
  console.log('docs/benchmarks.md has been written');
}

function list() {
  for (const { id, title, rounds, columns } of ROWS) {
    console.log(
      `${id.padEnd(26)} ${String(rounds).padStart(2)} rounds  ${columns.map((column) => column.id).join(', ')}`,
    );
    console.log(`${' '.repeat(26)} ${title}`);
  }
}
