import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Api, Folder, Problem, StoredFile } from './api';

/** What the server said in the end. */
export interface Outcome { status: number; body: StoredFile & Problem }

/** An upload whose bytes come when the journey says so. */
export class Upload {
  private constructor(private readonly sending: ClientRequest, private readonly outcome: Promise<Outcome>) {}

  /** Asks to deposit; resolves once the server has let it in and waits for the content. */
  static begin(api: Api, folder: Folder, name: string): Promise<Upload> {
    const sending = put(api, folder, encodeURIComponent(name), { expect: '100-continue' });
    const outcome = answerTo(sending);
    // Awaited in `finish`; until then a refusal is not yet an error.
    outcome.catch(() => undefined);
    return new Promise((resolve, reject) => {
      sending.once('continue', () => resolve(new Upload(sending, outcome)));
      sending.once('response', () => reject(new Error('answered before the content was asked for')));
      sending.once('error', reject);
      sending.flushHeaders();
    });
  }

  /** Sends a piece; resolves once it is on its way. */
  write(piece: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sending.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }

  finish(): Promise<Outcome> {
    this.sending.end();
    return this.outcome;
  }
}

/** A deposit whose name goes into the address as it is: `fetch` would resolve `..` before it is sent. */
export function depositAt(api: Api, folder: Folder, address: string): Promise<Outcome> {
  const sending = put(api, folder, address, {});
  const outcome = answerTo(sending);
  sending.end('content');
  return outcome;
}

function put(api: Api, folder: Folder, address: string, headers: Record<string, string>): ClientRequest {
  return request(api.url, {
    method: 'PUT',
    path: `/api/v1/folders/${folder.id}/files/${address}`,
    headers: { ...api.headers(), 'content-type': 'application/octet-stream', ...headers },
  });
}

function answerTo(sending: ClientRequest): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    sending.once('error', reject);
    sending.once('response', (answer: IncomingMessage) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => { text += piece; });
      answer.once('error', reject);
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
    });
  });
}
