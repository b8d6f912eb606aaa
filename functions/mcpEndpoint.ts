import { createMcpHandler, type McpServer, type Server } from "@modelcontextprotocol/server";
import type { Context } from "hono";
import { readBody } from "./readBody.ts";
import type { AppTypes } from "./services.ts";

export interface McpEndpoint {
	/** A server for one request. */
	serverFor: (c: Context<AppTypes>) => Server | McpServer;
	/** Throws where the caller may not do what a message, or one of a list of them, asks for. */
	permit?: (message: unknown, c: Context<AppTypes>) => void;
}

/** Answers MCP over Streamable HTTP, without sessions, in the current revision and in those before. */
export function mcpEndpoint({ serverFor, permit = () => {} }: McpEndpoint) {
	return async (c: Context<AppTypes>): Promise<Response> => {
		const { limits } = c.env.services;
		const handler = createMcpHandler(() => serverFor(c), { maxRequestBodySize: limits.inflatedBytes });
		const request = await bounded(c);
		const parsedBody = await messageOf(request);
		permit(parsedBody, c);
		const response = await handler.fetch(request, { parsedBody });
		// Older revisions are answered as a stream, but a Worker closes the database once it has the response: it waits for
		// the whole of it.
		return new Response(response.body && (await response.arrayBuffer()), response);
	};
}

/** The request with its body read and inflated, within the limits. */
async function bounded(c: Context<AppTypes>): Promise<Request> {
	const { url, method, headers, signal } = c.req.raw;
	if (method !== "POST") return new Request(url, { method, headers, signal });
	const body = await readBody(c, c.env.services.limits);
	const inflated = new Headers(headers);
	inflated.delete("content-encoding");
	inflated.delete("content-length");
	return new Request(url, { method, headers: inflated, body, signal });
}

/** What a request says; nothing where it is no JSON, which the handler refuses. */
async function messageOf(request: Request): Promise<unknown> {
	return request
		.clone()
		.json()
		.catch(() => undefined);
}
