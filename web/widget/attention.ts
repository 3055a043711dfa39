const MARK = /^\(\d+\+?\) /;

/** Puts the number of unread messages before the page's title and takes it away again. */
export function markTitle(unread: number): void {
  const bare = document.title.replace(MARK, '');
  const title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${bare}` : bare;
  if (title !== document.title) document.title = title;
}

/** Browsers allow sound only after the visitor has touched the page. */
export class Bell {
  muted = false;
  private context: AudioContext | null = null;
  private readonly unlock = () => {
    this.release();
    try {
      this.context = new AudioContext();
    } catch {
      // No sound on this machine.
    }
  };

  constructor() {
    for (const name of ['pointerdown', 'keydown']) window.addEventListener(name, this.unlock, true);
  }

  get ready(): boolean {
    return this.context !== null && !this.muted;
  }

  /** Two soft rising tones. */
  ring(): void {
    const { context } = this;
    if (!context || this.muted) return;
    void context.resume();
    [660, 880].forEach((pitch, i) => {
      const from = context.currentTime + i * 0.12;
      const tone = context.createOscillator();
      const level = context.createGain();
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0, from);
      level.gain.linearRampToValueAtTime(0.06, from + 0.02);
      level.gain.exponentialRampToValueAtTime(0.0001, from + 0.28);
      tone.connect(level).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.3);
    });
  }

  stop(): void {
    this.release();
    void this.context?.close();
    this.context = null;
  }

  private release(): void {
    for (const name of ['pointerdown', 'keydown']) window.removeEventListener(name, this.unlock, true);
  }
}
