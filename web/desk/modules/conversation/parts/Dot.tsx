/** The colour of a label. The name always stands beside it. */
export function Dot({ colour }: { colour: string }) {
  return <span className="dot" style={{ background: colour }} aria-hidden="true" />;
}
