import { spawn } from "node:child_process";
import { root } from "./project.mjs";

/** Progress goes to standard error, so that standard output holds only what was asked for. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a program in the clone and resolves with its exit code. Its output is shown on standard error. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", quiet ? "ignore" : process.stderr, process.stderr];
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio });
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Runs a program and resolves with its exit code and everything that it wrote. */
export function capture(command, args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", "pipe", "pipe"];
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Arguments that run a package's program with this Node, whatever shell or platform. */
export function program(name, ...args) {
  return [`node_modules/${name}`, ...args];
}
