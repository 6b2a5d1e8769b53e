/** What a tool call touches. A tool states its accesses before it runs; Permission decides over them. Paths are as the model wrote them. */
export type Access =
  | { readonly _tag: "ReadPath"; readonly path: string }
  | { readonly _tag: "WritePath"; readonly path: string }
  | { readonly _tag: "RunCommand"; readonly command: string }
  | { readonly _tag: "FetchUrl"; readonly url: string }
  | { readonly _tag: "CallMcpTool"; readonly server: string; readonly tool: string }
