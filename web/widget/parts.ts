import type { ComponentType } from 'preact';
import type { Extras } from './extras/extras';
import type { Texts } from './i18n/zh-CN';
import type { Kit } from './kit';
import type { PhoneProps } from './phone/part';
import type { Shell } from './shell';
import { backoff, later } from './timers';

/** What is loaded apart, by the name of its script: few visitors need any of it. */
export interface Loaded {
  /** What is said about waiting, and the form for a message. */
  waiting: { Part: ComponentType<{ shell: Shell }>; css: string };
  /** Files to send, pictures at full size, addresses in messages. */
  extras: Extras;
  /** What a window needs that covers the whole page. */
  phone: { Phone: ComponentType<PhoneProps>; css: string };
  en: { texts: Texts; css: string };
  'zh-TW': { texts: Texts; css: string };
}
export type PartName = keyof Loaded;
type Part = Loaded[PartName];

/** The element that brings a part is also how it is handed over: no name on the page is needed. */
export interface PartScript extends HTMLScriptElement {
  tiexin?: { kit: Kit; take(part: unknown): void };
}

interface Policy {
  createScriptURL(name: string): string;
}

interface Trusted {
  trustedTypes: { createPolicy(name: string, rules: Policy): Policy };
}

/** Neither a word of success nor of failure comes from a network that has gone quiet. */
const LOADED_WITHIN = 20_000;

/** Loads each part once, from where the script itself came, and tries until it is there. */
export class Parts {
  /** Puts the styles of a part on the window, if there is one. */
  dress: ((css: string) => void) | null = null;
  changed: (() => void) | null = null;
  private readonly policy: Policy;
  private readonly here = new Map<PartName, Part>();
  private readonly asked = new Map<PartName, Promise<Part>>();
  /** What could not be loaded at the last try, and how to try at once. */
  private readonly failed = new Map<PartName, () => void>();

  constructor(
    origin: string,
    private readonly nonce: string,
    private readonly kit: Kit,
  ) {
    const createScriptURL = (name: string) => `${origin}/widget/${name}.js`;
    this.policy = { createScriptURL };
    try {
      // Some pages take no script address as plain text; this policy makes those of parts and no other.
      this.policy = (window as unknown as Trusted).trustedTypes.createPolicy('tiexin', { createScriptURL });
    } catch {
      // Unknown to the browser, or not allowed by the page.
    }
  }

  /** Something is wanted that does not come. */
  get stuck(): boolean {
    return this.failed.size > 0;
  }

  get<N extends PartName>(name: N): Loaded[N] | null {
    return (this.here.get(name) as Loaded[N] | undefined) ?? null;
  }

  load<N extends PartName>(name: N): Promise<Loaded[N]> {
    const asked = this.asked.get(name) ?? new Promise<Part>((done) => this.fetch(name, done, 1));
    this.asked.set(name, asked);
    return asked as Promise<Loaded[N]>;
  }

  /** The styles of what is here, for a new window. */
  styles(): string[] {
    return [...this.here.values()].map((part) => part.css);
  }

  /** The network may be back: nobody sits out a pause. */
  wake(): void {
    for (const again of [...this.failed.values()]) again();
  }

  private fetch(name: PartName, done: (part: Part) => void, tries: number): void {
    const script: PartScript = document.createElement('script');
    let over = false;
    const end = () => {
      over = true;
      cancel();
      script.remove();
    };
    const fail = () => {
      if (over || this.here.has(name)) return;
      end();
      const again = () => {
        wait();
        this.failed.delete(name);
        this.fetch(name, done, tries + 1);
      };
      const wait = later(again, backoff(tries));
      this.failed.set(name, again);
      this.changed?.();
    };
    const cancel = later(fail, LOADED_WITHIN);
    const take = (part: unknown) => {
      // A slow one may come after its successor.
      if (this.here.has(name)) return;
      end();
      this.keep(name, part as Part, done);
    };
    script.nonce = this.nonce;
    script.src = this.policy.createScriptURL(name);
    script.tiexin = { kit: this.kit, take };
    script.onerror = fail;
    // What came was no part: a sign-in page of the network, say.
    script.onload = fail;
    document.head.append(script);
  }

  private keep(name: PartName, part: Part, done: (part: Part) => void): void {
    this.here.set(name, part);
    this.failed.delete(name);
    this.dress?.(part.css);
    done(part);
    this.changed?.();
  }
}
