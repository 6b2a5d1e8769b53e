#!/usr/bin/env node
// Starts Coder-X. Written in ES5, so that an old Node can read it and say what is missing.
"use strict"
var fs = require("fs")
var path = require("path")

var root = path.join(__dirname, "..")
var dist = path.join(root, "dist")
var MAJOR = 22
var MINOR = 19

function answer(text) {
  // The descriptor may be a pipe that is full or closed: a closed one ends quietly.
  try {
    fs.writeSync(1, text)
  } catch (error) {
    if (error.code !== "EPIPE") fail("stdout could not be written (" + error.code + ")")
  }
}

function fail(message) {
  process.stderr.write("coderx: " + message + "\n")
  process.exitCode = 1
}

function enoughNode() {
  var parts = process.versions.node.split(".")
  var major = Number(parts[0])
  return major > MAJOR || (major === MAJOR && Number(parts[1]) >= MINOR)
}

function start() {
  var argv = process.argv.slice(2)
  var only = argv.length === 1 ? argv[0] : ""
  if (!fs.existsSync(path.join(dist, "app", "main.js"))) {
    fail("the program is not built: run `npm run build` in " + root)
    return
  }
  if (only === "--version" || only === "-v") {
    answer(fs.readFileSync(path.join(dist, "version"), "utf8"))
    return
  }
  if (only === "--help" || only === "-h") {
    answer(fs.readFileSync(path.join(dist, "help.txt"), "utf8"))
    return
  }
  // A package that cannot be written to (or belongs to somebody else) keeps its cache in the temporary directory.
  var compiler = require("module")
  var enabled = compiler.enableCompileCache(path.join(dist, "cache"))
  if (enabled.status === compiler.constants.compileCacheStatus.FAILED) compiler.enableCompileCache()
  import("../dist/app/main.js").then(undefined, function (error) {
    fail("cannot start: " + (process.env.CODERX_DEBUG ? error.stack : error.message))
  })
}

if (enoughNode()) {
  start()
} else {
  fail(
    "Node " + MAJOR + "." + MINOR + " or newer is needed, this is " + process.versions.node + " (https://nodejs.org)"
  )
}
