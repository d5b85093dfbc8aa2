/** One thing that is wrong with the configuration. Holds no values that could be secret. */
export interface ConfigurationProblem {
  /** The key in full: `app_manager.array.apps[0].id`; or what else is at fault, such as `--config`. */
  readonly key: string;
  /** The file or environment variable that set it, or `defaults`. */
  readonly source: string;
  /** What is wrong, and what is allowed. */
  readonly message: string;
}

/** The configuration cannot be used. The message lists every problem, one a line. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(['The configuration cannot be used:', ...problems.map(describeProblem)].join('\n'));
    this.problems = problems;
  }
}

function describeProblem({ key, source, message }: ConfigurationProblem): string {
  return `  ${key} (${source}): ${message}`;
}
