import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPromtool } from '@shoal/testing';
import { stringify } from 'yaml';
import { type RenderedFile, writeRuleFile } from '../../src/rules/render-rules.js';

/** A sample that an expression has to give, exactly. */
export interface ExpectedSample {
  /** `name{label="value"}`. */
  readonly labels: string;
  readonly value: number;
}

export interface RuleTest {
  readonly series: Readonly<Record<string, string>>;
  readonly alerts?: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts: readonly object[];
  }[];
  readonly expressions?: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly ExpectedSample[];
  }[];
}

/** A test, and the rules that it needs. */
export interface RuleCase {
  readonly files: readonly RenderedFile[];
  readonly test: RuleTest;
}

/** Runs `promtool test rules`, with a sample and an evaluation a minute. Gives what it says when the test fails. */
export async function runRuleTest(files: readonly RenderedFile[], test: RuleTest): Promise<string> {
  const [said = ''] = await runRuleTests([{ files, test }]);
  return said;
}

/** Runs many tests at once: to start the program takes longer than a test. Gives what it says to each that fails, else ''. */
export async function runRuleTests(cases: readonly RuleCase[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rule-test-'));
  try {
    const paths = await Promise.all(cases.map((one, index) => writeCase(folder, one, index)));
    const { code, output } = await runPromtool(['test', 'rules', ...paths], { cwd: folder });
    const failures = readFailures(output);
    if (
      count(output, /^ {2}SUCCESS$/gm) + failures.size !== cases.length ||
      (code === 0) !== (failures.size === 0)
    ) {
      throw new Error(`promtool did not run all of the ${cases.length} tests:\n${output}`);
    }
    return cases.map((_, index) => failures.get(nameOf(index)) ?? '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A folder of its own: each test has other groups of the same files. */
async function writeCase(folder: string, { files, test }: RuleCase, index: number): Promise<string> {
  const name = nameOf(index);
  await mkdir(join(folder, name));
  for (const file of files) await writeFile(join(folder, name, file.name), writeRuleFile(file));
  const path = join(name, 'test.yml');
  await writeFile(join(folder, path), stringify(describeTest(name, files, test)));
  return path;
}

function nameOf(index: number): string {
  return `case-${index}`;
}

/** What is said of the tests that fail, by their names, which stand before each of their failures. */
function readFailures(output: string): ReadonlyMap<string, string> {
  const failures = new Map<string, string>();
  for (const text of output.split(/^(?= *name: case-)/m)) {
    const [, name] = /^ *name: (case-\d+),/.exec(text) ?? [];
    if (name !== undefined) failures.set(name, `${failures.get(name) ?? ''}${text}`);
  }
  return failures;
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

function describeTest(
  name: string,
  files: readonly RenderedFile[],
  { series, alerts = [], expressions = [] }: RuleTest,
): object {
  return {
    rule_files: files.map((file) => file.name),
    evaluation_interval: '1m',
    tests: [
      {
        name,
        interval: '1m',
        input_series: Object.entries(series).map(([metric, values]) => ({ series: metric, values })),
        alert_rule_test: alerts,
        promql_expr_test: expressions,
      },
    ],
  };
}
