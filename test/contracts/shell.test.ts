import { layer as nodeSpawner } from "@effect/platform-node/NodeChildProcessSpawner"
import { layer as nodeFileSystem } from "@effect/platform-node/NodeFileSystem"
import { layer as nodePath } from "@effect/platform-node/NodePath"
import { Layer } from "effect"
import { shellContract } from "./shell.ts"

const machine = nodeSpawner.pipe(Layer.provideMerge(Layer.merge(nodeFileSystem, nodePath)))

shellContract("bash", machine, { PATH: process.env["PATH"], HOME: "/nonexistent" })
