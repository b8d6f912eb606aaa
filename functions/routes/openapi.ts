import { Hono } from "hono";
import { z } from "zod";
import { createDocument, type ZodOpenApiPathsObject } from "zod-openapi";
import { sentBuildEvents } from "../../core/builds/sentBuildEvents.ts";
import { ciReport } from "../../core/report/ciReport.ts";
import { authorize } from "../authorize.ts";
import type { AppTypes } from "../services.ts";
import { VERSION } from "../version.ts";
import { answers } from "./answers.ts";
import { decisionArguments, decisions } from "./decisions.ts";
import { newKey } from "./keys.ts";

/** What the HTTP interface takes and gives, from the schemas that it parses with. */
export const openapiRoutes = new Hono<AppTypes>();

openapiRoutes.get("/openapi.json", authorize(), (c) => {
	document ??= JSON.stringify(describe());
	return c.body(document, 200, { "content-type": "application/json" });
});

/** Written at the first question: it is the same as long as the program is. */
let document: string | undefined;

const problem = z
	.object({
		type: z.string(),
		title: z.string(),
		status: z.int(),
		code: z.string().describe("Stable word for programs"),
		detail: z.string().describe("What happened and what to do"),
		suggestions: z.array(z.string()).optional().describe("Values that would be right, best first"),
		issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
	})
	.meta({ id: "Problem", description: "RFC 9457" });

function describe() {
	return createDocument({
		openapi: "3.1.0",
		info: {
			title: "Vagus",
			version: VERSION,
			description:
				"Observability that people and agents can ask. Every route but the health checks needs a key, or GitHub's signature.",
			license: { name: "Apache-2.0", identifier: "Apache-2.0" },
		},
		security: [{ key: [] }],
		components: {
			securitySchemes: { key: { type: "http", scheme: "bearer", description: "vgs_…; `vagus keys create` makes one" } },
		},
		paths: { ...health, ...ingest, ...questions(), ...decided(), ...administration, ...agents },
	});
}

const refusal = {
	description: "A refusal: what happened and what to do",
	content: { "application/problem+json": { schema: problem } },
};

const json = (description: string, schema: z.ZodType) => ({ description, content: { "application/json": { schema } } });

const readiness = z.object({
	ready: z.boolean(),
	checks: z.array(z.object({ name: z.string(), ready: z.boolean(), reason: z.string().optional() })),
});

const health: ZodOpenApiPathsObject = {
	"/healthz": {
		get: {
			summary: "Whether the process lives",
			security: [],
			responses: { 200: json("It does", z.object({ status: z.literal("ok"), embedder: z.string() })) },
		},
	},
	"/.well-known/oauth-protected-resource/mcp": {
		get: {
			summary: "Where agents sign in instead of bringing a key (RFC 9728)",
			security: [],
			responses: { 200: json("The protected resource's metadata", z.looseObject({})), default: refusal },
		},
	},
	"/readyz": {
		get: {
			summary: "Whether it can do its work, and what is not ready",
			security: [],
			responses: { 200: json("It can", readiness), 503: json("It cannot", readiness) },
		},
	},
};

const text = (description: string) => ({ description, content: { "text/plain": { schema: z.string() } } });

const bytes = z.string().meta({ format: "binary" });

const otlp = (signal: string): ZodOpenApiPathsObject[string] => ({
	post: {
		summary: `OTLP/HTTP ${signal}, gzip or not. 2xx means committed; the same bytes again are stored once`,
		requestBody: {
			content: {
				"application/x-protobuf": { schema: bytes },
				"application/json": { schema: z.looseObject({}).describe("OTLP/JSON") },
			},
		},
		responses: {
			200: {
				description: "Committed; partialSuccess says what was refused, and why",
				content: { "application/x-protobuf": { schema: bytes }, "application/json": { schema: z.looseObject({}) } },
			},
			default: {
				description: "google.rpc.Status in the request's encoding; 429 and 503 are to be sent again",
				content: { "application/x-protobuf": { schema: bytes }, "application/json": { schema: z.looseObject({}) } },
			},
		},
	},
});

