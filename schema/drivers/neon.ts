import { neonConfig, Pool } from "@neondatabase/serverless";
import type { Database } from "../database.ts";
import { fromPool, type Pool as SharedPool } from "./fromPool.ts";
import { type PgOptions, types, withDefaults } from "./options.ts";

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
	const filled = withDefaults(options);
	const { connectionString, max, connectionTimeoutMillis } = filled;
	// A session belongs to Neon's pooler: what is to bound a statement on the server is set in each transaction.
	const pool = new Pool({ connectionString, max, connectionTimeoutMillis, types });
	return fromPool(pool as unknown as SharedPool, "neon", filled);
}
