import { DateTime } from "effect"
import { ModelFault } from "./ModelFault.ts"

/** `2026-11-22 21:15 (in 6 h)`, in the user's own time zone where the system names one. */
const moment = (nowMs: number, inMs: number, timeZone: string): string => {
  const at = DateTime.makeUnsafe(nowMs + inMs)
  const zoned = DateTime.setZoneNamed(at, timeZone)
  const text = zoned._tag === "Some" ? DateTime.formatIsoOffset(zoned.value) : DateTime.formatIso(at)
  const hours = inMs / 3_600_000
  const distance = hours >= 1 ? `${Math.round(hours * 10) / 10} h` : `${Math.ceil(inMs / 60_000)} min`
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${zoned._tag === "Some" ? "" : " UTC"} (in ${distance})`
}

/** A limit that is lifted later than we may wait: ends at once and says when. */
export const quotaUntil = (fault: ModelFault, waitMs: number, nowMs: number, timeZone: string): ModelFault =>
  new ModelFault({
    ...fieldsOf(fault),
    kind: "quota",
    message: `${fault.message} The limit is lifted at ${moment(nowMs, waitMs, timeZone)}.`,
    hint: "Nothing is lost: go on later with coderx --continue, or now with another model (--model, --fallback-model)."
  })

/** The last fault of a request that was retried in vain. */
export const gaveUp = (fault: ModelFault, retries: number, limit: "tries" | "time" | undefined): ModelFault =>
  limit === undefined || retries === 0
    ? fault
    : new ModelFault({
        ...fieldsOf(fault),
        message: `${fault.message} Given up after ${retries} ${retries === 1 ? "retry" : "retries"}${limit === "time" ? " and 10 minutes" : ""}.`
      })

/** After the first part nothing is repeated: what the caller has is all there will be of this reply. */
export const asCut = (fault: ModelFault): ModelFault =>
  ["cut", "content-filter", "too-long", "recording"].includes(fault.kind)
    ? fault
    : new ModelFault({ ...fieldsOf(fault), kind: "cut", message: `The reply broke off: ${fault.message}` })

export const idleFault = (provider: string, idleMs: number, shown: boolean): ModelFault =>
  new ModelFault({
    kind: "idle",
    provider,
    message: `${provider} sent nothing ${shown ? "more " : ""}for ${idleMs >= 1000 ? `${Math.round(idleMs / 1000)} s` : `${idleMs} ms`}.`,
    hint: "A slow model may need longer: coderx config set idleTimeoutMs 900000"
  })

const fieldsOf = (fault: ModelFault): ConstructorParameters<typeof ModelFault>[0] => ({
  kind: fault.kind,
  provider: fault.provider,
  message: fault.message,
  ...(fault.status === undefined ? {} : { status: fault.status }),
  ...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs }),
  ...(fault.hint === undefined ? {} : { hint: fault.hint })
})
