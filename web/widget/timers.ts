/** Runs something later; the answer cancels it. */
export function later(work: () => void, milliseconds: number): () => void {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}

/** Doubling pauses up to 30 s, with half of each left to chance. */
export function backoff(tries: number): number {
  return Math.min(30_000, 1000 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random() / 2);
}

/** Named timers that can be stopped together; setting one again replaces it. */
export class Timers {
  private readonly running = new Map<string, () => void>();

  set(name: string, milliseconds: number, work: () => void): void {
    this.clear(name);
    const cancel = later(() => {
      this.running.delete(name);
      work();
    }, milliseconds);
    this.running.set(name, cancel);
  }

  has(name: string): boolean {
    return this.running.has(name);
  }

  clear(name: string): void {
    this.running.get(name)?.();
    this.running.delete(name);
  }

  stop(): void {
    for (const name of [...this.running.keys()]) this.clear(name);
  }
}
