import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { Effect, FileSystem, Layer } from "effect"
import { shellContract } from "./shell.ts"

const files = Layer.merge(nodeFileSystem, nodePath)
const environment = { PATH: process.env["PATH"], HOME: "/nonexistent" }

shellContract("bash", Layer.provideMerge(nodeSpawner, files), environment)

/** A machine on which no bash is found. */
const withoutBash = Layer.effect(
  FileSystem.FileSystem,
  Effect.map(Effect.service(FileSystem.FileSystem), (fs) => ({
    ...fs,
    exists: (path: string) => (path.endsWith("/bash") ? Effect.succeed(false) : fs.exists(path))
  }))
).pipe(Layer.provide(nodeFileSystem), Layer.merge(nodePath))

shellContract("sh", Layer.provideMerge(nodeSpawner, withoutBash), environment, "sh")
