import { useRef } from 'react';
import { clientKey } from './client';

/**
 * The client key of a form, the same for every press of its button while it is
 * open: after a lost answer a second press must not make a second row. Another
 * opening is another key.
 */
export function useKey(opening: unknown): string {
  const held = useRef<{ opening: unknown; key: string } | null>(null);
  if (held.current?.opening !== opening || !held.current) held.current = { opening, key: clientKey() };
  return held.current.key;
}
