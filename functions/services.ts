import type { Span } from "@opentelemetry/api";
import type { Embedder } from "../embedding/embedder.ts";
import type { Database } from "../schema/database.ts";
import type { Gate, Visit } from "./gate.ts";
import type { GithubOidc } from "./githubOidc.ts";
import type { Commit } from "./groupCommit.ts";
import type { RequestLimits } from "./limits.ts";
import type { Oauth } from "./oauth.ts";
import type { IngestQueue } from "./queue/ingestQueue.ts";
import type { SelfMetrics } from "./selfTelemetry/selfMetrics.ts";
import type { SelfTelemetry } from "./selfTelemetry/selfTelemetry.ts";

/** What a runtime gives to the app for a request. */
export interface Services {
	db: Database;
	embedder: Embedder;
	/** A key with every scope, accepted beside those in the database. */
	apiKey: string | undefined;
	limits: RequestLimits;
	/** Has telemetry written later: left out where the platform has no queue bound, and requests wait for the commit. */
	queue?: IngestQueue;
	/** Writes what came at the same time together: left out where each request has a connection of its own. */
	commit?: Commit;
	/** Refuses what would be too much at once. */
	gate: Gate;
	/** The largest that the database may become before the oldest telemetry is dropped. */
	maxBytes?: number;
	now: () => Date;
	/** What comes from GitHub without a key of ours: left out where it is not set up. */
	github?: { webhookSecret?: string; oidc?: GithubOidc };
	/** Where agents sign in instead of bringing a key: left out where it is not set up. */
	oauth?: Oauth;
	/** What is counted and measured. */
	metrics: SelfMetrics;
	/** Where Vagus's own spans and errors go; left out where it does not trace itself. */
	telemetry?: SelfTelemetry;
	/**
	 * Does work after the response, for as long as the runtime allows: work that takes long begins no new step once the
	 * signal is aborted. Work of one name may be run once for several requests.
	 */
	defer: (name: string, work: (signal: AbortSignal) => Promise<unknown>) => void;
}

/** Hono's types for the app: the runtime passes the services, the authorization adds who asks. */
export interface AppTypes {
	Bindings: { services: Services };
	Variables: { caller: Caller; span: Span; visit: Visit };
}

export type Scope = "ingest" | "read" | "agent" | "admin";

export interface Caller {
	name: string;
	/** Missing where the key is not one of the database's. */
	keyId?: string;
	scopes: Scope[];
	/** The web origins that the key is bound to; missing where it may be used from anywhere. */
	origins?: string[];
}
