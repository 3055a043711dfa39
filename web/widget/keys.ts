/** The parts of a keyboard event that decide about sending. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'isComposing' | 'keyCode' | 'altKey'>;

/**
 * Enter that picks a candidate of an input method must not send. Safari ends
 * the composition before the key event and only keyCode 229 tells it apart.
 */
export function composing(event: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === 229;
}

export function sends(event: KeyPress): boolean {
  return event.key === 'Enter' && !event.shiftKey && !event.altKey && !composing(event);
}
