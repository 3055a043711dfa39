/** Two soft rising tones. */
export function ring(context: AudioContext): void {
  void context.resume();
  [660, 880].forEach((pitch, i) => {
    const from = context.currentTime + i * 0.12;
    const tone = context.createOscillator();
    const level = context.createGain();
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0, from);
    level.gain.linearRampToValueAtTime(0.06, from + 0.02);
    level.gain.exponentialRampToValueAtTime(0.0001, from + 0.28);
    tone.connect(level).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.3);
  });
}
