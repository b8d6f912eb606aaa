import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { httpLimits } from "../http/httpLimits.ts";

export interface Listener {
	url: string;
	/** Takes no more connections, and ends when the requests in flight are answered, or cut off once `over`. */
	close(over: Promise<unknown>): Promise<void>;
}

export interface ListenOptions {
	fetch(request: Request, env: HttpBindings): Response | Promise<Response>;
	host: string;
	port: number;
	/** Milliseconds until a request has to be there in full. */
	requestMs?: number;
}

/** Serves over HTTP. Rejects with a sentence where it cannot listen. */
export function listen({ fetch, host, port, requestMs = httpLimits.requestMs }: ListenOptions): Promise<Listener> {
	const { promise, resolve, reject } = Promise.withResolvers<Listener>();
	const serverOptions = { requestTimeout: requestMs, connectionsCheckingInterval: Math.min(requestMs, 1_000) };
	const options = { fetch: (request: Request, env: unknown) => fetch(request, env as HttpBindings), serverOptions };
	const server = serve({ ...options, hostname: host, port }, (address) =>
		resolve({
			url: urlOf(address),
			close: (over) =>
				new Promise((closed) => {
					server.close(() => closed());
					closeUnused();
					over.then(() => server.closeAllConnections());
				}),
		}),
	) as Server;
	let open = 0;
	// Kept alive or opened for later, connections would only hold up the end; Node closes some of them by itself.
	const closeUnused = () => !server.listening && open === 0 && server.closeAllConnections();
	server.on("request", (_request, response) => {
		open += 1;
		response.once("close", () => {
			open -= 1;
			closeUnused();
		});
	});
	server.once("error", (error) => reject(new Error(`Cannot listen on ${host} port ${port}: ${error.message}.`)));
	return promise;
}

function urlOf({ address, port, family }: AddressInfo): string {
	return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
