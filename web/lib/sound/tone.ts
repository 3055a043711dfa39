/** One soft note, made on the spot, that swells at once and dies away within `seconds`. */
export function tone(context: AudioContext, at: number, pitch: number, loud: number, seconds: number): void {
  const source = context.createOscillator();
  const level = context.createGain();
  source.frequency.value = pitch;
  level.gain.setValueAtTime(0, at);
  level.gain.linearRampToValueAtTime(loud, at + 0.02);
  level.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
  source.connect(level).connect(context.destination);
  source.start(at);
  source.stop(at + seconds + 0.05);
}
