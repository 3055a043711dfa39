import { type Api, ApiError } from './api';
import type { Conversation, Note, NoteTaken, Standing } from './protocol';
import type { Session } from './session';

/** Where the visitor stands, while they wait. */
export function inLine(conversation: Conversation | null): Standing | null {
  return (conversation?.state === 'open' && conversation.queue) || null;
}

/** Whether nobody is there to answer who would write now: closed, or all away. Ask it not of who is served. */
export function unmanned(conversation: Conversation | null, prospect: Standing | null): boolean {
  const standing = inLine(conversation) ?? prospect;
  return !!standing && !(standing.open && standing.staffed);
}

export interface QueueDeps {
  api: Pick<Api, 'queue' | 'leave' | 'leaveNote'>;
  session: Pick<Session, 'call' | 'catchUp' | 'conversation'>;
  changed(): void;
}

/** The visitor's side of the waiting queue: how it stands, leaving it, a message instead. */
export class Queue {
  /** How the queue stands while no conversation is open. */
  prospect: Standing | null = null;
  private looking = false;

  constructor(private readonly deps: QueueDeps) {}

  /** Asks anew, in case no frame brings it. */
  async look(): Promise<void> {
    const { api, session, changed } = this.deps;
    if (this.looking) return;
    this.looking = true;
    try {
      if (session.conversation?.state === 'open') {
        if (session.conversation.queue) await session.catchUp();
        return;
      }
      this.prospect = await session.call((token) => api.queue(token));
    } catch {
      // What was known stays; the next look may bring more.
    } finally {
      this.looking = false;
      changed();
    }
  }

  /** Stops waiting. */
  async leave(): Promise<void> {
    const { api, session } = this.deps;
    await session
      .call((token) => api.leave(token))
      .catch((error) => {
        // Served in the same moment; what is fetched next shows by whom.
        if (!(error instanceof ApiError) || error.status !== 409) throw error;
      });
    await session.catchUp();
    void this.look();
  }

  async leaveNote(note: Note): Promise<NoteTaken> {
    const { api, session } = this.deps;
    const taken = await session.call((token) => api.leaveNote(token, note));
    void session.catchUp().then(() => this.look());
    return taken;
  }
}
