import { type PageSettings, parsePageSettings } from './model/page-settings.js';
import type { EventContent } from './model/round-trips.js';

/** Whether the server can be used, and what to do if not. */
export interface ServerState {
  readonly isUsable: boolean;
  readonly message: string;
}

/** The playground's own backend. Every method rejects with an Error for people when it is refused. */
export class Backend {
  async settings(): Promise<PageSettings> {
    return parsePageSettings(await request('/settings'));
  }

  async server(): Promise<ServerState> {
    const answer = await request('/server');
    return { isUsable: read(answer, 'isUsable') === true, message: String(read(answer, 'message')) };
  }

  /** @param exceptSocketId the connection that is left out, if any */
  async publish(content: EventContent, exceptSocketId?: string): Promise<void> {
    await request('/publish', { ...content, socket_id: exceptSocketId });
  }

  async sendToUser(userId: string, event: string, data: unknown): Promise<void> {
    await request(`/users/${encodeURIComponent(userId)}/message`, { event, data });
  }

  async terminate(userId: string): Promise<void> {
    await request(`/users/${encodeURIComponent(userId)}/terminate`, {});
  }
}

/** POST with a body, else GET. */
async function request(path: string, body?: object): Promise<unknown> {
  const response = await send(path, body);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(String(read(answer, 'error') ?? response.statusText));
  return answer;
}

async function send(path: string, body?: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  const options = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  try {
    return await fetch(path, options);
  } catch (cause) {
    throw new Error('The playground itself does not answer: is npm run playground still running?', { cause });
  }
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
