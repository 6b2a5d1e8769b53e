import type { PlatformError } from "effect"
import type { Target } from "./target.ts"

/** Why a path that is no file cannot be read or written as one. */
export const kindReasons: Readonly<Record<Exclude<Target["kind"], "file">, string>> = {
  missing: "it does not exist",
  directory: "it is a directory",
  device: "it is a device or a file of the kernel",
  socket: "it is a socket",
  fifo: "it is a pipe",
  other: "it is no regular file"
}

/** An error of the file system in words that say what happened. */
export const explain = (error: PlatformError.PlatformError): string => {
  const code =
    "cause" in error.reason && error.reason.cause instanceof Error && "code" in error.reason.cause
      ? error.reason.cause.code
      : ""
  if (code === "ENOSPC" || code === "EDQUOT") return "the disk is full"
  if (code === "EROFS") return "the file system is read-only"
  switch (error.reason._tag) {
    case "NotFound":
      return "it does not exist"
    case "PermissionDenied":
      return "the system denies permission"
    case "BadResource":
      return "a part of its path is not a directory, or it is one"
    default:
      return error.message
  }
}
