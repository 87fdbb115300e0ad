import { spawnSync } from 'node:child_process'

/** Runs a command here and ends with its code when it fails. */
export function run(command, args, environment = {}) {
  const done = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
  if (done.error) {
    console.error(`${command} cannot be run: ${done.error.message}`)
    process.exit(1)
  }
  if (done.status !== 0) {
    console.error(`${command} ${args.join(' ')} failed`)
    process.exit(done.status ?? 1)
  }
}
