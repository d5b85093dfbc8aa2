import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { CommandFailed } from '../bootstrap/run.mjs';

const BUILDERS = ['docker', 'podman', 'buildah'];

/** The first of the builders that is installed. */
export function findBuilder(known = BUILDERS) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = known.find((name) => folders.some((folder) => existsSync(join(folder, name))));
  if (found !== undefined) return found;
  throw new CommandFailed(`No builder of images is installed (${known.join(', ')}).`, {
    advice: 'On Debian: apt-get install buildah runc',
  });
}

/** The builder's arguments. All of them read the same Dockerfile, and the same .dockerignore. */
export function buildCommand(builder, { target, tag, base }) {
  return [
    // Without layers, buildah would build the first stages again for each target.
    ...(builder === 'buildah' ? ['build', '--layers', '--format', 'docker'] : ['build']),
    ...(base === undefined ? [] : ['--build-arg', `NODE_IMAGE=${base}`, '--pull-never', '--network', 'host']),
    ...['--file', 'deploy/docker/Dockerfile', '--target', target, '--tag', tag, '.'],
  ];
}
