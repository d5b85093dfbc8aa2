import type { Configuration } from '@shoal/runtime';
import type { RunningServer } from './start-server.js';

/** The secret that stands in the documentation; it is no secret. */
const documentedSecret = 'app-secret';

/** What somebody who has just started the server on a terminal wants to know. */
export function welcome(
  { address, metricsPort }: Pick<RunningServer, 'address' | 'metricsPort'>,
  { appManager, pathPrefix }: Configuration,
): string {
  const [app] = appManager.apps;
  const webSocketUrl = address.url.replace(/^http/, 'ws');
  const lines = [
    '',
    `  Shoal is listening`,
    '',
    `  WebSocket   ${webSocketUrl}${pathPrefix}/app/${app?.key ?? '<key>'}`,
    `  REST API    ${address.url}${pathPrefix}/apps/${app?.id ?? '<id>'}`,
    ...(metricsPort === undefined ? [] : [`  Metrics     http://127.0.0.1:${metricsPort}/metrics`]),
    '',
  ];
  if (app !== undefined) {
    const secret = app.secret === documentedSecret ? app.secret : '(as you configured it)';
    lines.push(`  App         id ${app.id}, key ${app.key}, secret ${secret}`, '');
  }
  lines.push(`  Try         curl ${address.url}${pathPrefix}/up`);
  lines.push('              npm run playground, in another terminal: a page to try it with', '');
  return `${lines.join('\n')}\n`;
}
