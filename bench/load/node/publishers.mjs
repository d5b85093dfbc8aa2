import { readFileSync } from 'node:fs';
import { connect, fail, frame, openClients } from './client.mjs';

/**
 * Those who publish, over HTTP or as clients.
 *
 * @returns {Promise<{ send: (count: number) => void, answered: () => number }>} `answered`: publishes that the server
 *   has taken, as far as it says so; client events are not answered
 */
export function openPublishers(options, dialect, onAnswer) {
  return options.publish === 'http' ? overHttp(options, onAnswer) : asClients(options, dialect);
}

async function overHttp(options, onAnswer) {
  const requests = options.request.map((path) => readFileSync(path));
  let answered = 0;
  const idle = [];
  for (let index = 0; index < options.publishers; index += 1) {
    const publisher = { socket: await connect(options), request: requests[index % requests.length] };
    idle.push(publisher);
    onAnswers(publisher.socket, () => {
      answered += 1;
      idle.push(publisher);
      onAnswer();
    });
  }
  const send = (count) => {
    for (let sent = 0; sent < count; sent += 1) {
      const { socket, request } = idle.shift() ?? fail('too few publishers');
      socket.write(request);
    }
  };
  return { send, answered: () => answered };
}

async function asClients(options, dialect) {
  const { publishers, channel } = options;
  const clients = await openClients(publishers, { options, dialect, channel });
  const event = frame(dialect.clientEvent(channel));
  let next = 0;
  const send = (count) => {
    clients[next].send(Buffer.concat(Array(count).fill(event)));
    next = (next + 1) % publishers;
  };
  return { send, answered: () => Number.POSITIVE_INFINITY };
}

/** Calls back for each whole answer with status 200 on a keep-alive connection. */
function onAnswers(socket, onAnswer) {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('close', () => fail("the server closed a publisher's connection"));
  socket.on('data', (part) => {
    text += part;
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return;
    if (!text.startsWith('HTTP/1.1 200')) fail(`publish refused: ${text}`);
    const [, length] =
      /content-length: *(\d+)/i.exec(text) ?? fail(`an answer without content-length: ${text}`);
    if (text.length < head + 4 + Number(length)) return;
    text = '';
    onAnswer();
  });
}
