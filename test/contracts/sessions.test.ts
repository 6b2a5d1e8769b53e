import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { Layer } from "effect"
import * as MemoryFileSystem from "../layers/MemoryFileSystem.ts"
import { scriptedProcesses } from "../layers/ScriptedProcesses.ts"
import { sessionsContract } from "./sessions.ts"

sessionsContract("Node", Layer.provideMerge(nodeSpawner, Layer.merge(nodeFileSystem, nodePath)))
// Without a /proc the lock asks `ps`, which says that every process has run for a minute.
sessionsContract(
  "memory",
  Layer.merge(MemoryFileSystem.layer(), scriptedProcesses({ "*": { stdout: "   01:00\n" } }).layer)
)
