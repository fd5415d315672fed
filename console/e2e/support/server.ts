import { Program } from './program';

const API_KEY = 'e2e-api-key';
const SECRET_KEY = 'e2e-secret-key';

export const PASSWORD = 'a password for tests';

type Json = Record<string, unknown>;

/** `intertide serve` on a free port, where custom endpoints are allowed. */
export class TestServer {
  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {}

  static async start(): Promise<TestServer> {
    const program = new Program(['serve', '--listen', '127.0.0.1:0'], ENVIRONMENT);
    return new TestServer(program, await program.says(/Intertide listens on (\S+)/));
  }

  /** Sends events as an SDK does. */
  async send(...events: Json[]): Promise<void> {
    const response = await fetch(`${this.url}/2/httpapi`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ api_key: API_KEY, events }),
    });
    if (response.status !== 200) throw new Error(`events: ${await response.text()}`);
  }

  /** Whether an event with this API key is accepted. */
  async accepts(apiKey: string): Promise<boolean> {
    const { status } = await fetch(`${this.url}/2/httpapi`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        api_key: apiKey,
        events: [{ user_id: 'somebody-with-a-key', event_type: 'Key Tried' }],
      }),
    });
    return status === 200;
  }

  /** Asks the API with the project's keys. */
  async api<T>(method: string, path: string, body?: Json): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`${API_KEY}:${SECRET_KEY}`).toString('base64')}`,
        'Content-Type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Stops it and starts it again at the same address. */
  async pause(meanwhile: () => Promise<void>): Promise<void> {
    await this.program.stop();
    await meanwhile();
    this.program.again(['serve', '--listen', new URL(this.url).host], ENVIRONMENT);
    await this.program.says(/Intertide listens on (\S+)/);
  }

  remove = () => this.program.remove();
}

const ENVIRONMENT = {
  INTERTIDE_ADMIN_PASSWORD: PASSWORD,
  INTERTIDE_PROJECT_API_KEY: API_KEY,
  INTERTIDE_PROJECT_SECRET_KEY: SECRET_KEY,
  INTERTIDE_INTERCOM_ALLOW_CUSTOM_ENDPOINT: 'true',
};

export const TOKEN = 'sim-access-token-ab12';

/** `intertide sim-intercom` on a free port. */
export class TestIntercom {
  private constructor(
    private readonly program: Program,
    readonly url: string,
  ) {}

  static async start(): Promise<TestIntercom> {
    const program = new Program(['sim-intercom', '--listen', '127.0.0.1:0', '--token', TOKEN]);
    return new TestIntercom(program, await program.says(/A simulated Intercom listens on (\S+)/));
  }

  /** Creates a contact in the workspace. */
  async contact(userId: string): Promise<void> {
    const response = await fetch(`${this.url}/contacts`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ role: 'user', external_id: userId }),
    });
    if (!response.ok) throw new Error(`contact: ${await response.text()}`);
  }

  /** The events that the workspace has of a user, in the order in which they came. */
  async events(userId: string): Promise<Json[]> {
    const query = new URLSearchParams({ user_id: userId });
    const response = await fetch(`${this.url}/_sim/events?${query}`);
    return ((await response.json()) as { events: Json[] }).events;
  }

  /** Has the workspace answer to the token as to one that stands like this. */
  async tokenStands(standing: 'valid' | 'revoked'): Promise<void> {
    const response = await fetch(`${this.url}/_sim/token`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ standing }),
    });
    if (!response.ok) throw new Error(`token: ${await response.text()}`);
  }

  remove = () => this.program.remove();
}

/** Waits until `done` holds. */
export async function eventually(what: string, done: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(`it did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A sync that sends orders and sign-ups to this Intercom, switched on unless told otherwise. */
export function syncTo(intercom: TestIntercom, change: Json = {}): Json {
  return {
    name: 'Product events',
    destination: 'intercom',
    enabled: true,
    credentials: { endpoint: intercom.url, access_token: TOKEN },
    mapping: { user_property: 'user_id', intercom_id: 'user_id' },
    send_events: {
      enabled: true,
      select: [{ event_type: 'Order Completed' }, { event_type: 'Signed Up' }],
      event_properties: ['total'],
    },
    ...change,
  };
}

/** How a sync's deliveries stand. */
type Totals = Record<'selected' | 'pending' | 'delivered' | 'discarded' | 'expired', number>;

/** Creates a sync and gives its id. */
export async function createSync(server: TestServer, document: Json): Promise<number> {
  const { id } = await server.api<{ id: number }>('POST', '/syncs', document);
  return id;
}

/** Waits until so many deliveries of a sync stand like this. */
export async function settled(server: TestServer, sync: number, wanted: Partial<Totals>) {
  await eventually(`the totals of sync ${sync} are ${JSON.stringify(wanted)}`, async () => {
    const { totals } = await server.api<{ totals: Totals }>('GET', `/syncs/${sync}`);
    return Object.entries(wanted).every(([name, n]) => totals[name as keyof Totals] === n);
  });
}
