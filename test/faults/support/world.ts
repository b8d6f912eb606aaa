import type { Database } from "../../../schema/database.ts";
import { openPg } from "../../../schema/drivers/pg.ts";
import { createEmptyDatabase } from "../../support/databases.ts";
import type { TestServer } from "../../support/servers.ts";
import { startTcpProxy, type TcpProxy } from "../../support/tcpProxy.ts";
import { type SupervisedServer, superviseServer } from "./supervisedServer.ts";

/** A server on a database of its own, and the ways between senders, server and database. */
export interface World {
	server: SupervisedServer;
	/** Of senders, to the server. */
	url: string;
	senderWay: TcpProxy;
	databaseWay: TcpProxy;
	/** The database's name. */
	database: string;
	/** The database itself. */
	direct: Database;
	end(): Promise<void>;
}

export interface WorldOptions {
	/** Of the server, besides what it needs. */
	env?: Record<string, string>;
	/** Where the database lies. */
	tablespace?: string;
}

export async function createWorld(postgres: TestServer, { env, tablespace }: WorldOptions = {}): Promise<World> {
	const database = await createEmptyDatabase(postgres);
	const target = new URL(database.url);
	const name = target.pathname.slice(1);
	if (tablespace) {
		const admin = openPg({ connectionString: postgres.url, max: 1 });
		await admin.query(`ALTER DATABASE ${name} SET TABLESPACE ${tablespace}`).finally(admin.close);
	}
	const databaseWay = await startTcpProxy(target.hostname, Number(target.port || 5432));
	const proxied = new URL(database.url);
	proxied.host = `127.0.0.1:${databaseWay.port}`;
	const senderWay = await startTcpProxy("127.0.0.1", 0);
	const server = await superviseServer({ ...env, DATABASE_URL: proxied.toString() }, senderWay.leadTo);
	const direct = openPg({ connectionString: database.url, max: 2 });
	return {
		server,
		url: `http://127.0.0.1:${senderWay.port}`,
		senderWay,
		databaseWay,
		database: name,
		direct,
		end: async () => {
			await server.stop();
			await Promise.all([senderWay.close(), databaseWay.close(), direct.close()]);
			await database.drop();
		},
	};
}
