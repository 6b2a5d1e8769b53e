import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as MemoryFileSystem from "../layers/MemoryFileSystem.ts"
import { fileSystemContract } from "./fileSystem.ts"

fileSystemContract("Node", nodeFileSystem)
fileSystemContract("memory", MemoryFileSystem.layer())

it.effect("MemoryFileSystem starts with the files it is given, and fails where it is told to", () =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    expect(yield* fs.readFileString("/w/l")).toBe("text")
    expect((yield* fs.stat("/w/s")).type).toBe("Socket")
    expect((yield* Effect.flip(fs.readFile("/w/secret"))).reason._tag).toBe("PermissionDenied")
    expect((yield* Effect.flip(fs.writeFileString("/w/full", "x"))).reason._tag).toBe("Unknown")
    expect(yield* fs.readFileString("a.txt")).toBe("text")
  }).pipe(
    Effect.provide(
      MemoryFileSystem.layer({
        files: {
          "/w/a.txt": "text",
          "/w/l": { link: "a.txt" },
          "/w/s": { special: "Socket" },
          "/w/secret": { file: "x", mode: 0 }
        },
        cwd: "/w",
        fault: (method, path) => (method === "writeFile" && path === "/w/full" ? "ENOSPC" : undefined)
      })
    )
  )
)
