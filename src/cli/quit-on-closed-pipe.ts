let listening = false;

/** Ends the process quietly when nobody reads its output any more, as in `baton replay ID | head`. */
export const quitOnClosedPipe = (): void => {
  if (listening) return;
  listening = true;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
};
