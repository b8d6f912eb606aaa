import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { drainPending } from "../../embedding/drain.ts";
import type { Database } from "../../schema/database.ts";
import { app } from "../app.ts";
import { backgroundTasks } from "../backgroundTasks.ts";
import { chooseEmbedder } from "../chooseEmbedder.ts";
import type { Settings } from "../environment.ts";
import { type RequestLimits, requestLimits } from "../limits.ts";
import { collectSelfTelemetry } from "../selfTelemetry/buffer.ts";
import type { Services } from "../services.ts";
import { VERSION } from "../version.ts";

export interface NodeServer {
	url: string;
	/** Stops taking requests, finishes those in flight and the work beside them. */
	close(): Promise<void>;
}

export interface NodeOptions {
	settings: Settings;
	db: Database;
	/** Key with every scope. */
	apiKey?: string;
	limits?: RequestLimits;
}

/** Serves the app over HTTP from this process. */
export async function startNode({ settings, db, apiKey, limits = requestLimits }: NodeOptions): Promise<NodeServer> {
	if (!settings.OTEL_SDK_DISABLED) collectSelfTelemetry(VERSION);
	const tasks = backgroundTasks((name, error) => console.error(`vagus: ${name}: ${(error as Error).message}`));
	const services: Services = {
		db,
		embedder: chooseEmbedder(settings),
		apiKey,
		limits,
		now: () => new Date(),
		defer: tasks.defer,
	};
	const server = await listen(services, settings);
	// What an earlier process left undone.
	tasks.defer("drain", () => drainPending(db, services.embedder));
	return {
		url: urlOf(server.address() as AddressInfo),
		close: async () => {
			await new Promise((resolve) => {
				server.close(resolve);
				if ("closeIdleConnections" in server) server.closeIdleConnections();
			});
			await tasks.settled();
		},
	};
}

type Server = ReturnType<typeof serve>;

function listen(services: Services, settings: Settings): Promise<Server> {
	return new Promise((resolve, reject) => {
		const server = serve(
			{
				fetch: (request, env) => app.fetch(request, { ...env, services }),
				port: settings.PORT,
				hostname: settings.HOST,
			},
			() => resolve(server),
		);
		server.once("error", reject);
	});
}

function urlOf({ address, port, family }: AddressInfo): string {
	const host = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
	return `http://${family === "IPv6" && host.includes(":") ? `[${host}]` : host}:${port}`;
}
