import { hasSection, sectionKeys, subsections } from "../documents.ts"
import { type ProjectFiles, upwards } from "../projectFiles.ts"
import { type Ecosystem, type Row, table, when } from "./ecosystem.ts"

/** Parts of hatch that only build a package; they do not mean that its environments are used. */
const building = ["build", "version", "metadata", "publish"]

const usesHatch = (files: ProjectFiles): boolean => {
  const text = files.text("pyproject.toml")
  if (!hasSection(text, "tool.hatch")) return files.has("hatch.toml")
  const parts = subsections(text, "tool.hatch").map((name) => name.split(".")[0] ?? "")
  return parts.length === 0 || parts.some((part) => !building.includes(part))
}

const locks: ReadonlyArray<readonly [file: string, manager: string]> = [
  ["uv.lock", "uv"],
  ["poetry.lock", "poetry"],
  ["pdm.lock", "pdm"],
  ["Pipfile.lock", "pipenv"]
]

const managerOf = (files: ProjectFiles): string | undefined => {
  for (const at of upwards(files)) {
    const lock = locks.find(([file]) => at.has(file))
    if (lock !== undefined) return lock[1]
  }
  if (usesHatch(files)) return "hatch"
  const pyproject = files.text("pyproject.toml")
  if (hasSection(pyproject, "tool.poetry")) return "poetry"
  if (hasSection(pyproject, "tool.pdm")) return "pdm"
  return files.has("Pipfile") ? "pipenv" : undefined
}

/** How a program of the project's environment is called. */
const caller = (files: ProjectFiles): ((command: string) => string) => {
  const manager = managerOf(files)
  const locked = manager !== undefined && (manager === "hatch" || locks.some(([, name]) => name === manager))
  if (locked) return (command) => `${manager} run ${command}`
  return files.has(".venv") ? (command) => `.venv/bin/${command}` : (command) => command
}

const manifests = ["pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "tox.ini", "noxfile.py"]

/** A dependency on pytest or one of its plug-ins, on any line that is no comment. */
const needsPytest = /(?:^|["'\s,[])pytest(?:[-_][\w-]+)?\s*(?:$|["'[\]=<>~!;,@#])/

const pytestFile = (files: ProjectFiles): string | undefined => {
  if (hasSection(files.text("pyproject.toml"), "tool.pytest")) return "pyproject.toml"
  const own = files.first("pytest.ini", ".pytest.ini", "pytest.toml", "conftest.py", "{test,tests}/conftest.py")
  if (own !== undefined) return own
  for (const file of ["tox.ini", "setup.cfg"]) {
    if (hasSection(files.text(file), "pytest") || hasSection(files.text(file), "tool:pytest")) return file
  }
  const listed = [
    ...manifests.slice(0, 4),
    ...files.all("{,requirements/}*requirements*.txt"),
    ...files.all("requirements/*.txt")
  ]
  return listed.find((file) =>
    files
      .text(file)
      .split("\n")
      .some((line) => !line.trimStart().startsWith("#") && needsPytest.test(line.slice(0, 500)))
  )
}

const testRows = (files: ProjectFiles, marker: string): ReadonlyArray<Row> => {
  const call = caller(files)
  const pytest = pytestFile(files)
  return [
    ...when(pytest !== undefined, "test", call("pytest"), pytest ?? marker),
    ...when(pytest !== undefined, "testFile", call("pytest FILE"), pytest ?? marker),
    ...table(
      ["test", call("python manage.py test"), "manage.py"],
      ["test", call("tox"), "tox.ini"],
      ["test", call("nox"), "noxfile.py"],
      ["test", call("python -m unittest")],
      ["testFile", call("python -m unittest FILE")]
    )(files, marker)
  ]
}

const checkRows = (files: ProjectFiles, marker: string): ReadonlyArray<Row> => {
  const call = caller(files)
  const pyproject = files.text("pyproject.toml")
  const setup = files.text("setup.cfg")
  const tool = (name: string) => hasSection(pyproject, `tool.${name}`)
  const flake8 = hasSection(setup, "flake8") || hasSection(files.text("tox.ini"), "flake8")
  const ruff = tool("ruff") ? "pyproject.toml" : files.first("ruff.toml", ".ruff.toml")
  return [
    ...when(ruff !== undefined, "lint", call("ruff check ."), ruff ?? marker),
    ...table(["lint", call("flake8"), ".flake8"])(files, marker),
    ...when(flake8, "lint", call("flake8"), hasSection(setup, "flake8") ? "setup.cfg" : "tox.ini"),
    // Without a file or --recursive pylint looks at nothing.
    ...table(
      ["lint", call("pylint --recursive=y ."), ".pylintrc", "pylintrc"],
      ["lint", "pre-commit run -a", ".pre-commit-config.yaml"]
    )(files, marker),
    ...when(tool("mypy"), "typecheck", call("mypy ."), "pyproject.toml"),
    ...table(["typecheck", call("mypy ."), "mypy.ini", ".mypy.ini"])(files, marker),
    ...when(hasSection(setup, "mypy"), "typecheck", call("mypy ."), "setup.cfg"),
    ...when(tool("pyright"), "typecheck", call("pyright"), "pyproject.toml"),
    ...table(["typecheck", call("pyright"), "pyrightconfig.json"])(files, marker),
    ...when(tool("ty"), "typecheck", call("ty check"), "pyproject.toml"),
    ...when(tool("black"), "formatCheck", call("black --check ."), "pyproject.toml"),
    ...when(ruff !== undefined, "formatCheck", call("ruff format --check"), ruff ?? marker)
  ]
}

/** Names of the scripts of `[tool.pdm.scripts]` and poe that stand for a purpose. */
const scriptRows = (files: ProjectFiles): ReadonlyArray<Row> => {
  const keys = sectionKeys(files.text("pyproject.toml"), "tool.pdm.scripts")
  return (["test", "lint", "build"] as const).flatMap((slot) =>
    keys.has(slot) ? [{ slot, command: `pdm run ${slot}`, file: "pyproject.toml", source: "script" as const }] : []
  )
}

export const python: Ecosystem = {
  id: "python",
  markers: [
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements*.txt",
    "Pipfile",
    "tox.ini",
    "noxfile.py",
    "pytest.ini",
    "conftest.py",
    "manage.py"
  ],
  manager: managerOf,
  rows: (files, marker) => [...scriptRows(files), ...testRows(files, marker), ...checkRows(files, marker)]
}
