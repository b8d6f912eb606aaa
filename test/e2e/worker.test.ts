import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unstable_getDevCompatibilityDate, unstable_readConfig } from "wrangler";
import { KEY, ROOT } from "./support/program.ts";
import { startWorker } from "./support/startWorker.ts";

let running: Awaited<ReturnType<typeof startWorker>>;
beforeAll(async () => {
	// A server that is never there.
	running = await startWorker("postgres://vagus:vagus@127.0.0.1:1/vagus");
});
afterAll(() => running?.stop());

test("the upload is no larger than 1 MiB, compressed", async () => {
	const script = await readFile(join(running.folder, "worker.js"));
	const compressed = gzipSync(script).byteLength;
	console.log(`Worker: ${kibibytes(script.byteLength)}, ${kibibytes(compressed)} compressed`);
	expect(compressed).toBeLessThanOrEqual(1024 * 1024);
});

test("the upload holds no embedded database, and of Node only what workerd has too", async () => {
	const { inputs }: Metafile = JSON.parse(await readFile(join(running.folder, "bundle-meta.json"), "utf8"));
	expect(Object.keys(inputs)).toContain("functions/app.ts");
	expect(Object.keys(inputs).filter((path) => /@electric-sql|\.wasm|@hono\/node-server/.test(path))).toEqual([]);
	const ours = Object.entries(inputs).filter(([path]) => !/node_modules|:/.test(path));
	const imported = new Set(ours.flatMap(([, { imports }]) => imports.map(({ path }) => path)));
	expect([...imported].filter((path) => path.startsWith("node:") && !IN_WORKERD.has(path))).toEqual([]);
	// pg reads certificate and password files where a connection string names such: a Worker's names none.
	const readers = Object.entries(inputs).filter(([, { imports }]) => imports.some(({ path }) => /:fs$/.test(path)));
	expect(readers.map(([path]) => /node_modules\/([^/]+)/.exec(path)?.[1]).sort()).toEqual([
		"pg-connection-string",
		"pgpass",
	]);
});

test("wrangler.toml asks for a compatibility date that the installed workerd has", () => {
	const { compatibility_date: date = "" } = unstable_readConfig({ config: join(ROOT, "wrangler.toml") });
	expect(date <= unstable_getDevCompatibilityDate()).toBe(true);
});

test("a request whose database is away is refused, and its deferred work is logged and no failure of the Worker", async () => {
	const response = await fetch(`${running.url}/api/keys`, { headers: { authorization: `Bearer ${KEY}` } });
	expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
	await expect.poll(() => messages(), { timeout: 5_000 }).toContainEqual(expect.stringContaining("self-telemetry"));
	expect(messages().join("\n")).not.toMatch(/Uncaught|unhandled/i);
});

test("the schedule's failure is told to Cloudflare, so that it shows as failed", async () => {
	await expect(running.runSchedule()).rejects.toThrow("It ended with exception");
});

test("health needs no database", async () => {
	const response = await fetch(`${running.url}/healthz`);
	expect(response.status).toBe(200);
});

/** What is no stub there: https://developers.cloudflare.com/workers/runtime-apis/nodejs/ */
const IN_WORKERD = new Set(["node:buffer", "node:crypto", "node:events", "node:stream", "node:util", "node:zlib"]);

/** esbuild's: of each module, what it imports. */
interface Metafile {
	inputs: Record<string, { imports: { path: string }[] }>;
}

function kibibytes(bytes: number): string {
	return `${Math.round(bytes / 1024)} KiB`;
}

function messages(): string[] {
	return running.logs().map((log) => log.message);
}
