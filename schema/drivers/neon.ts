import { neonConfig, Pool } from "@neondatabase/serverless";
import type { Database } from "../database.ts";
import { fromPool, type PgOptions, types } from "./pg.ts";

export interface NeonOptions extends PgOptions {
	/** `host:port/path` of a WebSocket proxy without TLS in front of an ordinary PostgreSQL. */
	webSocketProxy?: string;
}

/** Neon's driver: PostgreSQL over a WebSocket, for runtimes without TCP. */
export function openNeon(options: NeonOptions): Database {
	if (options.webSocketProxy) {
		const proxy = options.webSocketProxy;
		neonConfig.wsProxy = () => proxy;
		neonConfig.useSecureWebSocket = false;
		neonConfig.pipelineTLS = false;
		neonConfig.pipelineConnect = false;
	}
	const pool = new Pool({
		connectionString: options.connectionString,
		max: options.max ?? 10,
		connectionTimeoutMillis: options.connectionTimeoutMillis ?? 5_000,
		types,
	});
	return fromPool(pool as unknown as Parameters<typeof fromPool>[0], "neon");
}
