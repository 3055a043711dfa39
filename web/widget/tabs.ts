import { randomKey, type Store } from './storage';

/** News between the tabs of one visitor. */
export type TabNews = 'outbox' | 'read' | 'visitor' | 'draft';

const LEASE = 25_000;
const LEASE_RETRY = 200;

/**
 * What several tabs of one site share: news, and locks so that only one of
 * them sends or rings.
 */
export class Tabs {
  private channel: BroadcastChannel | null;
  private readonly self = randomKey();

  constructor(
    private readonly name: string,
    private readonly store: Store,
    on: (news: TabNews) => void,
  ) {
    this.channel = channelOf(name);
    if (this.channel) this.channel.onmessage = (event) => on(event.data as TabNews);
  }

  tell(news: TabNews): void {
    this.channel?.postMessage(news);
  }

  close(): void {
    this.channel?.close();
    this.channel = null;
  }

  async lock<T>(what: string, work: () => Promise<T>): Promise<T> {
    let held = false;
    try {
      return await navigator.locks.request(`${this.name}:${what}`, () => {
        held = true;
        return work();
      });
    } catch (error) {
      if (held) throw error;
      return this.lease(what, work);
    }
  }

  /** True in exactly one tab for a number, and for no smaller number afterwards. */
  once(what: string, number: number): Promise<boolean> {
    return this.lock(what, async () => {
      if (this.store.read(what, 0) >= number) return false;
      this.store.write(what, number);
      return true;
    });
  }

  /**
   * Web Locks exist only on https pages and are denied where storage is;
   * there a lease in storage, if only this page's own, does nearly as well.
   */
  private async lease<T>(what: string, work: () => Promise<T>): Promise<T> {
    const slot = `lease-${what}`;
    for (;;) {
      const held = this.store.read(slot, { by: '', until: 0 });
      if (held.until < Date.now() || held.by === this.self) {
        this.store.write(slot, { by: this.self, until: Date.now() + LEASE });
        // Two tabs may write at once; after a moment the last one is the owner.
        await pause(LEASE_RETRY / 4);
        if (this.store.read(slot, held).by === this.self) break;
      }
      await pause(LEASE_RETRY * (0.5 + Math.random()));
    }
    try {
      return await work();
    } finally {
      this.store.drop(slot);
    }
  }
}

/** Tells the tabs of another visitor of this browser. */
export function tellTabs(name: string, news: TabNews): void {
  const channel = channelOf(name);
  channel?.postMessage(news);
  channel?.close();
}

/** None where the browser has none or denies it. */
function channelOf(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
