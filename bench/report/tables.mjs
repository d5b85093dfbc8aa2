import { COLUMNS } from '../servers/columns.mjs';
import { figure, percent, withExtremes } from './numbers.mjs';
import { spreadOf } from './statistics.mjs';

/** The verdicts on the goals, as Markdown. */
export function goalTable(verdicts, rows) {
  const titles = new Map(rows.map((row) => [row.id, row]));
  return table(
    ['case', 'measure', 'goal', 'median (min–max)', '95 % interval', 'result'],
    verdicts.map(({ goal, spread, interval, verdict }) => {
      const row = titles.get(goal.row);
      const format = goal.kind === 'overhead' ? percent : figure;
      return [
        `${row.group}: ${row.title}`,
        measureOf(goal, row),
        wanted(goal, format),
        spread === undefined ? '–' : withExtremes(spread, format),
        interval === undefined ? '–' : `${format(interval[0])}–${format(interval[1])}`,
        verdict === 'reached' ? verdict : `**${verdict}**`,
      ];
    }),
  );
}

/** One group of rows: what each column takes, how that compares, how fast it went. */
export function groupTables(rows, cells) {
  const columns = columnsOf(rows);
  const titles = ['', ...columns.map(({ title }) => title)];
  const each = (cell) => rows.map((row) => [row.title, ...columns.map(({ id }) => cell(row.id, id))]);
  const others = columns.filter(({ id }) => id !== 'shoal');
  return [
    `${rows[0].unit}, median (min–max):`,
    table(
      titles,
      each((row, column) => medianOf(cells.values(row, column))),
    ),
    'Times what Shoal takes, per round: median (min–max; quartiles):',
    table(
      ['', ...others.map(({ title }) => title)],
      rows.map((row) => [row.title, ...others.map(({ id }) => ratioOf(cells.ratios(row.id, id)))]),
    ),
    ...rateTable(rows, { titles, each, cells }),
  ].join('\n\n');
}

function rateTable(rows, { titles, each, cells }) {
  const [{ rateUnit }] = rows;
  if (rateUnit === undefined) return noteTable({ titles, each, cells });
  return [
    `${rateUnit}; part of the core that was used; p50 / p99 in ms from sending to the last subscriber; medians:`,
    table(
      titles,
      each((row, column) => rateOf(cells, row, column)),
    ),
  ];
}

function noteTable({ titles, each, cells }) {
  return [
    table(
      titles,
      each((row, column) => cells.notes(row, column).at(-1) ?? '–'),
    ),
  ];
}

function rateOf(cells, row, column) {
  const median = (name) => spreadOf(cells.values(row, column, name))?.median;
  const [rate, utilisation, p50, p99] = ['rate', 'utilisation', 'p50', 'p99'].map(median);
  if (rate === undefined) return '–';
  const latency = p50 === undefined ? '' : `; ${figure(p50)} / ${figure(p99)}`;
  return `${figure(rate)}; ${utilisation.toFixed(2)}${latency}`;
}

function medianOf(values) {
  const spread = spreadOf(values);
  return spread === undefined ? '–' : withExtremes(spread);
}

function ratioOf(values) {
  const spread = spreadOf(values);
  if (spread === undefined) return '–';
  if (spread.count < 3) return withExtremes(spread);
  const { median, min, max, lower, upper } = spread;
  return `${figure(median)} (${figure(min)}–${figure(max)}; ${figure(lower)}–${figure(upper)})`;
}

function columnsOf(rows) {
  const titles = new Map();
  for (const { columns } of rows) {
    for (const { id, title } of columns) titles.set(id, title ?? COLUMNS[id].title);
  }
  return [...titles].map(([id, title]) => ({ id, title }));
}

function measureOf({ kind, against, remark }, { unit, rateUnit, columns }) {
  const column = columns.find(({ id }) => id === against);
  const other = column?.title ?? COLUMNS[against]?.title;
  const said = {
    ratio: `times Shoal that ${other} takes`,
    cost: unit,
    rate: rateUnit,
    excess: `${unit}, less ${other}`,
    overhead: `more than ${other}`,
  }[kind];
  return remark === undefined ? said : `${said} (${remark})`;
}

function wanted({ atLeast, atMost }, format) {
  return atLeast === undefined ? `≤ ${format(atMost)}` : `≥ ${format(atLeast)}`;
}

function table(head, lines) {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...lines.map(row)].join('\n');
}
