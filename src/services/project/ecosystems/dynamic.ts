import { fieldsOf, jsonFields } from "../documents.ts"
import { type Ecosystem, type Row, script, table, when } from "./ecosystem.ts"

const testTask = /Rake::TestTask|Minitest::TestTask|RSpec::Core::RakeTask|^\s*(?:multi)?task\b[\s(]*[:"']?test\b/m

export const ruby: Ecosystem = {
  id: "ruby",
  markers: ["Gemfile", "*.gemspec", "Rakefile", ".rspec"],
  rows: (files, marker) => [
    ...table(
      ["test", "bundle exec rspec", ".rspec", "spec", "spec/**/*_spec.rb"],
      ["testFile", "bundle exec rspec FILE", ".rspec", "spec"],
      ["test", "bin/rails test", "bin/rails"],
      ["testFile", "bin/rails test FILE", "bin/rails"]
    )(files, marker),
    ...when(testTask.test(files.text("Rakefile")), "test", "bundle exec rake test", "Rakefile"),
    ...table(
      ["testFile", "bundle exec ruby -Itest FILE", "test"],
      ["lint", "bundle exec rubocop", ".rubocop.yml"],
      ["lint", "bundle exec standardrb", ".standard.yml"],
      ["typecheck", "bundle exec srb tc", "sorbet"]
    )(files, marker)
  ]
}

export const php: Ecosystem = {
  id: "php",
  markers: ["composer.json"],
  manager: () => "composer",
  rows: (files, marker) => {
    const scripts = fieldsOf(jsonFields(files.text("composer.json"))["scripts"])
    const own = (slot: Row["slot"], ...names: ReadonlyArray<string>): ReadonlyArray<Row> => {
      const name = names.find((one) => Object.hasOwn(scripts, one))
      return name === undefined ? [] : [script(slot, `composer ${name}`, marker)]
    }
    return [
      ...own("test", "test"),
      ...own("lint", "lint"),
      ...own("build", "build"),
      // The more special first: artisan and Pest stand on PHPUnit and its file.
      ...table(
        ["test", "php artisan test", "artisan"],
        ["testFile", "php artisan test FILE", "artisan"],
        ["test", "vendor/bin/pest", "tests/Pest.php"],
        ["testFile", "vendor/bin/pest FILE", "tests/Pest.php"],
        ["test", "vendor/bin/phpunit", "phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"],
        ["testFile", "vendor/bin/phpunit FILE", "phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"],
        ["lint", "vendor/bin/phpcs", "phpcs.xml", "phpcs.xml.dist", ".phpcs.xml", ".phpcs.xml.dist"],
        ["lint", "vendor/bin/php-cs-fixer fix --dry-run", ".php-cs-fixer.php", ".php-cs-fixer.dist.php"],
        ["lint", "vendor/bin/pint --test", "pint.json"],
        ["typecheck", "vendor/bin/phpstan analyse", "phpstan.neon", "phpstan.neon.dist", "phpstan.dist.neon"],
        ["typecheck", "vendor/bin/psalm", "psalm.xml", "psalm.xml.dist"]
      )(files, marker)
    ]
  }
}

export const elixir: Ecosystem = {
  id: "elixir",
  markers: ["mix.exs"],
  manager: () => "mix",
  rows: (files, marker) => [
    ...table(
      ["test", "mix test"],
      ["testFile", "mix test FILE"],
      ["lint", "mix credo", ".credo.exs"],
      ["formatCheck", "mix format --check-formatted"],
      ["build", "mix compile"]
    )(files, marker),
    ...when(files.text("mix.exs").includes(":dialyxir"), "typecheck", "mix dialyzer", marker)
  ]
}

export const erlang: Ecosystem = {
  id: "erlang",
  markers: ["rebar.config", "erlang.mk"],
  rows: table(
    ["test", "rebar3 do eunit,ct", "rebar.config"],
    ["test", "make tests", "erlang.mk"],
    ["typecheck", "rebar3 dialyzer", "rebar.config"],
    ["build", "rebar3 compile", "rebar.config"]
  )
}

export const haskell: Ecosystem = {
  id: "haskell",
  markers: ["stack.yaml", "*.cabal", "cabal.project"],
  rows: table(
    ["test", "stack test", "stack.yaml"],
    ["test", "cabal test"],
    ["lint", "hlint .", ".hlint.yaml"],
    ["build", "stack build", "stack.yaml"],
    ["build", "cabal build"]
  )
}

export const scala: Ecosystem = {
  id: "scala",
  markers: ["build.sbt", "build.sc", "build.mill"],
  rows: table(
    ["test", "sbt test", "build.sbt"],
    ["test", "mill __.test"],
    ["formatCheck", "sbt scalafmtCheckAll", ".scalafmt.conf"],
    ["build", "sbt compile", "build.sbt"],
    ["build", "mill __.compile"]
  )
}

export const clojure: Ecosystem = {
  id: "clojure",
  markers: ["project.clj", "deps.edn", "bb.edn"],
  rows: (files, marker) => [
    ...table(["test", "lein test", "project.clj"])(files, marker),
    ...when(/:test\b/.test(files.text("deps.edn")), "test", "clojure -M:test", "deps.edn"),
    ...table(["test", "bb test", "bb.edn"], ["lint", "clj-kondo --lint src", ".clj-kondo", ".clj-kondo/**/*"])(
      files,
      marker
    )
  ]
}

export const dart: Ecosystem = {
  id: "dart-flutter",
  markers: ["pubspec.yaml"],
  rows: (files, marker) => {
    const tool = /^\s*sdk:\s*["']?flutter\b/m.test(files.text("pubspec.yaml")) ? "flutter" : "dart"
    return table(
      ["test", `${tool} test`],
      ["testFile", `${tool} test FILE`],
      ["lint", `${tool} analyze`],
      ["formatCheck", "dart format --set-exit-if-changed ."]
    )(files, marker)
  }
}
