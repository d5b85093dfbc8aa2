import { createHash } from 'node:crypto';
import type { Target } from './endpoint.js';

const DIGITS = 12;

/**
 * The ids of an app's endpoints: a hash of the target, so that jobs find their endpoint again when others come and go
 * or its headers, filter or credentials change. A target that comes again is `<hash>.2`, `<hash>.3`: those do depend on
 * their order. No colon, no dash.
 */
export function endpointIds(targets: readonly Target[]): readonly string[] {
  const seen = new Map<string, number>();
  return targets.map((target) => {
    const hash = hashOf(target);
    const nth = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, nth);
    return nth === 1 ? hash : `${hash}.${nth}`;
  });
}

function hashOf(target: Target): string {
  return createHash('sha256')
    .update(JSON.stringify(placeOf(target)))
    .digest('hex')
    .slice(0, DIGITS);
}

function placeOf(target: Target): readonly string[] {
  switch (target.kind) {
    case 'http':
      return ['http', target.url];
    case 'lambda':
      return ['lambda', target.region, target.functionName, target.endpoint ?? ''];
  }
}
