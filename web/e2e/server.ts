import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BINARY = process.env.TIEXIN_BIN ?? resolve(import.meta.dirname, '../../bin/tiexin');
const READY_WITHIN = 20_000;
const GONE_WITHIN = 10_000;

/** The real program on a fresh data folder and a free port of loopback. */
export class Server {
  readonly url: string;
  /** What it has written to its log so far. */
  output = '';
  private child: ChildProcess | null = null;

  private constructor(
    readonly data: string,
    private readonly port: number,
    private readonly flags: string[],
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(flags: string[] = []): Promise<Server> {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: build the program first.`);
    const server = new Server(await mkdtemp(join(tmpdir(), 'tiexin-e2e-')), await freePort(), flags);
    await server.run();
    return server;
  }

  /** Starts the program again on the same data, after `halt`. */
  async run(): Promise<void> {
    const child = spawn(BINARY, ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, ...this.flags]);
    this.child = child;
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const deadline = Date.now() + READY_WITHIN;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The program ended with ${child.exitCode}:\n${this.output}`);
      const ready = await fetch(`${this.url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return;
      if (Date.now() > deadline) throw new Error(`The program is not ready:\n${this.output}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async halt(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), GONE_WITHIN);
    await ended;
    clearTimeout(timer);
  }

  async stop(): Promise<void> {
    await this.halt();
    await rm(this.data, { recursive: true, force: true });
  }

  /** The code the wizard asks for when it is opened from afar; the log shows it. */
  setupCode(): string | undefined {
    return /#code=([\w-]+)/.exec(this.output)?.[1];
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => done(port));
    });
  });
}
