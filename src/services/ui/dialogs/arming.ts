/**
 * When a question may be answered. Nothing typed before a question appeared can answer it: a key counts only once the
 * question has stood on the screen for a moment, and, where somebody was typing when it came, once that typing paused.
 * Until then keys do what they would have done without the question. Pure: the program tells the time.
 */
export interface Arming {
  /** Milliseconds since the epoch when the question was first on the screen; undefined before. */
  readonly shownAt: number | undefined
  /** When the last key came that could not have been meant for the question. */
  readonly typedAt: number | undefined
}

/** Milliseconds from the first drawing to the first key that can have been meant: nobody reads and presses faster. */
export const readingTime = 100

/** Milliseconds of rest that part keys typed blindly from keys meant for the question. */
export const pause = 350

/** `typedAt`: when the last key before the question was read. */
export const unseen = (typedAt: number | undefined): Arming => ({ shownAt: undefined, typedAt })

/** A dialog that the user's own key opened: what is typed next is meant for it. */
export const armed: Arming = { shownAt: Number.NEGATIVE_INFINITY, typedAt: undefined }

/** The question was drawn. Only the first time counts. */
export const shown = (arming: Arming, now: number): Arming =>
  arming.shownAt === undefined ? { ...arming, shownAt: now } : arming

/** Whether a key that was read at `now` may answer. */
export const isArmed = ({ shownAt, typedAt }: Arming, now: number): boolean =>
  shownAt !== undefined && now >= shownAt + readingTime && (typedAt === undefined || now >= typedAt + pause)

/** When the question is armed if no key comes before; undefined while it was not drawn, or once it is armed. */
export const armsAt = (arming: Arming, now: number): number | undefined => {
  if (arming.shownAt === undefined || isArmed(arming, now)) return undefined
  return Math.max(arming.shownAt + readingTime, (arming.typedAt ?? Number.NEGATIVE_INFINITY) + pause)
}

/** A key that came too early: it puts the moment off, and for good once the question is armed it does nothing. */
export const early = (arming: Arming, now: number): Arming => ({ ...arming, typedAt: now })

/** Once a key has counted, all that follow count: the user is at the question now. */
export const engaged: Arming = armed
