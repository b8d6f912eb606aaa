import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../schema/database.ts";
import { openTestPglite } from "../../test/support/databases.ts";
import { testApp } from "../../test/support/testApp.ts";
import { app } from "../app.ts";

interface Document {
	openapi: string;
	paths: Record<string, Record<string, { summary: string; security?: object[]; parameters?: Parameter[] }>>;
}
interface Parameter {
	name: string;
	in: string;
	required?: boolean;
}

let db: Database;
let document: Document;
beforeAll(async () => {
	db = await openTestPglite();
	const response = await testApp(db, {}, app).request("/openapi.json");
	expect(response.status).toBe(200);
	document = (await response.json()) as Document;
});
afterAll(() => db.close());

test("every route is described, and nothing else", () => {
	const routes = app.routes
		.filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
		.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
	const described = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
	);
	// MCP takes several methods at one path, of which agents send a POST, and its metadata is at several.
	const others = ["POST /mcp", "GET /.well-known/oauth-protected-resource/mcp"];
	expect(new Set(described)).toEqual(new Set([...routes, ...others]));
});

test("only health checks, what is signed, and where to sign in are without a key", () => {
	const open = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.values(methods).flatMap(({ security }) => (security?.length === 0 ? [path] : [])),
	);
	const metadata = "/.well-known/oauth-protected-resource/mcp";
	expect(open).toEqual(["/healthz", metadata, "/readyz", "/v1/webhooks/github"]);
});

test("a question's arguments are parameters, in the path where the path names them", () => {
	const parameters = document.paths["/api/services/{service}/health"]?.get?.parameters ?? [];
	expect(parameters.map((parameter) => [parameter.name, parameter.in, parameter.required ?? false])).toEqual([
		["service", "path", true],
		["timeRange", "query", false],
	]);
});

test("every reference leads to something", () => {
	const text = JSON.stringify(document);
	for (const [, pointer = ""] of text.matchAll(/"\$ref":"#([^"]+)"/g)) {
		const found = pointer
			.split("/")
			.slice(1)
			.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
		expect(found, pointer).toBeDefined();
	}
	expect(document.openapi).toBe("3.1.0");
});
