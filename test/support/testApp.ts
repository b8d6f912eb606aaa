import type { Hono } from "hono";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import { app as wholeApp } from "../../functions/app.ts";
import { type BackgroundTasks, backgroundTasks } from "../../functions/backgroundTasks.ts";
import { gate } from "../../functions/gate.ts";
import { groupCommit } from "../../functions/groupCommit.ts";
import { commitLimits, gateLimits, requestLimits } from "../../functions/limits.ts";
import { selfMetrics } from "../../functions/selfTelemetry/selfMetrics.ts";
import type { AppTypes, Services } from "../../functions/services.ts";
import type { Database } from "../../schema/database.ts";

/** The key with every scope that a test app takes. */
export const ADMIN_KEY = "vgs_admin_key_of_the_tests";

export interface TestApp {
	db: Database;
	/** A request with the admin key unless it brings its own Authorization; null sends none. */
	request(path: string, init?: RequestInit & { key?: string | null }): Promise<Response>;
	/** For a server in front of it. */
	fetch(request: Request): Promise<Response>;
	/** Resolves when the work beside requests is done. */
	settled(): Promise<void>;
	/** What work beside requests threw. */
	failures: unknown[];
}

/** The app in this process over a database. */
export function testApp(db: Database, given: Partial<Services> = {}, app: Hono<AppTypes> = wholeApp): TestApp {
	const failures: unknown[] = [];
	const tasks: BackgroundTasks = backgroundTasks((_name, error) => failures.push(error));
	const services: Services = {
		db,
		embedder: lexicalEmbedder,
		apiKey: ADMIN_KEY,
		limits: requestLimits,
		commit: groupCommit(db, commitLimits),
		gate: gate(gateLimits),
		metrics: selfMetrics("test"),
		now: () => new Date(),
		defer: tasks.defer,
		...given,
	};
	return {
		db,
		failures,
		settled: tasks.settled,
		fetch: async (request) => app.fetch(request, { services }),
		request: async (path, { key = ADMIN_KEY, ...init } = {}) => {
			const headers = new Headers(init.headers);
			if (key !== null && !headers.has("authorization")) headers.set("authorization", `Bearer ${key}`);
			return app.request(path, { ...init, headers }, { services });
		},
	};
}
