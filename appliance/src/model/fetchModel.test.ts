import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ModelHub, startModelHub } from "../../test/model/modelHub.ts";
import { removeTestModels, testModel } from "../../test/model/testModel.ts";
import { type FetchOptions, fetchModel } from "./fetchModel.ts";
import { openModelDirectory } from "./modelDirectory.ts";
import { modelLimits } from "./modelLimits.ts";

const FILES = [
	"config.json",
	"tokenizer.json",
	"tokenizer_config.json",
	"onnx/model.onnx",
	"onnx/model_quantized.onnx",
];
const BASE = "/acme/small/resolve/abc";
const contents: Record<string, Buffer> = {};

beforeAll(async () => {
	const { path } = await testModel({ precisions: ["fp32", "fp16", "int8"] });
	for (const file of [...FILES, "onnx/model_fp16.onnx"]) contents[`${BASE}/${file}`] = await readFile(join(path, file));
});
afterAll(removeTestModels);

let hub: ModelHub;
let cacheDir: string;
beforeEach(async () => {
	hub = await startModelHub(contents);
	cacheDir = await mkdtemp(join(tmpdir(), "vagus-cache-"));
});
afterEach(async () => {
	await hub.close();
	await rm(cacheDir, { recursive: true });
});

const sha256 = (file: string) =>
	createHash("sha256")
		.update(contents[`${BASE}/${file}`] ?? "")
		.digest("hex");
const known = (pins: Record<string, string> = {}) => ({
	"acme/small": { repository: "acme/small", revision: "abc", sha256: pins },
});
const fetched = (options: Partial<FetchOptions> = {}) =>
	fetchModel({
		...{ name: "acme/small", provider: "cpu", cacheDir, progress: () => undefined, known: known(), retryMs: 1 },
		...{ hub: hub.url, ...options },
	});
const asked = (file: string) => hub.requests.filter(({ path }) => path === `${BASE}/${file}`).map(({ range }) => range);

test("a model is fetched once, by its name and revision, and then opened from the cache", async () => {
	const directory = await fetched();
	expect(directory).toBe(join(cacheDir, "acme--small", "abc"));
	expect((await openModelDirectory(directory, "acme/small")).dimensions).toBe(32);
	expect(hub.requests.map(({ path }) => path)).toEqual(FILES.map((file) => `${BASE}/${file}`));
	for (const file of FILES) expect(await readFile(join(directory, file))).toEqual(contents[`${BASE}/${file}`]);
	expect(await fetched()).toBe(directory);
	expect(hub.requests.length).toBe(FILES.length);
});

test("for a GPU it is the file of half precision alone", async () => {
	await fetched({ provider: "cuda" });
	expect(hub.requests.map(({ path }) => path).filter((path) => path.endsWith(".onnx"))).toEqual([
		`${BASE}/onnx/model_fp16.onnx`,
	]);
});

test("a name that is not known is refused with those that are", async () => {
	await expect(fetched({ name: "acme/large" })).rejects.toThrow(
		"acme/large is no model that can be fetched; these are: acme/small.",
	);
	expect(hub.requests).toEqual([]);
});

test("progress is told in bytes of the whole file", async () => {
	const told: unknown[][] = [];
	await fetched({ progress: (...args) => told.push(args) });
	const size = contents[`${BASE}/config.json`]?.length;
	const ofConfig = told.filter(([file]) => file === "config.json");
	expect(ofConfig[0]).toEqual(["config.json", 0, size]);
	expect(ofConfig.at(-1)).toEqual(["config.json", size, size]);
});

