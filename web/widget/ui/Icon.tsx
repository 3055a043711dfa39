// Each by itself: the window and its parts bring only those that they draw.
export const CHAT = 'M4 5.5h16v10.5H10l-4.5 3.5V16H4z';
export const CLOSE = 'M6 6l12 12M18 6L6 18';
export const DOWN = 'M6 9l6 6 6-6';
export const CLIP =
  'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3.1 3.1 0 0 1 4.4 4.4l-7.5 7.5a1.5 1.5 0 0 1-2.2-2.2l6.7-6.6';
export const SOUND = 'M5 9.5v5h3.5l4.5 4v-13l-4.5 4zM16.5 9a4.2 4.2 0 0 1 0 6';
export const MUTED = 'M5 9.5v5h3.5l4.5 4v-13l-4.5 4zM16.5 10l4 4M20.5 10l-4 4';
export const FILE = 'M7 3.5h7l4 4v13H7zM14 3.5v4h4';

export function Icon({ path, size = 20 }: { path: string; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
