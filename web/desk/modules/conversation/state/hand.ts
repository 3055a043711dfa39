import { actOf } from '../../../../lib/keys/commands';

let due = '';

/** The caret goes where one answers the customer who is open, if they are one's own. */
export const write = () => actOf('conversation.write')?.();

/** Who takes up a conversation goes on by writing in it, as soon as there is a place to. */
export function takeUp(id: string): void {
  due = id;
}

/** Whether somebody waits to write here; says so once. */
export function takenUp(id: string): boolean {
  const is = due === id;
  if (is) due = '';
  return is;
}

/** Without keys the caret would bring up a keyboard over half the screen. */
export const hasKeys = () => matchMedia('(hover: hover)').matches;
