import { Context } from "effect"

/** Milliseconds between the parts of a replayed reply, so that a person can follow; 0 replays as fast as it goes. */
export class ReplayPace extends Context.Reference<number>("coderx/model/ReplayPace", { defaultValue: () => 0 }) {}
