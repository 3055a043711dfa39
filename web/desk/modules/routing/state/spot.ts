/** Parts of the wall that others lead to. */
export type Spot = 'wall-agents' | 'wall-taking';

/** Brings a part of the wall into sight, with the focus on what can be done there. */
export function lookAt(spot: string): void {
  const part = document.getElementById(spot);
  if (!part) return;
  part.scrollIntoView({ block: 'start', behavior: 'smooth' });
  const first = part.querySelector<HTMLElement>('button, summary') ?? part;
  first.focus({ preventScroll: true });
}
