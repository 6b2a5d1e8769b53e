/** What was cut, the newest first. */
export type KillRing = ReadonlyArray<string>

const most = 60

/** Adds a cut text. Cuts in a row are one: `joins` says on which side of the newest this one stood. */
export const kill = (ring: KillRing, text: string, joins?: "before" | "behind"): KillRing => {
  if (text === "") return ring
  const [newest, ...rest] = ring
  if (joins === undefined || newest === undefined) return [text, ...ring].slice(0, most)
  return [joins === "before" ? text + newest : newest + text, ...rest]
}

/** The text at a place of the ring, which has no end; undefined where the ring is empty. */
export const killed = (ring: KillRing, at: number): string | undefined =>
  ring.length === 0 ? undefined : ring[((at % ring.length) + ring.length) % ring.length]
