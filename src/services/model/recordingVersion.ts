/** Version of the format that `docs/record-replay.md` describes. A reader refuses a higher one by name. */
export const recordingVersion = 1
