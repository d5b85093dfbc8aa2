import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** Runs `promtool test rules`, with a sample and an evaluation a minute. Gives what it says when the test fails. */
export async function runRuleTest(files: readonly RenderedFile[], test: RuleTest): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rule-test-'));
  try {
    for (const file of files) await writeFile(join(folder, file.name), writeRuleFile(file));
    const path = join(folder, 'test.yml');
    await writeFile(path, stringify(describeTest(files, test)));
    const { code, output } = await runPromtool(['test', 'rules', path], { cwd: folder });
    return code === 0 ? '' : output;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function describeTest(files: readonly RenderedFile[], { series, alerts = [], expressions = [] }: RuleTest) {
  return {
    rule_files: files.map(({ name }) => name),
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        alert_rule_test: alerts,
        promql_expr_test: expressions,
      },
    ],
  };
}
