// The embedded PostgreSQL by hand: start, stop, status, url.

import { postgresStatus, startPostgres, stopPostgres } from "./postgres/server.mjs";
import { main } from "./project.mjs";

await main(async ([command]) => {
  switch (command) {
    case "start": {
      const { urls, isAdopted } = await startPostgres();
      console.log(`PostgreSQL ${isAdopted ? "was running already" : "is running"}.`);
      console.log(`DATABASE_URL=${urls.app}\nMIGRATE_DATABASE_URL=${urls.migrate}`);
      return 0;
    }
    case "stop":
      await stopPostgres();
      console.log("PostgreSQL is stopped.");
      return 0;
    case "status": {
      const { isRunning, pid, dataDir } = postgresStatus();
      console.log(isRunning ? `running, pid ${pid}, data in ${dataDir}` : "not running");
      return isRunning ? 0 : 3;
    }
    case "url":
      console.log((await startPostgres()).urls.app);
      return 0;
    default:
      console.error("usage: node scripts/postgres.mjs start|stop|status|url");
      return 2;
  }
});
