import { createSocket, type Socket } from 'node:dgram';

/** What a name has: texts, mail servers, addresses; or that the server fails to say. */
export interface Zone { TXT?: string[]; MX?: string[]; A?: string[]; fails?: boolean }

const TYPES = { A: 1, MX: 15, TXT: 16 } as const;
const [NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME] = [0, 2, 3];

/** A DNS server (RFC 1035, UDP) that knows a few names; what it does not know does not exist. */
export class DnsServer {
  private constructor(readonly address: string, private readonly socket: Socket) {}

  static start(zones: Record<string, Zone>): Promise<DnsServer> {
    return new Promise((resolve) => {
      const socket = createSocket('udp4');
      socket.on('message', (query, from) => socket.send(answer(query, zones), from.port, from.address));
      socket.bind(0, '127.0.0.1', () => resolve(new DnsServer(`127.0.0.1:${socket.address().port}`, socket)));
    });
  }

  stop(): void {
    this.socket.close();
  }
}

function answer(query: Buffer, zones: Record<string, Zone>): Buffer {
  const { name, type, end } = question(query);
  const zone = zones[name];
  const records = zone === undefined ? [] : data(zone, type);
  const code = zone === undefined ? NO_SUCH_NAME : zone.fails ? SERVER_FAILURE : NO_ERROR;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8580 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, query.subarray(12, end), ...records.map((bytes) => record(type, bytes))]);
}

function question(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  while (query[at]) {
    const length = query[at]!;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function data(zone: Zone, type: number): Buffer[] {
  switch (type) {
    case TYPES.TXT: return (zone.TXT ?? []).map((text) => prefixed(text));
    case TYPES.MX: return (zone.MX ?? []).map((host) => Buffer.concat([Buffer.from([0, 10]), encoded(host)]));
    case TYPES.A: return (zone.A ?? []).map((address) => Buffer.from(address.split('.').map(Number)));
    default: return [];
  }
}

/** An answer to the name that was asked for, good for no time at all. */
function record(type: number, bytes: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16BE(bytes.length, 10);
  return Buffer.concat([head, bytes]);
}

function prefixed(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
}

function encoded(host: string): Buffer {
  return Buffer.concat([...host.split('.').map(prefixed), Buffer.from([0])]);
}
