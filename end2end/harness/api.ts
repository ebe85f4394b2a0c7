/** Clients of `/api/v1`, as a script would write them: VOCABULARY's routes, nothing of the server's code. */

export interface Problem { type: string; title: string; status: number; detail?: string; code: string }
export interface Person { id: string; name: string; email: string; role: string; language?: string }
export interface Folder { id: string; name: string; parent: string | null }
export interface StoredFile { id: string; name: string; size: number; folder?: string }
export interface Alert { id: string }
export interface Group { id: string; name: string }
export interface Event {
  id: string;
  at: string;
  object_type: string;
  action: string;
  actor: string;
  path?: string | null;
  summary: string;
  trace: string;
  causes: string[];
  status: string;
  reason?: string | null;
  to?: string | null;
  message_id?: string | null;
  smtp_code?: number | null;
}
export interface Page<T> { items: T[]; next_cursor: string | null }
export interface Right { principal: string; level: 'read' | 'write' | 'manage' }
export type Json = Record<string, unknown>;

/** A refusal of the server, with its problem as the tests want to read it. */
export class Refused extends Error {
  constructor(readonly status: number, readonly problem: Problem, request: string) {
    super(`${request}: ${status} ${problem.code ?? ''} ${problem.detail ?? problem.title ?? ''}`);
  }
}

export class Api {
  private constructor(readonly url: string, private readonly identity: Record<string, string>) {}

  static anonymous(url: string): Api {
    return new Api(url, {});
  }

  static withToken(url: string, token: string): Api {
    return new Api(url, { authorization: `Bearer ${token}` });
  }

  /** Signs in as the page does: a session cookie and, on unsafe methods, our own Origin. */
  static async signIn(url: string, email: string, password: string): Promise<Api> {
    const answer = await Api.anonymous(url).request('POST', '/session', { email, password });
    const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
    return new Api(url, { cookie });
  }

  get<T>(path: string): Promise<T> { return this.json('GET', path); }
  post<T>(path: string, body?: unknown): Promise<T> { return this.json('POST', path, body); }
  put<T>(path: string, body: unknown): Promise<T> { return this.json('PUT', path, body); }
  patch<T>(path: string, body: unknown): Promise<T> { return this.json('PATCH', path, body); }

  async delete(path: string): Promise<void> {
    await this.request('DELETE', path);
  }

  /** PUT of raw bytes; 201 = ADD, 200 = MODIFY. */
  async deposit(folder: Folder, name: string, content: string | Uint8Array<ArrayBuffer>): Promise<StoredFile> {
    const path = `/folders/${folder.id}/files/${encodeURIComponent(name)}`;
    const answer = await this.send('PUT', path, { 'content-type': 'application/octet-stream' }, content);
    return await answer.json() as StoredFile;
  }

  /** The refusal that `call` must end with; an error if it succeeds. */
  async refusal(call: (api: Api) => Promise<unknown>): Promise<Refused> {
    const outcome = await call(this).then(() => null, (error: unknown) => error);
    if (outcome instanceof Refused) return outcome;
    throw outcome ?? new Error('the call was expected to be refused, and was not');
  }

  async send(method: string, path: string, headers: Record<string, string>, body?: BodyInit): Promise<Response> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { ...this.headers(), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Refused(answer.status, await problemOf(answer), `${method} ${path}`);
    return answer;
  }

  /** What identifies this client, for requests that are made by hand. */
  headers(): Record<string, string> {
    return { origin: this.url, ...this.identity };
  }

  private request(method: string, path: string, body?: unknown): Promise<Response> {
    if (body === undefined) return this.send(method, path, {});
    return this.send(method, path, { 'content-type': 'application/json' }, JSON.stringify(body));
  }

  private async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const text = await (await this.request(method, path, body)).text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text();
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { type: 'about:blank', title: text.slice(0, 200), status: answer.status, code: 'not_a_problem' };
  }
}
