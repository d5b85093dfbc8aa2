// What `helm test` runs: connects to the release as a client does, and looks for what must not be public.
import { get } from 'node:http';

const { SERVER_URL, METRICS_URL, APP_KEY } = process.env;

await check('the server is up', async () => {
  const { status, body } = await request(`${SERVER_URL}/up`);
  if (status !== 200) throw new Error(`/up answered ${status}: ${body}`);
});

await check('the metrics are not on the public port', async () => {
  const { status } = await request(`${new URL(SERVER_URL).origin}/metrics`);
  if (status !== 404) throw new Error(`/metrics answered ${status}`);
});

if (METRICS_URL) {
  await check('a program is ready', async () => {
    const { status, body } = await request(`${METRICS_URL}/ready`);
    if (status !== 200) throw new Error(`/ready answered ${status}: ${body}`);
  });
  await check('it has metrics', async () => {
    const { body } = await request(`${METRICS_URL}/metrics`);
    if (!body.includes('build_info{')) throw new Error('there is no build_info among them');
  });
}

if (APP_KEY) {
  await check('a client can connect', async () => {
    const frame = await firstFrame(`${SERVER_URL}/app/${APP_KEY}?protocol=7&client=helm-test&version=1`);
    if (!frame.includes('pusher:connection_established')) throw new Error(`the first frame is ${frame}`);
  });
}

async function check(name, run) {
  try {
    await run();
    console.log(`passed: ${name}`);
  } catch (error) {
    console.error(`FAILED: ${name}: ${error.message}`);
    process.exit(1);
  }
}

function request(url) {
  return new Promise((resolve, reject) => {
    const asked = get(url, { timeout: 10_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    fail(asked, reject, url);
  });
}

/** The text of the first frame (RFC 6455, 5.2: frames of servers are not masked). */
function firstFrame(url) {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': Buffer.from('a key of 16 byte').toString('base64'),
  };
  return new Promise((resolve, reject) => {
    const asked = get(url, { headers, timeout: 10_000 }, (response) => {
      reject(new Error(`${url} answered ${response.statusCode} instead of a WebSocket`));
    });
    asked.on('upgrade', (_response, socket, head) => {
      let received = head;
      const look = () => {
        const text = textOfFrame(received);
        if (text === undefined) return;
        socket.destroy();
        resolve(text);
      };
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        look();
      });
      socket.on('end', () => reject(new Error(`${url} closed without a frame`)));
      look();
    });
    fail(asked, reject, url);
  });
}

function textOfFrame(bytes) {
  if (bytes.length < 4) return undefined;
  const short = bytes[1] & 127;
  const [from, length] = short === 126 ? [4, bytes.readUInt16BE(2)] : [2, short];
  return bytes.length < from + length ? undefined : bytes.toString('utf8', from, from + length);
}

function fail(asked, reject, url) {
  asked.on('timeout', () => asked.destroy(new Error(`${url} did not answer within 10 s`)));
  asked.on('error', reject);
}