describe("a download that breaks", () => {
	/** Sends so many bytes of model.onnx from where it is asked for, and breaks off when they have arrived. */
	function breakOffAfter(bytes: number): Partial<FetchOptions> {
		let cut = { at: Number.POSITIVE_INFINITY, socket: new Socket() };
		hub.misbehave = ({ url, headers, socket }, response, file) => {
			const from = Number(/\d+/.exec(headers.range ?? "")?.[0] ?? 0);
			if (!url?.endsWith("/model.onnx") || from + bytes >= file.length) return false;
			cut = { at: from + bytes, socket };
			const range = `bytes ${from}-${file.length - 1}/${file.length}`;
			response.writeHead(from > 0 ? 206 : 200, { "content-length": file.length - from, "content-range": range });
			response.write(file.subarray(from, from + bytes));
			return true;
		};
		return {
			progress: (file, received) => void (file === "onnx/model.onnx" && received === cut.at && cut.socket.destroy()),
		};
	}

	test("is taken up where it broke, again and again, and is whole in the end", async () => {
		const directory = await fetched(breakOffAfter(20_000));
		expect(await readFile(join(directory, "onnx/model.onnx"))).toEqual(contents[`${BASE}/onnx/model.onnx`]);
		expect(asked("onnx/model.onnx").slice(0, 3)).toEqual([undefined, "bytes=20000-", "bytes=40000-"]);
		expect(asked("onnx/model.onnx").length).toBeGreaterThan(modelLimits.retries + 1);
	});

	test("is continued by the next call, and its file is not there before", async () => {
		const breaking = breakOffAfter(50_000);
		const breakOff = hub.misbehave;
		hub.misbehave = (request, response, file) => {
			if (!request.headers.range) return breakOff(request, response, file);
			response.writeHead(503).end();
			return true;
		};
		await expect(fetched(breaking)).rejects.toThrow("/onnx/model.onnx was answered with 503 Service Unavailable.");
		expect(asked("onnx/model.onnx").length).toBe(1 + modelLimits.retries);
		expect(await readdir(join(cacheDir, "acme--small", "abc", "onnx"))).toEqual(["model.onnx.part"]);
		hub.misbehave = () => false;
		hub.requests.length = 0;
		const directory = await fetched();
		expect(asked("onnx/model.onnx")).toEqual(["bytes=50000-"]);
		expect(await readFile(join(directory, "onnx/model.onnx"))).toEqual(contents[`${BASE}/onnx/model.onnx`]);
		expect(await readdir(join(directory, "onnx"))).toEqual(["model.onnx", "model_quantized.onnx"]);
	});

	/** What an earlier call left of model.onnx. */
	async function leave(bytes: Buffer): Promise<void> {
		await fetched();
		const target = join(cacheDir, "acme--small", "abc", "onnx/model.onnx");
		await rm(target);
		await writeFile(`${target}.part`, bytes);
		hub.requests.length = 0;
	}

	const whole = () => contents[`${BASE}/onnx/model.onnx`] ?? Buffer.alloc(0);
	const inCache = () => readFile(join(cacheDir, "acme--small", "abc", "onnx/model.onnx"));

	test("is begun anew where the server ignores ranges", async () => {
		await leave(whole().subarray(0, 1000));
		hub.misbehave = (_, response, file) => {
			response.writeHead(200, { "content-length": file.length }).end(file);
			return true;
		};
		await fetched();
		expect(await inCache()).toEqual(whole());
	});

	test("is begun anew where the server answers another range", async () => {
		await leave(whole().subarray(0, 1000));
		hub.misbehave = (request, response, file) => {
			if (!request.headers.range) return false;
			response.writeHead(206, { "content-range": `bytes 0-${file.length - 1}/${file.length}` }).end(file);
			return true;
		};
		await fetched();
		expect(await inCache()).toEqual(whole());
		expect(asked("onnx/model.onnx")).toEqual(["bytes=1000-", undefined]);
	});

	test("is done where all of it was there already, and begun anew where there was more than that", async () => {
		await leave(whole());
		await fetched();
		expect(asked("onnx/model.onnx")).toEqual([`bytes=${whole().length}-`]);
		await leave(Buffer.concat([whole(), Buffer.from("more")]));
		await fetched();
		expect(await inCache()).toEqual(whole());
	});
});

describe("each file is held against its SHA-256", () => {
	test("wrong bytes of one that is pinned by the program are refused and deleted", async () => {
		hub.misbehave = (request, response, file) => {
			if (!request.url?.endsWith("/model.onnx")) return false;
			response.end(Buffer.alloc(file.length));
			return true;
		};
		const wanted = sha256("onnx/model.onnx");
		await expect(fetched({ known: known({ "onnx/model.onnx": wanted }) })).rejects.toThrow(
			`${hub.url}${BASE}/onnx/model.onnx is not the file that was pinned: its SHA-256 is `,
		);
		expect(await readdir(join(cacheDir, "acme--small", "abc", "onnx"))).toEqual([]);
		hub.misbehave = () => false;
		await fetched({ known: known({ "onnx/model.onnx": wanted }) });
	});

	test("those that are not are pinned when they come first, and no later change is taken", async () => {
		const directory = await fetched();
		const lock = `${directory}.lock.json`;
		expect(JSON.parse(await readFile(lock, "utf8"))).toEqual(
			Object.fromEntries(FILES.map((file) => [file, sha256(file)])),
		);
		await writeFile(join(directory, "config.json"), "{}");
		await expect(fetched()).rejects.toThrow(
			`${join(directory, "config.json")} is not the file that was pinned: its SHA-256 is 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a instead of ${sha256("config.json")}. Delete it to have it fetched again, or its line in ${lock} if it is meant to be another.`,
		);
		await rm(join(directory, "config.json"));
		hub.misbehave = (_, response) => {
			response.end("{}");
			return true;
		};
		await expect(fetched()).rejects.toThrow("is not the file that was pinned");
		hub.misbehave = () => false;
		await fetched();
	});

	test("a lock file that is none is no reason to take anything", async () => {
		const directory = await fetched();
		await writeFile(`${directory}.lock.json`, "{");
		await expect(fetched()).rejects.toThrow("does not hold the SHA-256 of files");
	});
});

describe("where the hub is not reached", () => {
	test("the error says which files to put where", async () => {
		const { url } = hub;
		await hub.close();
		const directory = join(cacheDir, "acme--small", "abc");
		await expect(fetched()).rejects.toThrow(
			`acme/small cannot be fetched: ${url}${BASE}/config.json is not reached: connect ECONNREFUSED ` +
				`${url.replace("http://", "")}. Where this machine has no network, put these files from ` +
				`${url}/acme/small/tree/abc into ${directory}: ${FILES.join(", ")}.`,
		);
		hub = await startModelHub(contents);
	});

	test("files that were put there are taken", async () => {
		const directory = await fetched();
		await rm(`${directory}.lock.json`);
		await hub.close();
		expect(await fetched()).toBe(directory);
		expect((await stat(`${directory}.lock.json`)).isFile()).toBe(true);
		hub = await startModelHub(contents);
	});
});

test("a file that the hub does not have is asked for once", async () => {
	await expect(
		fetched({ known: { "acme/small": { repository: "acme/none", revision: "abc", sha256: {} } } }),
	).rejects.toThrow("/acme/none/resolve/abc/config.json was answered with 404 Not Found.");
	expect(hub.requests.length).toBe(1);
});
