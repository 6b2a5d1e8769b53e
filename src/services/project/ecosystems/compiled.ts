import { fieldsOf, jsonFields, listOf, textOf } from "../documents.ts"
import type { ProjectFiles } from "../projectFiles.ts"
import { type Ecosystem, type Row, table, when } from "./ecosystem.ts"

export const go: Ecosystem = {
  id: "go",
  markers: ["go.mod", "go.work"],
  rows: table(
    ["test", "go test ./..."],
    ["testFile", "go test ./DIR"],
    ["lint", "golangci-lint run", ".golangci.{yml,yaml,toml,json}"],
    ["lint", "go vet ./..."],
    ["formatCheck", "gofmt -l ."],
    ["build", "go build ./..."]
  )
}

export const rust: Ecosystem = {
  id: "rust",
  markers: ["Cargo.toml"],
  rows: (files, marker) => [
    ...(files.hasProgram("cargo-nextest")
      ? table(["test", "cargo nextest run", ".config/nextest.toml"])(files, marker)
      : []),
    ...table(
      ["test", "cargo test"],
      ["testFile", "cargo test --test NAME"],
      ["lint", "cargo clippy --all-targets -- -D warnings"],
      ["typecheck", "cargo check --all-targets"],
      ["formatCheck", "cargo fmt --check"],
      ["build", "cargo build"]
    )(files, marker)
  ]
}

export const maven: Ecosystem = {
  id: "maven",
  markers: ["pom.xml"],
  rows: (files, marker) => {
    const maven = files.has("mvnw") ? "./mvnw" : "mvn"
    const pom = files.text("pom.xml")
    return [
      ...table(["test", `${maven} -q test`], ["testFile", `${maven} -q -Dtest=NAME test`])(files, marker),
      ...when(pom.includes("maven-checkstyle-plugin"), "lint", `${maven} checkstyle:check`, marker),
      ...when(pom.includes("spotless-maven-plugin"), "lint", `${maven} spotless:check`, marker),
      ...when(pom.includes("spotless-maven-plugin"), "formatCheck", `${maven} spotless:check`, marker),
      ...table(["build", `${maven} -q package -DskipTests`])(files, marker)
    ]
  }
}

const android = /com\.android\.application|com\.android\.library/

export const gradle: Ecosystem = {
  id: "gradle",
  markers: ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"],
  rows: (files, marker) => {
    const gradle = files.has("gradlew") ? "./gradlew" : "gradle"
    const scripts = ["build.gradle", "build.gradle.kts", "app/build.gradle", "app/build.gradle.kts"]
    const app = scripts.find((name) => android.test(files.text(name)))
    return [
      ...when(app !== undefined, "test", `${gradle} testDebugUnitTest`, app ?? marker),
      ...when(app !== undefined, "lint", `${gradle} lint`, app ?? marker),
      ...table(
        ["test", `${gradle} test`],
        ["testFile", `${gradle} test --tests NAME`],
        ["lint", `${gradle} check`],
        ["build", `${gradle} assemble`]
      )(files, marker)
    ]
  }
}

export const dotnet: Ecosystem = {
  id: "dotnet",
  markers: ["*.sln", "*.slnx", "*.csproj", "*.fsproj", "*.vbproj", "global.json"],
  rows: table(
    ["test", "dotnet test"],
    ["testFile", "dotnet test --filter FullyQualifiedName~NAME"],
    ["formatCheck", "dotnet format --verify-no-changes"],
    ["build", "dotnet build"]
  )
}

export const swift: Ecosystem = {
  id: "swift",
  markers: ["Package.swift", "*.xcworkspace", "*.xcodeproj", "*.xcworkspace/**/*", "*.xcodeproj/**/*"],
  rows: (files, marker) => {
    const lint = table(["lint", "swiftlint", ".swiftlint.{yml,yaml}"])(files, marker)
    if (files.has("Package.swift")) {
      return [
        ...table(
          ["test", "swift test"],
          ["testFile", "swift test --filter NAME"],
          ["build", "swift build"]
        )(files, marker),
        ...lint
      ]
    }
    const shared = files.first("*.xcodeproj/xcshareddata/xcschemes/*.xcscheme")
    const scheme =
      (shared ?? marker.split("/")[0] ?? marker)
        .split("/")
        .at(-1)
        ?.replace(/\.\w+$/, "") ?? ""
    if (!/^[\w .-]+$/.test(scheme)) return lint
    const name = scheme.includes(" ") ? `'${scheme}'` : scheme
    return [
      ...when(true, "test", `xcodebuild test -scheme ${name}`, marker),
      ...when(true, "build", `xcodebuild build -scheme ${name}`, marker),
      ...lint
    ]
  }
}

export const zig: Ecosystem = {
  id: "zig",
  markers: ["build.zig"],
  rows: table(
    ["test", "zig build test"],
    ["testFile", "zig test FILE"],
    ["formatCheck", "zig fmt --check ."],
    ["build", "zig build"]
  )
}

const configure = "cmake -B build && cmake --build build"

/** The first preset of a kind that is not hidden. */
const preset = (files: ProjectFiles, kind: string): string | undefined =>
  listOf(jsonFields(files.text("CMakePresets.json"))[kind])
    .map(fieldsOf)
    .filter((one) => one["hidden"] !== true)
    .map((one) => textOf(one["name"]))
    .find((name) => name !== undefined && /^[\w.-]+$/.test(name))

const presetRows = (files: ProjectFiles): ReadonlyArray<Row> => {
  const [configured, built, tested] = ["configurePresets", "buildPresets", "testPresets"].map((kind) =>
    preset(files, kind)
  )
  const build =
    configured === undefined
      ? undefined
      : `cmake --preset ${configured} && cmake --build ${built === undefined ? "build" : `--preset ${built}`}`
  const row = { file: "CMakePresets.json", source: "default" } as const
  return [
    ...(tested === undefined
      ? []
      : [{ ...row, slot: "test" as const, command: `ctest --preset ${tested}`, prepare: build ?? configure }]),
    ...(build === undefined ? [] : [{ ...row, slot: "build" as const, command: build }])
  ]
}

export const cmake: Ecosystem = {
  id: "cmake",
  markers: ["CMakeLists.txt"],
  rows: (files, marker) => [
    ...presetRows(files),
    {
      slot: "test",
      command: "ctest --test-dir build --output-on-failure",
      file: marker,
      source: "default",
      prepare: configure
    },
    // Both tools look at nothing where no file is named.
    ...table(
      ["lint", "run-clang-tidy -p build", ".clang-tidy"],
      [
        "formatCheck",
        "git ls-files '*.c' '*.cc' '*.cpp' '*.h' '*.hpp' | xargs clang-format --dry-run -Werror",
        ".clang-format"
      ],
      ["build", configure]
    )(files, marker)
  ]
}

export const meson: Ecosystem = {
  id: "meson",
  markers: ["meson.build"],
  rows: (files, marker) => [
    { slot: "test", command: "meson test -C build", file: marker, source: "default", prepare: "meson setup build" },
    ...table(["build", "meson setup build && ninja -C build"])(files, marker)
  ]
}

export const bazel: Ecosystem = {
  id: "bazel",
  markers: ["MODULE.bazel", "WORKSPACE", "WORKSPACE.bazel"],
  rows: table(["test", "bazel test //..."], ["build", "bazel build //..."])
}
