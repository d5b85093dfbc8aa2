import { httpRequest } from '@shoal/testing';
import { useServer } from '../use-server.js';

const server = useServer();
const strict = useServer({
  env: { HTTP_API_ACCEPT_TRAFFIC_MEMORY_THRESHOLD: '0.000001', HTTP_API_USAGE_ENABLED: '0' },
});

describe('the health routes', () => {
  it.each([
    ['/', 200, 'OK'],
    ['/live', 200, 'OK'],
    ['/up', 200, 'OK'],
    ['/up/app-id', 200, 'OK'],
    ['/up/nobody', 404, 'NOT_FOUND'],
    ['/up/__proto__', 404, 'NOT_FOUND'],
    ['/accept-traffic', 200, 'OK'],
  ])('answer %s with %i in text, unsigned', async (path, status, text) => {
    const answer = await httpRequest(server(), { path });
    expect(answer).toMatchObject({ status, text });
    expect(answer.headers['content-type']).toBe('text/plain');
  });

  it.each([
    ['/up', 200, 'OK'],
    ['/up/app-id', 200, 'OK'],
    ['/up/nobody', 404, 'NOT_FOUND'],
  ])('say %s in a header, and in JSON to who wants it', async (path, status, word) => {
    const text = await httpRequest(server(), { path });
    expect(text.headers['x-health-check']).toBe(word);
    const json = await httpRequest(server(), { path, headers: { accept: 'application/json' } });
    expect(json).toMatchObject({ status, body: { health: word } });
    expect(json.headers['x-health-check']).toBe(word);
  });

  it('tell readiness with reasons', async () => {
    expect(await httpRequest(server(), { path: '/ready' })).toMatchObject({
      status: 200,
      body: { status: 'ready', reasons: [] },
    });
  });

  it('tell the memory in use, in bytes', async () => {
    const { status, body } = await httpRequest(server(), { path: '/usage' });
    expect(status).toBe(200);
    const { free, used, total, percent } = (body as { memory: Record<string, number> }).memory;
    expect(used).toBeGreaterThan(10 * 1024 * 1024);
    expect(Number(free) + Number(used)).toBe(total);
    expect(percent).toBeCloseTo((Number(used) / Number(total)) * 100);
  });

  it.each(['/', '/live', '/ready', '/up', '/up/app-id', '/accept-traffic', '/usage'])(
    'answer HEAD %s with the headers alone',
    async (path) => {
      const get = await httpRequest(server(), { path });
      const head = await httpRequest(server(), { method: 'HEAD', path });
      expect(head).toMatchObject({ status: get.status, text: '' });
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
    },
  );

  it('want no more traffic when memory is short; the rest goes on', async () => {
    expect(await httpRequest(strict(), { path: '/accept-traffic' })).toMatchObject({
      status: 503,
      text: 'BUSY',
    });
    expect(await httpRequest(strict(), { path: '/ready' })).toMatchObject({ status: 200 });
  });

  it('keep the usage to themselves when that is switched off', async () => {
    expect(await httpRequest(strict(), { path: '/usage' })).toMatchObject({ status: 404 });
  });
});
