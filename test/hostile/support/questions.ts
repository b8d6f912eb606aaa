import { tools } from "../../../mcp/tools.ts";
import type { Random } from "../../faults/support/random.ts";
import { hostileJson, hostileText } from "./hostileValues.ts";

/** A question as it goes over HTTP. */
export interface Question {
	method: string;
	path: string;
	headers: Record<string, string>;
	body?: Uint8Array<ArrayBuffer>;
}

/** Asks something that a server can be asked, with arguments that it has to refuse or bear. */
export type Ask = (random: Random) => Question;

/** All that a server's OpenAPI document has under /api, and every tool of its MCP endpoint. */
export async function questionsOf(url: string, key: string): Promise<Ask[]> {
	const response = await fetch(`${url}/openapi.json`, { headers: { authorization: `Bearer ${key}` } });
	const { paths } = (await response.json()) as OpenApi;
	const operations = Object.entries(paths)
		.filter(([path]) => path.startsWith("/api/") && path !== MAINTENANCE)
		.flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
	return [
		...operations.map(
			({ path, method, operation }): Ask =>
				(random) =>
					ask(method.toUpperCase(), path, operation, random),
		),
		...[...tools, ...tools].map(
			({ definition }): Ask =>
				(random) =>
					call(definition, random),
		),
		(random) => ({ ...MCP, body: bytes(hostileJson(random)) }),
		(random) => ({ ...MCP, body: bytes(rpc("tools/list", hostileJson(random))) }),
	];
}

/** It takes no arguments, and long. */
const MAINTENANCE = "/api/maintain";

interface OpenApi {
	paths: Record<string, Record<string, Operation>>;
}

interface Operation {
	parameters?: { name: string; in: string }[];
	requestBody?: { content: Record<string, { schema: { properties?: object } }> };
}

interface Tool {
	name: string;
	inputSchema: { properties?: object };
}

const MCP = {
	method: "POST",
	path: "/mcp",
	headers: {
		"content-type": "application/json",
		accept: "application/json, text/event-stream",
		"mcp-protocol-version": "2025-06-18",
	},
};

function ask(method: string, path: string, { parameters = [], requestBody }: Operation, random: Random): Question {
	const query = parameters
		.filter((parameter) => parameter.in === "query" && random.between(0, 2) > 0)
		.flatMap(({ name }) => Array.from({ length: random.pick([1, 1, 1, 3]) }, () => `${name}=${inPath(random)}`));
	const asked = random.between(0, 9) === 0 ? [...query, `${inPath(random)}=1`] : query;
	const place = path.replace(/\{\w+\}/g, () => inPath(random));
	const schema = requestBody?.content["application/json"]?.schema;
	return {
		method,
		path: asked.length > 0 ? `${place}?${asked.join("&")}` : place,
		headers: schema ? { "content-type": "application/json" } : {},
		body: schema && bytes(random.between(0, 9) === 0 ? hostileJson(random) : hostileObject(schema, random)),
	};
}

/** JSON with some of an object's members, whatever they should be. */
function hostileObject({ properties = {} }: { properties?: object }, random: Random): string {
	const given = [...Object.keys(properties), "unknown"].filter(() => random.between(0, 1) === 1);
	return `{${given.map((member) => `${JSON.stringify(member)}:${hostileJson(random)}`).join()}}`;
}

/** A hostile text as it stands in an address; some are not even UTF-8. */
function inPath(random: Random): string {
	const value = hostileText(random).slice(0, 1_500).toWellFormed();
	return random.pick([
		encodeURIComponent(value),
		encodeURIComponent(value),
		"%ff%fe",
		"%00",
		"%2e%2e%2f",
		"%E0%A4%A",
		"a",
	]);
}

function call({ name, inputSchema }: Tool, random: Random): Question {
	const given = hostileObject(inputSchema, random);
	return { ...MCP, body: bytes(rpc("tools/call", `{"name":${JSON.stringify(name)},"arguments":${given}}`)) };
}

function rpc(method: string, params: string): string {
	return `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`;
}

const bytes = (text: string) => new TextEncoder().encode(text);
