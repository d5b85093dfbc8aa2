// Which room may depend on which: ARCHITECTURE.md's picture as data. A room that is not named here does not
// exist yet: name it, with the reason in docs/decisions/ if an arrow is new.

/** For each package, the packages of ours it may import. */
export const ARROWS = {
  protocol: [],
  core: ['protocol'],
  'redis-adapter': ['core', 'protocol'],
  queue: [],
  outbound: [],
  webhooks: ['outbound', 'protocol', 'queue'],
  push: ['outbound', 'protocol', 'queue'],
  'app-store': ['core', 'protocol'],
  metrics: [],
  monitoring: ['metrics'],
  runtime: [],
  chart: ['monitoring', 'runtime'],
  testing: ['protocol'],
};

/** Apps may import every package. No app and no package imports an app. */
export const APPS = ['server', 'webhook-worker', 'push-worker', 'playground'];

/** The package that is never shipped: a dev dependency, imported by tests only. */
export const TEST_ONLY = 'testing';

/** Why `member` may not depend on `target`, or undefined when it may. Both are members of the workspace. */
export function refuseArrow(member, target) {
  if (target.group === 'apps') return 'nothing imports an app';
  if (target.folder === TEST_ONLY) return undefined; // where it may be imported is judged by file
  if (member.group === 'apps') return undefined;
  const allowed = ARROWS[member.folder];
  if (allowed === undefined) return `${member.directory} has no arrows in scripts/boundaries/arrows.mjs`;
  if (allowed.includes(target.folder)) return undefined;
  return `${member.folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'no package of ours'}`;
}
