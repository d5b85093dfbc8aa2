// What one writes in an afternoon with `ws` and without further thought: JSON.stringify once for each message, ws.send
// for each socket. It speaks as much of the Pusher protocol as the load client needs, so that both servers get the
// same bytes and send the same bytes.
//
// Fair to it: no compression, no signature check on HTTP publishes, no limits, no metrics, no checks of names or
// sizes, no slow-consumer limit; channels are Sets of sockets that are looked up once for each message.
//
// Usage: PORT=8080 node naive-ws.mjs; with TLS_CERT and TLS_KEY (files) it serves TLS.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { WebSocketServer } from 'ws';

const { PORT, TLS_CERT, TLS_KEY, APP_SECRET = 'app-secret' } = process.env;
const channels = new Map();
let connections = 0;

const http = TLS_CERT
  ? createTlsServer({ cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) }, onRequest)
  : createServer(onRequest);
new WebSocketServer({ server: http }).on('connection', onConnection);
http.listen(Number(PORT), '127.0.0.1');

function onConnection(socket) {
  connections += 1;
  socket.id = `1.${connections}`;
  const data = JSON.stringify({ socket_id: socket.id, activity_timeout: 120 });
  socket.send(JSON.stringify({ event: 'pusher:connection_established', data }));
  socket.on('message', (text) => onMessage(socket, JSON.parse(text)));
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const subscribers of channels.values()) subscribers.delete(socket);
  });
}

function onMessage(socket, { event, channel, data }) {
  if (event === 'pusher:subscribe') subscribe(socket, data);
  else if (event === 'pusher:ping') socket.send(JSON.stringify({ event: 'pusher:pong', data: '{}' }));
  else publish({ event, channel, data }, socket.id);
}

function subscribe(socket, { channel, auth, channel_data: member }) {
  if (/^(private|presence)-/.test(channel)) {
    const signed = [socket.id, channel, member].filter(Boolean).join(':');
    const signature = createHmac('sha256', APP_SECRET).update(signed).digest('hex');
    if (auth !== `app-key:${signature}`) return socket.close(4009);
  }
  if (!channels.has(channel)) channels.set(channel, new Set());
  const subscribers = channels.get(channel);
  if (member !== undefined) join(socket, { channel, member, subscribers });
  subscribers.add(socket);
  const data = member === undefined ? '{}' : describe(subscribers, channel);
  socket.send(JSON.stringify({ event: 'pusher_internal:subscription_succeeded', channel, data }));
}

function join(socket, { channel, member, subscribers }) {
  socket.members ??= new Map();
  socket.members.set(channel, JSON.parse(member));
  const told = JSON.stringify({ event: 'pusher_internal:member_added', channel, data: member });
  for (const subscriber of subscribers) subscriber.send(told);
}

function describe(subscribers, channel) {
  const members = [...subscribers].map((socket) => socket.members.get(channel));
  const ids = members.map((member) => member.user_id);
  const hash = Object.fromEntries(members.map((member) => [member.user_id, member.user_info]));
  return JSON.stringify({ presence: { ids, hash, count: ids.length } });
}

function publish(message, except) {
  const text = JSON.stringify(message);
  for (const socket of channels.get(message.channel) ?? []) {
    if (socket.id !== except && socket.readyState === socket.OPEN) socket.send(text);
  }
}

function onRequest(request, response) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'POST') {
      const { name, channel, data, socket_id: except } = JSON.parse(Buffer.concat(parts));
      publish({ event: name, data, channel }, except);
    }
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 2 }).end('{}');
  });
}
