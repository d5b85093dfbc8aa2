import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../redis/find-program.js';
import { freePorts } from '../../server/free-ports.js';
import { SpawnedProcess } from '../../server/spawned-process.js';
import { startOnFreePorts, untilReady } from '../../server/until-ready.js';

/** A configuration: an object to be written as JSON, which is YAML as well, or the path of a file. */
export type ConfigurationSource = object | string;

/** One of the programs around Prometheus, and how it is run. */
export interface MonitoringProgram {
  readonly program: string;
  /** The Debian package that brings it. */
  readonly debianPackage: string;
  /** Answers 200 when the program is ready. */
  readonly readyPath: string;
  readonly config?: ConfigurationSource;
  readonly args: (placement: Placement) => readonly string[];
}

/** What a process has for itself. */
export interface Placement {
  readonly port: number;
  /** A folder that goes with the process: configuration and data. */
  readonly directory: string;
  /** A configuration that is a file already stays where it is, so that relative paths in it hold. */
  readonly configPath: string;
}

const host = '127.0.0.1';
const readyWithinMs = 30_000;

/** A program of the machine on a free port of 127.0.0.1. Use it with `await using`: it is stopped at the end of the scope. */
export class MonitoringProcess extends SpawnedProcess {
  readonly host = host;
  readonly port: number;
  /** Its scratch folder, gone when it is disposed of. */
  readonly directory: string;

  constructor({ program, debianPackage, args }: MonitoringProgram, placement: Placement) {
    super(args(placement), { program: findProgram(program, debianPackage) });
    this.port = placement.port;
    this.directory = placement.directory;
  }

  /** As a scrape configuration names a target. */
  get address(): string {
    return `${this.host}:${this.port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/**
 * Starts a program and waits until it is ready.
 *
 * @param create makes the process, of a class of its own where it has an API
 * @throws Error that says how to install it when it is missing, or with what it wrote when it ends
 */
export function startProgram<P extends MonitoringProcess>(
  program: MonitoringProgram,
  create: (placement: Placement) => P,
): Promise<P> {
  const start = async () => {
    // Before anything is written that would have to be removed.
    findProgram(program.program, program.debianPackage);
    const [port = 0] = await freePorts(1);
    const directory = await mkdtemp(join(tmpdir(), 'monitoring-'));
    return create({ port, directory, configPath: await placeConfiguration(program, directory) });
  };
  return startOnFreePorts(start, (started) =>
    untilReady(started, { host, port: started.port, readyPath: program.readyPath }, readyWithinMs),
  );
}

async function placeConfiguration({ config = {} }: MonitoringProgram, directory: string): Promise<string> {
  if (typeof config === 'string') return config;
  const path = join(directory, 'configuration.yml');
  await writeFile(path, JSON.stringify(config));
  return path;
}
