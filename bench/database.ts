import { generate } from "./generate.ts";
import { keptFolder } from "./kept-folder.ts";

/** The folder of a database with so many events. */
export const largeDatabase = (events: number, say: (line: string) => void): Promise<string> =>
  keptFolder(String(events), (folder) => {
    let told = 0;
    return generate({
      folder,
      events,
      onProgress: (done) => {
        if (done < told) return;
        say(`making the large database: ${Math.round((100 * done) / events)} %`);
        told += events / 10;
      },
    });
  });
