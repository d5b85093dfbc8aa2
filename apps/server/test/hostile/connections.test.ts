import { eventually, RawClient, scrapeMetrics } from '@shoal/testing';
import fc from 'fast-check';
import { RawSocket } from '../raw-socket.js';
import { useServer } from '../use-server.js';
import { hostileText, runs } from './hostile-values.js';
import { Witness } from './witness.js';

const server = useServer();

/** Codes that the protocol gives to a connection that is refused. */
const refusals = [4001, 4005, 4006, 4007];

const upgrade = [
  'GET /app/app-key?protocol=7 HTTP/1.1',
  'Host: test',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

function request(...lines: string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Half of a surrogate pair cannot stand in a URL. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** A WebSocket whose frames the test writes byte by byte. */
async function openRaw(): Promise<RawSocket> {
  const socket = await RawSocket.connect(server());
  await socket.send(request(...upgrade));
  await socket.receive(/connection_established/);
  return socket;
}

/** A masked frame of a client (RFC 6455, section 5.2); the mask is zero, so the payload stays readable. */
function frame(
  firstByte: number,
  payload: Buffer | string,
  declaredLength = Buffer.byteLength(payload),
): Buffer {
  const header =
    declaredLength < 126
      ? Buffer.from([firstByte, 0x80 | declaredLength])
      : Buffer.from([firstByte, 0x80 | 127, ...lengthBytes(declaredLength)]);
  return Buffer.concat([header, Buffer.alloc(4), Buffer.from(payload)]);
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

describe('what stands in the URL of a connection', () => {
  it('ends in a connection or in a refusal with a code, whatever it is', async () => {
    await using witness = await Witness.connect(server());
    const key = hostileText.map((text) => encodeURIComponent(wellFormed(text)));
    const query = fc.dictionary(
      fc.oneof(fc.constantFrom('protocol', 'client', 'version', 'flash', '__proto__'), hostileText),
      hostileText,
      { maxKeys: 4 },
    );
    const connects = async (path: string, parameters: Record<string, string>) => {
      const entries = Object.entries(parameters).map(([name, value]) => [
        name.slice(0, 500),
        value.slice(0, 500),
      ]);
      const own = { path: `/app/${path.slice(0, 2000)}`, protocol: null, query: Object.fromEntries(entries) };
      await using client = await RawClient.open({ server: server(), ...own });
      const { event, payload } = await client.next(() => true);
      if (event === 'pusher:connection_established') return;
      expect(event).toBe('pusher:error');
      const { code } = await client.closed;
      expect(payload).toMatchObject({ code });
      expect(refusals).toContain(code);
    };
    await fc.assert(fc.asyncProperty(fc.oneof(key, fc.constant('app-key')), query, connects), runs);
    await witness.isUndisturbed();
  });
});

describe('a handshake that is none', () => {
  const without = (name: string) => upgrade.filter((line) => !line.startsWith(name));
  it.each<[situation: string, head: string[]]>([
    ['no key', without('Sec-WebSocket-Key')],
    ['a key of nonsense', [...without('Sec-WebSocket-Key'), 'Sec-WebSocket-Key: nonsense']],
    ['no version', without('Sec-WebSocket-Version')],
    ['an old version', [...without('Sec-WebSocket-Version'), 'Sec-WebSocket-Version: 7']],
    ['another method', ['POST /app/app-key HTTP/1.1', ...upgrade.slice(1), 'Content-Length: 0']],
    ['subprotocols of nonsense', [...upgrade, 'Sec-WebSocket-Protocol: ,,a b;']],
    ['two lengths', [...upgrade, 'Content-Length: 1', 'Content-Length: 2']],
    ['a header line without a name', [...upgrade, ': value']],
    ['a folded header line', [...upgrade, ' folded']],
    ['a header with a NUL', [...upgrade, 'X: a\0b']],
    ['headers of 100 KB', [...upgrade, `X: ${'x'.repeat(100_000)}`]],
    ['ten thousand headers', [...upgrade, ...Array.from({ length: 10_000 }, (_, index) => `X-${index}: 1`)]],
    ['no HTTP at all', ['\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003']],
  ])('is answered with a client error of HTTP: %s', async (_situation, head) => {
    await using witness = await Witness.connect(server());
    using socket = await RawSocket.connect(server());
    await socket.send(request(...head));
    expect(await socket.receiveAll()).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    await witness.isUndisturbed();
  });
});

it('ignores extensions that it does not have', async () => {
  await using witness = await Witness.connect(server());
  using socket = await RawSocket.connect(server());
  await socket.send(request(...upgrade, 'Sec-WebSocket-Extensions: ;;;==,,'));
  expect(await socket.receive(/connection_established/)).not.toMatch(/sec-websocket-extensions/i);
  socket.reset();
  await witness.isUndisturbed();
});

describe('bytes that are no frames of a client', () => {
  it.each<[situation: string, bytes: Buffer, code: number]>([
    ['not masked', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    ['reserved bits', frame(0xf1, '{}'), 1002],
    ['a reserved opcode', frame(0x83, '{}'), 1002],
    ['a reserved control opcode', frame(0x8b, ''), 1002],
    ['a ping in fragments', frame(0x09, ''), 1002],
    ['a ping that is too long', frame(0x89, 'x'.repeat(126)), 1002],
    ['the end of a message that has not begun', frame(0x80, '{}'), 1002],
    ['a message in a message', Buffer.concat([frame(0x01, '{'), frame(0x81, '{}')]), 1002],
    ['a length beyond what a file can have', frame(0x81, '', Number.MAX_SAFE_INTEGER), 1009],
    ['a length beyond what a number can be', Buffer.from([0x81, 0xff, ...Buffer.alloc(8, 0xff)]), 1009],
    ['a length beyond the limit', frame(0x81, '', 1024 * 1024 + 1), 1009],
    ['no UTF-8', frame(0x81, Buffer.from([0xc3, 0x28])), 1007],
    ['a close of one byte', frame(0x88, 'x'), 1002],
    ['a close with a code that nobody may send', frame(0x88, Buffer.from([0x03, 0xed])), 1002],
    ['a close with a reason that is no UTF-8', frame(0x88, Buffer.from([0x03, 0xe8, 0xff])), 1007],
  ])('are answered with a close of RFC 6455: %s', async (_situation, bytes, code) => {
    await using witness = await Witness.connect(server());
    using socket = await openRaw();
    await socket.send(bytes);
    // An unmasked close frame of two bytes: the code.
    const close = Buffer.from([0x88, 0x02, code >> 8, code & 0xff]).toString('latin1');
    await socket.receive((received) => received.endsWith(close));
    socket.socket.end();
    await witness.isUndisturbed();
  });

  it('of any kind harm nobody else', async () => {
    await using witness = await Witness.connect(server());
    const sends = async (chunks: Uint8Array[]) => {
      using socket = await openRaw();
      for (const chunk of chunks) await socket.send(Buffer.from(chunk));
    };
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { minLength: 1, maxLength: 5 });
    await fc.assert(fc.asyncProperty(chunks, sends), runs);
    await witness.isUndisturbed();
  });

  it('are told apart in the metrics from clients that just went', async () => {
    const ended = async (labels: Record<string, string>) =>
      (await scrapeMetrics(server())).sum('sockudo_disconnects_total', labels);
    const cases = [
      [frame(0x81, '', 1024 * 1024 + 1), { code: '1009', reason: 'limit' }],
      [frame(0xf1, '{}'), { code: '1002', reason: 'protocol_error' }],
      [frame(0x81, Buffer.from([0xff])), { code: '1007', reason: 'protocol_error' }],
    ] as const;
    for (const [bytes, labels] of cases) {
      const before = await ended(labels);
      using socket = await openRaw();
      await socket.send(bytes);
      await eventually(async () => (await ended(labels)) === before + 1, { what: JSON.stringify(labels) });
    }
  });
});
