import { tone } from './tone';

// Two soft notes made on the spot: no sound file to load, none to allow in the
// page's policy. A new conversation rises, a message in an own one is single,
// an offer calls three times and keeps the arrival quiet that led to it.
let context: AudioContext | undefined;

const note = (at: number, pitch: number, ctx: AudioContext) => tone(ctx, at, pitch, 0.09, 0.45);

/** What could not sound by then is left out. */
const LATE_MS = 1_000;
/** An offer follows the arrival it is made for within this. */
const TOGETHER_MS = 700;

let offeredAt = 0;

export function ring(kind: 'arrival' | 'message' | 'offer'): void {
  if (kind === 'offer') offeredAt = Date.now();
  if (kind === 'arrival') {
    setTimeout(() => Date.now() - offeredAt > TOGETHER_MS * 2 && sound(kind), TOGETHER_MS);
  } else sound(kind);
}

function sound(kind: 'arrival' | 'message' | 'offer'): void {
  try {
    context ??= new AudioContext();
    const ctx = context;
    const play = () => {
      note(ctx.currentTime, kind === 'offer' ? 784 : 587, ctx);
      if (kind !== 'message') note(ctx.currentTime + 0.14, kind === 'offer' ? 988 : 784, ctx);
      if (kind === 'offer') note(ctx.currentTime + 0.28, 1175, ctx);
    };
    if (ctx.state === 'running') {
      play();
      return;
    }
    // Browsers keep audio asleep until the first click on the page. What came
    // in before must not sound all at once then.
    const asked = Date.now();
    ctx.resume().then(
      () => Date.now() - asked < LATE_MS && play(),
      () => {},
    );
  } catch {
    // No sound device: the title and the badge still tell.
  }
}
