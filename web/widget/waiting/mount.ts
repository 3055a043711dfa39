import type { Shell } from '../shell';

/**
 * Puts the words about waiting, or the form for a message, into a place of the
 * window; the answer takes them away. The script and this part are built and
 * loaded apart.
 */
export type MountPart = (place: HTMLElement, shell: Shell, nonce: string) => () => void;
