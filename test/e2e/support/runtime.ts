import type { Database } from "../../../schema/database.ts";
import { openPg } from "../../../schema/drivers/pg.ts";
import { createTestDatabase } from "../../support/databases.ts";
import { servers, type TestServer } from "../../support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcpProxy.ts";
import type { Program } from "./program.ts";
import { startLambda } from "./startLambda.ts";
import { startNode } from "./startNode.ts";
import { startNodeOnPglite } from "./startNodeOnPglite.ts";
import { startWorker } from "./startWorker.ts";
import { startWorkerWithoutHyperdrive } from "./startWorkerWithoutHyperdrive.ts";

/** What the end-to-end suite runs on: the program as it is deployed, and a database of its own. */
export interface Runtime {
	name: string;
	/** Whether its database is a server, which a test can take away. */
	onServer: boolean;
	start(): Promise<RunningRuntime>;
}

export interface RunningRuntime extends Program {
	/**
	 * Asks the database itself. One that only one process can open is taken from the program for as long as `work` runs;
	 * the program has another address afterwards.
	 */
	withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result>;
	/** The program's way to its database server. */
	way?: TcpProxy;
}

const starts: Record<string, (databaseUrl: string) => Promise<Program>> = {
	"Node on PostgreSQL": (url) => startNode({ DATABASE_URL: url }),
	"workerd through Hyperdrive": startWorker,
	"workerd through Neon's driver": startWorkerWithoutHyperdrive,
	Lambda: startLambda,
};

/** Node over the embedded database always; every runtime over the real server that the environment gives. */
export const runtimes: Runtime[] = [
	{ name: "Node on PGlite", onServer: false, start: startNodeOnPglite },
	...servers
		.filter((server) => server.name === "postgres")
		.flatMap((server) =>
			Object.entries(starts).map(([name, start]) => ({
				name,
				onServer: true,
				start: () => startOnServer(server, start),
			})),
		),
];

async function startOnServer(
	server: TestServer,
	start: (databaseUrl: string) => Promise<Program>,
): Promise<RunningRuntime> {
	const database = await createTestDatabase(server);
	const target = new URL(database.url);
	const way = await startTcpProxy(target.hostname, Number(target.port || 5432));
	const proxied = new URL(database.url);
	proxied.host = `127.0.0.1:${way.port}`;
	const program = await start(proxied.toString());
	const db = openPg({ connectionString: database.url, max: 1 });
	return {
		...program,
		withDatabase: (work) => work(db),
		way,
		stop: async () => {
			await program.stop();
			await way.close();
			await db.close();
			await database.drop();
		},
	};
}
