/** Stands for core's SlowConsumers: writes, and looks at no queue. */
export class SlowConsumers {
  write({ socket }, { frames }) {
    socket.write(frames);
    return true;
  }

  writeCounted(connection, own) {
    this.write(connection, own);
    connection.counters.messagesSent += own.messages;
    connection.counters.bytesSent += own.frames.length;
  }

  keepsUp() {
    return true;
  }

  whenRoom(_connection, action) {
    action();
  }

  remove() {}

  close() {}
}
