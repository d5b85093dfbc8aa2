import { command, takeFlag } from '../bootstrap/command.mjs';
import { CommandFailed, run } from '../bootstrap/run.mjs';
import { Steps } from '../bootstrap/steps.mjs';
import { buildCommand, findBuilder } from './builder.mjs';
import { LOCAL_BASE, makeLocalBase } from './local-base.mjs';

const TARGETS = ['server', 'webhook-worker', 'push-worker'];

const help = `
npm run images [-- options] [-- targets]

Builds the images of deploy/docker/Dockerfile (${TARGETS.join(', ')}; all when none is named) as
ghcr.io/shoal/<target>:dev, with the first of docker, podman and buildah that is installed.
  --local-base  on a base made of this machine's own node, npm and libraries, where no registry can be reached
                (Linux, as root, with buildah); such an image is for trying out only
  --verbose     show what the builder prints
  --help        this text
`;

await command(help, async (args) => {
  const isLocal = takeFlag(args, '--local-base');
  const verbose = takeFlag(args, '--verbose');
  const targets = args.length > 0 ? args : TARGETS;
  const unknown = targets.find((target) => !TARGETS.includes(target));
  if (unknown !== undefined) throw new CommandFailed(`There is no image ${unknown}: ${TARGETS.join(', ')}`);
  const builder = findBuilder(isLocal ? ['buildah'] : undefined);
  const steps = new Steps(targets.length + Number(isLocal));
  if (isLocal) await steps.run(`making a base of this machine's node`, () => makeLocalBase({ verbose }));
  for (const target of targets) {
    const options = { target, tag: `ghcr.io/shoal/${target}:dev`, base: isLocal ? LOCAL_BASE : undefined };
    await steps.run(`building ghcr.io/shoal/${target}:dev with ${builder}`, () =>
      run(builder, buildCommand(builder, options), { quiet: !verbose }),
    );
  }
});
