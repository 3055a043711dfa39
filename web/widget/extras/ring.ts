import { tone } from '../../lib/sound/tone';

/** Two soft rising tones. */
export function ring(context: AudioContext): void {
  void context.resume();
  [660, 880].forEach((pitch, i) => {
    tone(context, context.currentTime + i * 0.12, pitch, 0.06, 0.28);
  });
}
