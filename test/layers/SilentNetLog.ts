import { Layer } from "effect"
import { NetLog } from "../../src/services/network/NetLog.ts"

/** A log of connections that keeps nothing. */
export const silentNetLog = Layer.mock(NetLog, { file: "", run: "", record: () => undefined })
