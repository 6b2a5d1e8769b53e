import * as NodeChildProcessSpawner from "@effect/platform-node/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { type FileSystem, Layer, type Path, type Stdio } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { Agent } from "../services/agent/Agent.ts"
import { CodeMaps } from "../services/codemap/CodeMaps.ts"
import type { Stamps as StampsPort } from "../services/codemap/Stamps.ts"
import type { Host } from "../services/host/Host.ts"
import { Instructions } from "../services/instructions/Instructions.ts"
import type { Interaction } from "../services/interaction/Interaction.ts"
import { Models } from "../services/model/Models.ts"
import type { Providers } from "../services/model/Providers.ts"
import { Permission } from "../services/permission/Permission.ts"
import { RuleUses } from "../services/permission/RuleUses.ts"
import { NetLog } from "../services/network/NetLog.ts"
import type { Network as NetworkPort } from "../services/network/Network.ts"
import { Project } from "../services/project/Project.ts"
import { TestRuns } from "../services/project/TestRuns.ts"
import { Secrets } from "../services/secrets/Secrets.ts"
import { Sessions } from "../services/session/Sessions.ts"
import type { Keys } from "../services/settings/Keys.ts"
import { Approvals } from "../services/settings/Approvals.ts"
import { Paths } from "../services/settings/Paths.ts"
import { RunFlags, type RunFlagValues } from "../services/settings/RunFlags.ts"
import { Settings } from "../services/settings/Settings.ts"
import { SettingsFiles } from "../services/settings/SettingsFiles.ts"
import { Trust } from "../services/settings/Trust.ts"
import { Slash } from "../services/slash/Slash.ts"
import type { Syntax } from "../services/syntax/Syntax.ts"
import { Todos } from "../services/tool/Todos.ts"
import { Tools } from "../services/tool/Tools.ts"
import { WebPages } from "../services/tool/WebPages.ts"
import { Files } from "../services/workspace/Files.ts"
import { Git } from "../services/workspace/Git.ts"
import type { Images } from "../services/workspace/Images.ts"
import type { Pdfs as PdfsPort } from "../services/workspace/Pdfs.ts"
import type { Sandbox } from "../services/workspace/Sandbox.ts"
import type { Search as SearchPort } from "../services/workspace/Search.ts"
import { Shell } from "../services/workspace/Shell.ts"
import { Workspace } from "../services/workspace/Workspace.ts"
import { demo } from "./demo.ts"
import { frontendFor, interactionFor, rendererFor } from "./frontends.ts"
import { images } from "./images.ts"
import { environment } from "./keys/environment.ts"
import * as Network from "./network.ts"
import * as Node from "./node.ts"
import { pdfs } from "./pdfs.ts"
import { recorder } from "./providers/recorder.ts"
import * as Registry from "./providers/registry.ts"
import { replay } from "./providers/replay.ts"
import { layer as sandbox } from "./sandbox.ts"
import * as Search from "./search.ts"
import { stamps } from "./stamps.ts"
import { standardStreams } from "./standardStreams.ts"
import { treeSitter } from "./syntax/treeSitter.ts"
import { telemetry } from "./telemetry.ts"
import { terminal } from "./terminal.ts"

/** Which settings hold here, and where things are kept. */
const Configuration = SettingsFiles.layer.pipe(
  Layer.provideMerge(Settings.layer),
  Layer.provideMerge(Approvals.layer),
  Layer.provideMerge(Trust.layer),
  Layer.provideMerge(Paths.layer)
)

/** What Coder-X is, whole: every service, on nothing but ports. Building it opens nothing and reads only settings. */
export const Core = Slash.layer.pipe(
  Layer.provideMerge(Agent.layer),
  Layer.provideMerge(Tools.layer),
  Layer.provideMerge(
    Layer.mergeAll(
      Layer.provideMerge(Permission.layer, RuleUses.layer),
      Models.layer,
      Sessions.layer,
      Instructions.layer,
      Todos.layer,
      WebPages.layer
    )
  ),
  Layer.provideMerge(
    Layer.mergeAll(CodeMaps.layer, Files.layer, Shell.layer, Git.layer, Project.layer, TestRuns.layer)
  ),
  Layer.provideMerge(Workspace.layer)
)

/** What Effect asks of a computer, and the ports that Core stands on besides: the whole list. */
type Platform = FileSystem.FileSystem | Path.Path | ChildProcessSpawner.ChildProcessSpawner | Stdio.Stdio
type Media = Images | PdfsPort
type Ports = Host | Interaction | Keys | Media | NetworkPort | Providers | Sandbox | SearchPort | StampsPort | Syntax

type Exactly<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never
type Needed = Exclude<Layer.Services<typeof Core>, Layer.Success<typeof Configuration> | Secrets>

/** Fails to compile when Core asks for more, or for less, than the list says. */
export const coreStandsOnPorts: Exactly<Exclude<Needed, Platform>, Ports> = true

/** This computer. */
export const Computer = Layer.mergeAll(NodeChildProcessSpawner.layer, terminal).pipe(
  Layer.provideMerge(Layer.mergeAll(NodeFileSystem.layer, NodePath.layer, standardStreams))
)

/** How code, images and PDFs are read. Loads nothing before it is used. */
const code = Layer.mergeAll(treeSitter, stamps, images, pdfs)

/** The alternatives of the ports that stand for the outside; a test states pretend ones. */
export interface Outside {
  /** `directory` is `--cwd`. */
  readonly host: (directory: string | undefined) => Layer.Layer<Host, Node.DirectoryMissing>
  readonly keys: Layer.Layer<Keys, never, Host | Settings>
  readonly network: Layer.Layer<NetworkPort, never, Host | NetLog | Settings>
  readonly providers: (
    flags: RunFlagValues
  ) => Layer.Layer<Providers, never, Host | Keys | NetworkPort | Secrets | Settings | FileSystem.FileSystem | Path.Path>
  readonly search: Layer.Layer<SearchPort, never, Host | Platform>
}

const real: Outside = {
  host: (directory) => Layer.merge(Node.host(directory), Node.localTime),
  keys: environment,
  network: Network.layer,
  providers: (flags) => {
    if (flags.replayFile !== undefined) return replay(flags.replayFile)
    return flags.recordFile === undefined ? Registry.layer : Layer.provide(recorder(flags.recordFile), Registry.layer)
  },
  search: Search.layer
}

/** The application that the flags ask for, over a platform and an outside. */
export const appOver = (outside: Outside) => {
  const runFor = (flags: RunFlagValues) =>
    frontendFor(flags).pipe(
      Layer.provideMerge(rendererFor(flags)),
      Layer.provideMerge(Core),
      Layer.provideMerge(
        Layer.mergeAll(interactionFor(flags), outside.providers(flags), outside.search, sandbox, code)
      ),
      Layer.provideMerge(outside.network),
      Layer.provideMerge(NetLog.layer),
      Layer.provideMerge(telemetry(flags.debug === true)),
      Layer.provideMerge(Secrets.layer),
      Layer.provideMerge(outside.keys),
      Layer.provideMerge(Configuration),
      Layer.provideMerge(Layer.merge(outside.host(flags.cwd), Layer.succeed(RunFlags, flags)))
    )
  return (flags: RunFlagValues) => Layer.provideMerge(demo(runFor), runFor(flags))
}

export const appFor = appOver(real)
