import { type Ecosystem, table, when } from "./ecosystem.ts"

export const perl: Ecosystem = {
  id: "perl",
  markers: ["cpanfile", "Makefile.PL", "dist.ini", "t/*.t"],
  rows: table(["test", "prove -lr t"], ["testFile", "prove -l FILE"], ["lint", "perlcritic lib", ".perlcriticrc"])
}

export const lua: Ecosystem = {
  id: "lua",
  markers: ["*.rockspec", ".busted"],
  rows: table(["test", "busted"], ["testFile", "busted FILE"], ["lint", "luacheck .", ".luacheckrc"])
}

export const r: Ecosystem = {
  id: "r",
  markers: ["DESCRIPTION"],
  beside: ["tests/testthat", "tests/testthat.R", "NAMESPACE", ".lintr"],
  rows: (files, marker) => [
    ...when(
      files.has("tests/testthat") || files.has("tests/testthat.R"),
      "test",
      "Rscript -e 'devtools::test()'",
      marker
    ),
    ...table(["lint", "Rscript -e 'lintr::lint_package()'", ".lintr"])(files, marker)
  ]
}

export const julia: Ecosystem = {
  id: "julia",
  markers: ["Project.toml"],
  beside: ["test/runtests.jl"],
  rows: table(["test", "julia --project -e 'using Pkg; Pkg.test()'", "test/runtests.jl"])
}

export const nim: Ecosystem = {
  id: "nim",
  markers: ["*.nimble"],
  rows: table(["test", "nimble test"], ["build", "nimble build"])
}

export const gleam: Ecosystem = {
  id: "gleam",
  markers: ["gleam.toml"],
  rows: table(["test", "gleam test"], ["formatCheck", "gleam format --check"], ["build", "gleam build"])
}

export const ocaml: Ecosystem = {
  id: "ocaml",
  markers: ["dune-project"],
  rows: table(["test", "dune runtest"], ["build", "dune build"])
}

export const bash: Ecosystem = {
  id: "bash",
  markers: ["*.bats", "{test,tests,spec}/**/*.bats", ".shellspec"],
  aside: true,
  rows: (files, marker) => {
    const bats = files.first("{test,tests,spec}/**/*.bats", "*.bats")
    const place = bats?.includes("/") === true ? (bats.split("/")[0] ?? ".") : "."
    return [
      ...when(bats !== undefined, "test", `bats -r ${place}`, bats ?? marker),
      ...when(bats !== undefined, "testFile", "bats FILE", bats ?? marker),
      ...table(
        ["test", "shellspec", ".shellspec"],
        ["testFile", "shellspec FILE", ".shellspec"],
        ["lint", "shellcheck *.sh", "*.sh"],
        ["lint", "git ls-files -z '*.sh' | xargs -0 shellcheck", "**/*.sh"],
        ["formatCheck", "shfmt -d ."]
      )(files, marker)
    ]
  }
}

export const terraform: Ecosystem = {
  id: "terraform",
  markers: ["*.tf"],
  aside: true,
  rows: table(
    ["test", "terraform test", "*.tftest.hcl", "tests/*.tftest.hcl"],
    ["test", "terraform validate"],
    ["lint", "tflint", ".tflint.hcl"],
    ["formatCheck", "terraform fmt -check"]
  )
}

export const containers: Ecosystem = {
  id: "docker-helm",
  markers: ["Chart.yaml", "Dockerfile", "{docker-compose,compose}.{yml,yaml}"],
  aside: true,
  rows: table(
    ["test", "helm lint", "Chart.yaml"],
    ["test", "docker compose config -q", "{docker-compose,compose}.{yml,yaml}"],
    ["lint", "hadolint Dockerfile", "Dockerfile"]
  )
}

/** What is left of make where no target is named: its first one builds. */
export const make: Ecosystem = {
  id: "make",
  markers: ["GNUmakefile", "Makefile", "makefile"],
  aside: true,
  rows: table(["build", "make"])
}

/** Task runners say what they can do by their targets: see `taskRunners`. */
export const tasks: Ecosystem = {
  id: "just-task",
  markers: [
    "{justfile,Justfile,.justfile}",
    "{Taskfile,taskfile}.{yml,yaml}",
    "Taskfile.dist.{yml,yaml}",
    "{mise.toml,.mise.toml}"
  ],
  aside: true,
  rows: () => []
}
