import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The binary under test; the release build unless told. */
const BINARY =
  process.env.INTERTIDE_BINARY ??
  fileURLToPath(new URL('../../../target/release/intertide', import.meta.url));

/** How long a program may take until it says what is waited for. */
const PATIENCE_MS = 30_000;

/** One run of the binary in a directory of its own. */
export class Program {
  readonly directory = mkdtempSync(join(tmpdir(), 'intertide-e2e-'));
  #process: ChildProcess;
  #output = '';

  constructor(arguments_: string[], environment: Record<string, string> = {}) {
    this.#process = this.#spawn(arguments_, environment);
  }

  #spawn(arguments_: string[], environment: Record<string, string>): ChildProcess {
    const { INTERTIDE_BINARY: _, ...inherited } = process.env;
    const started = spawn(BINARY, arguments_, {
      cwd: this.directory,
      env: { ...inherited, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    return started;
  }

  /** What the first group of `pattern` says, once it has been printed. */
  async says(pattern: RegExp): Promise<string> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = pattern.exec(this.#output)?.[1];
      if (found !== undefined) return found;
      if (this.#process.exitCode !== null || Date.now() > end) {
        throw new Error(`the program did not say ${pattern}:\n${this.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Stops it with SIGTERM, waits for that, and keeps its directory. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }

  /** Starts it again in the same directory. */
  again(arguments_: string[], environment: Record<string, string>) {
    this.#output = '';
    this.#process = this.#spawn(arguments_, environment);
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
