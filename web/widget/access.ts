import { ApiError } from './api';
import type { SendFault } from './outbox';
import { Pass, type PassDeps } from './pass';

export interface AccessDeps extends PassDeps {
  reason(error: ApiError): string;
  /** A token was got; it may be new, and it may be of another visitor. */
  joined(other: boolean, fresh: boolean): void;
  /** A spent token was exchanged. */
  renewed(): void;
}

/** What a visitor asks of the server: under a token, and with what a refusal means. */
export class Access {
  readonly pass: Pass;

  constructor(private readonly deps: AccessDeps) {
    this.pass = new Pass(deps);
  }

  async token(): Promise<string> {
    if (!this.pass.joined) await this.join();
    return this.pass.token;
  }

  /** Runs a call with the visitor's token, once more with a new one if it has run out. */
  async call<T>(work: (token: string) => Promise<T>): Promise<T> {
    const token = await this.token();
    try {
      return await work(token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      await this.renew(token);
      return work(await this.token());
    }
  }

  async renew(spent: string): Promise<void> {
    await this.join(spent);
    this.deps.renewed();
  }

  fault(error: unknown): SendFault {
    if (!(error instanceof ApiError) || error.status === 0) return { kind: 'network' };
    const { status, code } = error;
    // The rush may last; a message can be left meanwhile.
    const refused: SendFault = { kind: 'refused', code, reason: this.deps.reason(error) };
    if (error.mayLeaveNote) return refused;
    if (status === 429) return { kind: 'slow', seconds: error.retryAfter };
    if (status >= 500 || status === 401 || status === 408 || status === 425) return { kind: 'server' };
    return refused;
  }

  private async join(spent?: string): Promise<void> {
    const before = this.pass.token;
    const other = await (spent ? this.pass.renew(spent) : this.pass.join());
    this.deps.joined(other, this.pass.token !== before);
  }
}