const ingest: ZodOpenApiPathsObject = {
	"/v1/logs": otlp("logs"),
	"/v1/traces": otlp("traces"),
	"/v1/metrics": otlp("metrics"),
	"/v1/prometheus/write": {
		post: {
			summary: "Prometheus remote write, 1.0 and 2.0, compressed by snappy",
			requestBody: { content: { "application/x-protobuf": { schema: bytes } } },
			responses: { 204: { description: "Committed" }, default: refusal },
		},
	},
	"/v1/logs/pino": {
		post: {
			summary: "Pino's records, one a line; a line that is none is kept as it is",
			requestParams: {
				query: z.object({
					service: z.string().optional().describe("For records that do not say"),
					environment: z.string().optional().describe("For records that do not say"),
				}),
			},
			requestBody: { content: { "application/x-ndjson": { schema: z.string() } } },
			responses: {
				200: json(
					"Committed; where records were refused or there is a warning, with the reason",
					z.object({
						accepted: z.int(),
						unparsed: z.int(),
						repaired: z.int(),
						rejected: z.int().optional(),
						reason: z.string().optional(),
					}),
				),
				default: refusal,
			},
		},
	},
	"/v1/ci/runs": {
		post: {
			summary: "A test run, as `vagus report` sends it; unique by runId",
			requestBody: { content: { "application/json": { schema: ciReport } } },
			responses: {
				200: json("The run was known", z.object({ runId: z.string(), status: z.literal("duplicate") })),
				201: json("Stored", z.object({ runId: z.string(), status: z.literal("written") })),
				default: refusal,
			},
		},
	},
	"/v1/builds": {
		post: {
			summary: "Build and deployment events; unique by eventId",
			requestBody: { content: { "application/json": { schema: sentBuildEvents } } },
			responses: {
				200: json("All were known", z.object({ eventIds: z.array(z.string()), written: z.int() })),
				201: json("Stored", z.object({ eventIds: z.array(z.string()), written: z.int() })),
				default: refusal,
			},
		},
	},
	"/v1/webhooks/github": {
		post: {
			summary: "GitHub's webhooks, verified by their signature",
			security: [],
			requestParams: {
				header: z.object({ "x-github-event": z.string(), "x-hub-signature-256": z.string() }),
			},
			requestBody: { content: { "application/json": { schema: z.looseObject({}) } } },
			responses: {
				200: json("Known", z.object({ event: z.string(), written: z.int() })),
				201: json("Stored", z.object({ event: z.string(), written: z.int() })),
				202: json("Nothing to keep", z.object({ event: z.string(), written: z.int(), ignored: z.string() })),
				default: refusal,
			},
		},
	},
};

function questions(): ZodOpenApiPathsObject {
	return Object.fromEntries(
		answers.map(({ path, summary, arguments: all, result }) => {
			const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
			const pick = (wanted: boolean) =>
				z.object(Object.fromEntries(Object.entries(all.shape).filter(([name]) => inPath.has(name) === wanted)));
			return [
				path,
				{
					get: {
						summary,
						requestParams: { path: pick(true), query: pick(false) },
						responses: { 200: json("The answer", result), default: refusal },
					},
				},
			];
		}),
	);
}

function decided(): ZodOpenApiPathsObject {
	return Object.fromEntries(
		decisions.map(({ path, summary, body }) => [
			path,
			{
				post: {
					summary,
					requestParams: { path: decisionArguments },
					requestBody: { content: { "application/json": { schema: body } } },
					responses: {
						200: json("It is kept; the group as it is then", z.object({ groupId: z.string() })),
						default: refusal,
					},
				},
			},
		]),
	);
}

const listedKey = z.object({
	keyId: z.string(),
	name: z.string(),
	scopes: z.array(z.string()),
	origins: z.array(z.string()).nullable(),
	createdAt: z.string(),
	expiresAt: z.string().nullable(),
	revokedAt: z.string().nullable(),
	lastUsedAt: z.string().nullable(),
});

const administration: ZodOpenApiPathsObject = {
	"/api/keys": {
		get: {
			summary: "All keys, those that ended too",
			responses: { 200: json("Keys, newest first", z.object({ keys: z.array(listedKey) })), default: refusal },
		},
		post: {
			summary: "Make a key",
			requestBody: { content: { "application/json": { schema: newKey } } },
			responses: {
				201: json("The key, shown this once", z.object({ keyId: z.string(), key: z.string() })),
				default: refusal,
			},
		},
	},
	"/api/keys/{key}": {
		delete: {
			summary: "End a key at once",
			requestParams: { path: z.object({ key: z.string().describe("Its id or name") }) },
			responses: { 200: json("Ended", z.object({ revoked: z.looseObject({}) })), default: refusal },
		},
	},
	"/metrics": {
		get: {
			summary: "What this process counted and measured of itself",
			responses: { 200: text("Prometheus' text format"), default: refusal },
		},
	},
	"/api/maintain": {
		post: {
			summary: "Embed what waits, refresh rollups, drop what is past its retention",
			responses: { 200: json("What was done", z.looseObject({})), default: refusal },
		},
	},
	"/openapi.json": {
		get: { summary: "This document", responses: { 200: json("OpenAPI 3.1", z.looseObject({})), default: refusal } },
	},
};

const agents: ZodOpenApiPathsObject = {
	"/mcp": {
		post: {
			summary: "Model Context Protocol over Streamable HTTP",
			requestBody: { content: { "application/json": { schema: z.looseObject({}).describe("JSON-RPC 2.0") } } },
			responses: { 200: json("JSON-RPC, or its stream of events", z.looseObject({})), default: refusal },
		},
	},
};
