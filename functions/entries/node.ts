import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { serve } from "@hono/node-server";
import type { Database } from "../../schema/database.ts";
import { maintain } from "../../schema/maintain/maintain.ts";
import { app } from "../app.ts";
import { backgroundTasks } from "../backgroundTasks.ts";
import { deferCatchUp } from "../deferCatchUp.ts";
import type { Settings } from "../environment.ts";
import { groupCommit } from "../groupCommit.ts";
import { commitLimits } from "../limits.ts";
import { logTaskError } from "../selfTelemetry/logError.ts";
import { selfMetrics, writeSelfMetrics } from "../selfTelemetry/selfMetrics.ts";
import { selfTelemetry } from "../selfTelemetry/selfTelemetry.ts";
import type { Services } from "../services.ts";
import { servicesOf } from "./servicesOf.ts";

export interface NodeServer {
	url: string;
	/** Takes no more requests, finishes those in flight and the work beside them. */
	close(): Promise<void>;
}

export interface NodeOptions {
	settings: Settings;
	db: Database;
	/** Key with every scope. */
	apiKey?: string;
	/** How long requests in flight and the work beside them have to finish when the server closes, in milliseconds. */
	graceMs?: number;
}

/** A supervisor kills after ten seconds or more; an export's own timeout is ten. */
const GRACE_MS = 8_000;

/** Beside each of many requests, these would cost the database more than the requests' own transactions. */
const PAUSES = { "self-telemetry": 1_000, drain: 1_000 };

/** Between two samples of Vagus's own metrics; a usual scrape's interval. */
const METRICS_MS = 15_000;

/** The cron triggers' interval, for a process that has none. Several processes take turns. */
const MAINTENANCE_MS = 5 * 60_000;

/** What is left is done the next time. */
const MAINTENANCE_BUDGET_MS = 30_000;

/** Serves the app over HTTP from this process. */
export async function startNode(options: NodeOptions): Promise<NodeServer> {
	const { settings, db, apiKey, graceMs = GRACE_MS } = options;
	const metrics = selfMetrics();
	const telemetry = selfTelemetry(settings);
	const tasks = backgroundTasks((name, error) => logTaskError(name, error, telemetry), PAUSES);
	const services: Services = {
		...servicesOf(settings),
		apiKey,
		db,
		commit: groupCommit(db, commitLimits),
		metrics,
		telemetry,
		defer: tasks.defer,
	};
	const server = await listen(services, settings);
	const timers = [
		every(METRICS_MS, () => telemetry && tasks.defer("self-metrics", () => writeSelfMetrics(db, metrics, new Date()))),
		every(MAINTENANCE_MS, () => {
			const { maxBytes } = services;
			tasks.defer("maintenance", () => maintain(db, { now: new Date(), budgetMs: MAINTENANCE_BUDGET_MS, maxBytes }));
			deferCatchUp(services);
		}),
	];
	// What an earlier process left undone.
	deferCatchUp(services);
	return {
		url: urlOf(server.address() as AddressInfo),
		close: async () => {
			for (const timer of timers) clearInterval(timer);
			const over = setTimeout(graceMs, undefined, { ref: false });
			await finish(server, over);
			// A model may take longer to answer: who comes next claims its work again.
			await Promise.race([tasks.stop(), over]);
		},
	};
}

/** Calls `work` again and again, without keeping the process alive for it. */
function every(ms: number, work: () => unknown): NodeJS.Timeout {
	return setInterval(work, ms).unref();
}

function listen(services: Services, settings: Settings): Promise<Server> {
	return new Promise((resolve, reject) => {
		const server = serve(
			{
				fetch: (request, env) => app.fetch(request, { ...env, services }),
				port: settings.PORT,
				hostname: settings.HOST,
			},
			() => resolve(server),
		) as Server;
		server.once("error", reject);
		server.on("request", (_request, response) => {
			// Once the server takes no more requests, keeping the connection alive for one would only hold up its end.
			response.once("close", () => server.listening || server.closeIdleConnections());
		});
	});
}

function urlOf({ address, port, family }: AddressInfo): string {
	const host = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
	return `http://${family === "IPv6" && host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Waits for requests, and for no connection that has none; a request that has not ended when time is over is cut. */
async function finish(server: Server, over: Promise<unknown>): Promise<void> {
	const closed = once(server, "close");
	server.close();
	over.then(() => server.closeAllConnections());
	await closed;
}
