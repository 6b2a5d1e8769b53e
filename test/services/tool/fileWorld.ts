import { Effect, Layer } from "effect"
import type { ToolContent } from "../../../src/services/domain/ToolCall.ts"
import type { CoderTool } from "../../../src/services/tool/CoderTool.ts"
import { Files } from "../../../src/services/workspace/Files.ts"
import { pdfs } from "../../../src/layers/pdfs.ts"
import { realImages, realSyntax } from "../codemap/mapWorld.ts"
import { type PretendWorkspace, pretendWorkspace } from "../workspace/pretend.ts"

/** The production services of the file tools; the file system is left open. */
export const fileWorld = (options: PretendWorkspace = {}) =>
  Files.layer.pipe(
    Layer.provideMerge(pretendWorkspace(options)),
    Layer.provideMerge(Layer.mergeAll(realSyntax, realImages, pdfs))
  )

/** Runs a call as the pipeline would after permission: what the model reads, and the output, or the failure's text. */
export const call = <R>(tool: CoderTool<R>, input: unknown) =>
  tool.prepare(input).pipe(
    Effect.flatMap((prepared) => prepared.run({ callId: "c1", progress: () => Effect.void })),
    Effect.match({
      onSuccess: ({ content, output }) => ({ text: textOf(content), content, output }),
      onFailure: (error) => ({ text: `! ${error.message}`, content: error.message, output: undefined })
    })
  )

const textOf = (content: ToolContent): string =>
  typeof content === "string"
    ? content
    : content.map((part) => (part.type === "text" ? part.text : `<${part.mediaType}>`)).join("\n")
