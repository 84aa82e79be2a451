/** What a command of the command line may touch. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The process's own. */
export const processIo = (): Io => ({
  stdout: (text) => {
    process.stdout.write(text);
  },
  stderr: (text) => {
    process.stderr.write(text);
  },
  cwd: process.cwd(),
  env: process.env,
});

/** Exit code for a command line that cannot be understood. */
export const usageError = 2;
