import type { Span } from "@opentelemetry/api";
import type { Embedder } from "../embedding/embedder.ts";
import type { Database } from "../schema/database.ts";
import type { RequestLimits } from "./limits.ts";

/** What a runtime gives to the app for a request. */
export interface Services {
	db: Database;
	embedder: Embedder;
	/** A key with every scope, accepted beside those in the database. */
	apiKey: string | undefined;
	limits: RequestLimits;
	now: () => Date;
	/**
	 * Does work after the response, for as long as the runtime allows. Work of one name may be run once for several
	 * requests.
	 */
	defer: (name: string, work: () => Promise<unknown>) => void;
}

/** Hono's types for the app: the runtime passes the services, the authorization adds who asks. */
export interface AppTypes {
	Bindings: { services: Services };
	Variables: { caller: Caller; span: Span };
}

export type Scope = "ingest" | "read" | "agent" | "admin";

export interface Caller {
	name: string;
	scopes: Scope[];
}
