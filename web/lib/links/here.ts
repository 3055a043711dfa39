/** Whether an address, or a text that holds one, is that of this machine alone: nobody else can open it. */
export function onlyHere(text: string): boolean {
  return /https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\]|0\.0\.0\.0)([:/"'\s]|$)/i.test(text);
}
