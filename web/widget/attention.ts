import type { Parts } from './parts';

/** Later nobody would know what it is about. */
const RINGS_WITHIN = 5000;

/** The page's own title, and what we have made of it. */
let bare = '';
let marked: string | null = null;

/** Puts the number of unread messages before the page's title and takes it away again. */
export function markTitle(unread: number): void {
  // A page may count in its title too, and may have changed it since.
  if (document.title !== marked) bare = document.title;
  const title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${bare}` : bare;
  if (title !== document.title) document.title = title;
  marked = unread > 0 ? document.title : null;
}

/** Browsers allow sound only after the visitor has touched the page. */
export class Bell {
  muted = false;
  private context: AudioContext | null = null;
  private readonly unlock = () => {
    this.listen('remove');
    try {
      this.context = new AudioContext();
    } catch {
      // No sound on this machine.
    }
  };

  constructor(private readonly parts: Pick<Parts, 'load'>) {
    this.listen('add');
  }

  get ready(): boolean {
    return this.context !== null && !this.muted;
  }

  /** Makes the sound, if what makes it is here soon enough. */
  ring(): void {
    const asked = Date.now();
    void this.parts.load('extras').then(({ ring }) => {
      if (this.context && !this.muted && Date.now() - asked < RINGS_WITHIN) ring(this.context);
    });
  }

  stop(): void {
    this.listen('remove');
    void this.context?.close();
    this.context = null;
  }

  private listen(how: 'add' | 'remove'): void {
    for (const name of ['pointerdown', 'keydown']) window[`${how}EventListener`](name, this.unlock, true);
  }
}
