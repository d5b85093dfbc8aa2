import type { IncomingMessage, ServerResponse } from 'node:http';
import { totalmem } from 'node:os';
import type { AppProvider } from '@shoal/core';
import type { Health } from '@shoal/runtime';
import { sendAnswer, sendText } from './send-answer.js';

export interface HealthRouteParts {
  readonly health: Health;
  readonly apps: AppProvider;
  /** Share of the memory, 0 to 1, above which `/accept-traffic` says no. */
  readonly memoryThreshold: number;
  readonly isUsageEnabled: boolean;
}

type Answer = (request: IncomingMessage, response: ServerResponse, appId?: string) => void | Promise<void>;

/** Unsigned routes for load balancers and monitors. */
export function healthRoutes(parts: HealthRouteParts): ReadonlyMap<string, Answer> {
  const { health, memoryThreshold } = parts;
  return new Map<string, Answer>([
    ['/', (_request, response) => sendPlain(response, 200, 'OK')],
    ['/live', (_request, response) => sendPlain(response, 200, 'OK')],
    [
      '/ready',
      (_request, response) => {
        const { httpStatus, body } = health.readiness();
        sendAnswer(response, { status: httpStatus, body });
      },
    ],
    [
      '/accept-traffic',
      (_request, response) => {
        const isWilling = health.readiness().httpStatus === 200 && memoryShare() < memoryThreshold;
        sendPlain(response, isWilling ? 200 : 503, isWilling ? 'OK' : 'BUSY');
      },
    ],
    ['/up', (request, response) => sendUp(request, response, health)],
    [
      '/up/:appId',
      async (request, response, appId = '') => {
        const app = await parts.apps.findById(appId);
        if (app === undefined) sendWord(request, response, { status: 404, word: 'NOT_FOUND' });
        else sendUp(request, response, health);
      },
    ],
    ...(parts.isUsageEnabled ? [['/usage', sendUsage] as const] : []),
  ]);
}

/** Sockudo's words; a monitor of Reverb reads the status, or the JSON when it asks for it. */
function sendUp(request: IncomingMessage, response: ServerResponse, health: Health): void {
  const { status } = health.status();
  const { httpStatus } = health.readiness();
  const words = { ready: 'OK', degraded: 'DEGRADED', draining: 'DRAINING', starting: 'ERROR' } as const;
  sendWord(request, response, { status: httpStatus, word: words[status] });
}

function sendWord(
  request: IncomingMessage,
  response: ServerResponse,
  { status, word }: { status: number; word: string },
): void {
  response.setHeader('X-Health-Check', word);
  if (request.headers.accept?.includes('application/json'))
    sendAnswer(response, { status, body: { health: word } });
  else sendPlain(response, status, word);
}

function sendPlain(response: ServerResponse, status: number, text: string): void {
  sendText(response, text, { status, headers: { 'Content-Type': 'text/plain' } });
}

/** Of this process, in bytes, against what its container or machine has. */
function sendUsage(_request: IncomingMessage, response: ServerResponse): void {
  const used = process.memoryUsage.rss();
  const total = memoryLimit();
  const memory = { free: Math.max(0, total - used), used, total, percent: (used / total) * 100 };
  sendAnswer(response, { body: { memory } });
}

function memoryShare(): number {
  return process.memoryUsage.rss() / memoryLimit();
}

function memoryLimit(): number {
  const constrained = process.constrainedMemory();
  // Without a limit, the kernel reports none or more than the machine has.
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}
