/**
 * Parser of the classic adapter. A broadcast of the hub is told by a first byte that begins neither JSON nor
 * MessagePack (where 0xc1 is the one byte never used):
 *
 *     0xc1  length of the adapter's id (1)  id  length of the room (2)  room  payload, to the end
 *
 * Everything else (the adapter's requests and responses, which the hub never makes) goes as JSON. `decode` never
 * throws, because the adapter calls it where nobody catches: what it cannot read is a broadcast without a packet,
 * which the adapter passes over.
 */
export const classicParser = {
  encode(value: unknown): Buffer {
    return encodeBroadcast(value) ?? Buffer.from(JSON.stringify(value));
  },

  decode(bytes: Buffer): unknown {
    if (bytes[0] === marker) return decodeBroadcast(bytes) ?? nothing();
    try {
      const value: unknown = JSON.parse(bytes.toString());
      return Array.isArray(value) ? value : nothing();
    } catch {
      return nothing();
    }
  },
};

const marker = 0xc1;

/** `[id, packet, options]`, as the adapter takes it apart. */
type Broadcast = [string, { readonly d: Buffer } | undefined, { rooms: string[]; except: string[] }];

function encodeBroadcast(value: unknown): Buffer | undefined {
  if (!Array.isArray(value)) return undefined;
  const [id, packet, options]: unknown[] = value;
  const room = onlyRoomOf(options);
  const payload = payloadOf(packet);
  if (typeof id !== 'string' || room === undefined || payload === undefined) return undefined;
  const idBytes = Buffer.byteLength(id);
  const roomBytes = Buffer.byteLength(room);
  if (idBytes > 0xff || roomBytes > 0xffff) return undefined;
  const bytes = Buffer.allocUnsafe(4 + idBytes + roomBytes + payload.length);
  bytes[0] = marker;
  bytes[1] = idBytes;
  bytes.write(id, 2);
  bytes.writeUInt16BE(roomBytes, 2 + idBytes);
  bytes.write(room, 4 + idBytes);
  payload.copy(bytes, 4 + idBytes + roomBytes);
  return bytes;
}

function decodeBroadcast(bytes: Buffer): Broadcast | undefined {
  const idEnd = 2 + (bytes[1] ?? 0);
  if (idEnd + 2 > bytes.length) return undefined;
  const roomEnd = idEnd + 2 + bytes.readUInt16BE(idEnd);
  if (roomEnd > bytes.length) return undefined;
  const room = bytes.toString('utf8', idEnd + 2, roomEnd);
  return [bytes.toString('utf8', 2, idEnd), { d: bytes.subarray(roomEnd) }, { rooms: [room], except: [] }];
}

function nothing(): Broadcast {
  return ['', undefined, { rooms: [], except: [] }];
}

function onlyRoomOf(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('rooms' in options)) return undefined;
  const { rooms } = options;
  const [room, ...others]: unknown[] = Array.isArray(rooms) ? rooms : [];
  return typeof room === 'string' && others.length === 0 ? room : undefined;
}

function payloadOf(packet: unknown): Buffer | undefined {
  if (typeof packet !== 'object' || packet === null || !('d' in packet)) return undefined;
  return Buffer.isBuffer(packet.d) ? packet.d : undefined;
}
