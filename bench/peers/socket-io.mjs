// Socket.IO 4 as its documentation shows it: one room for each channel, io.to(room).emit.
//
// Fair to it: WebSocket transport only, so that nothing is polled or upgraded; no compression (its default); no
// authentication, limits or metrics. Its pings are put off beyond a run: the load client does not answer them. Its
// frames are a few bytes shorter than Pusher's ones, for the same event and data.
//
// Usage: PORT=8080 node socket-io.mjs
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer(onRequest);
const io = new Server(http, { transports: ['websocket'], serveClient: false, pingInterval: 600_000 });

io.on('connection', (socket) => {
  socket.on('subscribe', (channel) => {
    socket.join(channel);
    socket.emit('subscription_succeeded', channel);
  });
  socket.on('client-bench', (message) => socket.to(message.channel).emit('client-bench', message));
  socket.on('pusher:ping', () => socket.emit('pusher:pong'));
});
http.listen(Number(process.env.PORT), '127.0.0.1');

function onRequest(request, response) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'POST') {
      const { name, channel, data, socket_id: except } = JSON.parse(Buffer.concat(parts));
      const room = except === undefined ? io.to(channel) : io.to(channel).except(except);
      room.emit(name, { channel, data });
    }
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 2 }).end('{}');
  });
}
