import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** For machines without systemd, and without the right to raise limits: a container's are those of its host. */
const settings = `
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=9636:9636"]
`;

/** Podman with settings of its own, so that the machine's stay as they are. */
export class Podman implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'shoal-podman-'));

  constructor() {
    writeFileSync(join(this.#folder, 'containers.conf'), settings);
  }

  get env(): NodeJS.ProcessEnv {
    return { ...process.env, CONTAINERS_CONF: join(this.#folder, 'containers.conf') };
  }

  /** @returns what it prints @throws Error with what it says is wrong */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await execute('podman', args, { env: this.env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  }

  /** As it should run anywhere: nothing can be written, nothing is allowed, nobody in particular. */
  async start(image: string, env: Readonly<Record<string, string>>): Promise<Container> {
    const settings = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const hardened = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
    const id = await this.run('run', '--detach', '--network', 'host', ...hardened, ...settings, image);
    return new Container(this, id);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}

export class Container implements AsyncDisposable {
  readonly #podman: Podman;
  readonly #id: string;

  constructor(podman: Podman, id: string) {
    this.#podman = podman;
    this.#id = id;
  }

  /** Runs the image's own health check in it. @throws Error when it is not healthy */
  async checkHealth(): Promise<void> {
    await this.#podman.run('healthcheck', 'run', this.#id);
  }

  exec(...command: readonly string[]): Promise<string> {
    return this.#podman.run('exec', this.#id, ...command);
  }

  logs(): Promise<string> {
    return this.#podman.run('logs', this.#id);
  }

  /** Sends the image's stop signal. @returns the code that it exits with, 137 when it had to be killed */
  async stop(seconds: number): Promise<number> {
    await this.#podman.run('stop', '--time', String(seconds), this.#id);
    return Number(await this.#podman.run('inspect', '--format', '{{.State.ExitCode}}', this.#id));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#podman.run('rm', '--force', '--time', '0', this.#id);
  }
}
