import { parseCommandLine } from '../app/command-line.js';
import { type Configuration, resolveConfiguration } from './configuration.js';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.js';
import { findContradictions } from './constraints.js';
import { configurationSchema, type Settings } from './schema/configuration-schema.js';
import { describeIssues } from './schema-problems.js';
import { applyComputedDefaults } from './sources/computed-defaults.js';
import { type Environment, readEnvironment, warnOfUnknownNames } from './sources/environment.js';
import { findConfigurationFile, type ReadFile } from './sources/file.js';
import { interpolate } from './sources/interpolation.js';
import { SettingsDraft } from './sources/settings-draft.js';
import { SettingsReader } from './sources/settings-reader.js';
import { findWarnings } from './warnings.js';

export interface LoadConfigurationOptions {
  /** The arguments after the program's name. Only `--config` matters here. */
  readonly argv: readonly string[];
  readonly env: Environment;
  /** Where relative paths begin. */
  readonly cwd: string;
  /** Instead of the disk, for tests. */
  readonly readFile?: ReadFile;
  /** Whether people read the output; decides the default of `log_format`. */
  readonly isTerminal?: boolean;
}

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** What is allowed but most likely not meant, for the log. Holds no secrets. */
  readonly warnings: readonly string[];
  /** Key to file or environment variable, for everything that is not a default. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Gathers the configuration: defaults, then the file, then the environment.
 * @throws ConfigurationError that lists everything that is wrong; it never holds the value of a secret.
 */
export function loadConfiguration(options: LoadConfigurationOptions): LoadedConfiguration {
  const { env, isTerminal = process.stdout.isTTY === true } = options;
  const draft = new SettingsDraft();
  const problems = readConfigurationFile(options, draft);
  const appsOfFile = draft.get(['appManager', 'array', 'apps']) !== undefined;
  readEnvironment(env, draft);
  problems.push(...applyComputedDefaults(draft, { env, isTerminal }));

  const settings = checkSettings(draft, problems);
  const configuration = resolveConfiguration(settings);
  const { sources } = draft;
  const warnings = [
    ...warnOfUnknownNames(env),
    ...findWarnings(configuration, { env, appsOfFile, sources, settings }),
  ];
  return { configuration, warnings, sources };
}

/** Fills the draft from the file, if there is one, and says what does not fit. */
function readConfigurationFile(
  options: LoadConfigurationOptions,
  draft: SettingsDraft,
): ConfigurationProblem[] {
  const { argv, env, cwd, readFile } = options;
  const command = parseCommandLine(argv);
  if (command.kind === 'invalid') {
    throw new ConfigurationError([{ key: 'arguments', source: 'command line', message: command.message }]);
  }
  const requested = 'configFile' in command ? command.configFile : undefined;
  const file = findConfigurationFile({ requested, cwd, readFile });
  if (!file) return [];
  const { value, problems } = interpolate(file.content, env, file.path);
  const reader = new SettingsReader(file.path);
  reader.read(value, draft);
  return [...problems, ...reader.problems];
}

/** The gathered values in their types; throws when there is any problem, new or found before. */
function checkSettings(draft: SettingsDraft, earlier: readonly ConfigurationProblem[]): Settings {
  const parsed = configurationSchema.safeParse(draft.tree);
  const later = parsed.success ? findContradictions(parsed.data, draft) : describeIssues(parsed.error, draft);
  // A value that could not even be read is not worth a second complaint.
  const reported = new Set(earlier.map(({ key }) => key));
  const problems = [...earlier, ...later.filter(({ key }) => !reported.has(key))];
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(problems);
  return parsed.data;
}
