import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { SMALL } from "../../test/model/bertShape.ts";
import { forwardPass } from "../../test/model/forwardPass.ts";
import { type QuietLog, quietLog } from "../../test/model/quietLog.ts";
import { removeTestModels, testModel } from "../../test/model/testModel.ts";
import type { ModelDirectory } from "../model/modelDirectory.ts";
import { loadTokenizer, type Tokenizer } from "../model/tokenizer.ts";
import { type Engine, EngineUnavailable } from "./engine.ts";
import { type EngineOptions, startEngine } from "./startEngine.ts";

let model: ModelDirectory;
let tokenizer: Tokenizer;

beforeAll(async () => {
	model = await testModel();
	tokenizer = await loadTokenizer(model);
});

const started: Engine[] = [];
afterEach(async () => {
	for (const engine of started.splice(0)) await engine.close();
});
afterAll(removeTestModels);

let log: QuietLog;
async function start(options: Partial<EngineOptions> = {}): Promise<Engine> {
	log = quietLog();
	const engine = await startEngine({
		model,
		provider: "cpu",
		deviceId: 0,
		runTokens: 1024,
		restartMs: 1,
		log,
		...options,
	});
	started.push(engine);
	return engine;
}

const TEXTS = ["connection refused", "x", "payment failed ".repeat(40), "the disk is full", "error ".repeat(600)];
const batch = (texts = TEXTS) => texts.map((text) => tokenizer.encode(text, "passage"));
const cosine = (left: ArrayLike<number>, right: ArrayLike<number>) =>
	Array.from(left).reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0) /
	Math.hypot(...Array.from(left)) /
	Math.hypot(...Array.from(right));

test("vectors are those of the first token of an independent forward pass, of length 1, in the texts' order", async () => {
	const engine = await start();
	const ids = batch();
	const vectors = await engine.run(ids);
	expect(vectors.length).toBe(TEXTS.length);
	for (const [at, tokens] of ids.entries()) {
		const [first = []] = forwardPass(SMALL, "vagus", tokens);
		const length = Math.hypot(...first);
		const wanted = first.map((value) => value / length);
		const distances = wanted.map((value, place) => Math.abs(value - (vectors[at]?.[place] ?? Number.NaN)));
		expect(Math.max(...distances)).toBeLessThan(1e-4);
	}
});

test("a vector does not depend on what it was computed beside, nor on how large a run may be", async () => {
	const [alone, small] = [await start(), await start({ runTokens: 512 })];
	const together = await small.run(batch());
	for (const [at, text] of TEXTS.entries()) {
		const [vector = []] = await alone.run(batch([text]));
		expect(cosine(vector, together[at] ?? [])).toBeGreaterThan(0.999_999);
	}
});

test("nothing to run is no error, and a text of no or too many tokens is one", async () => {
	const engine = await start();
	expect(await engine.run([])).toEqual([]);
	await expect(engine.run([new Int32Array()])).rejects.toThrow("A text has 1 to 512 tokens.");
	await expect(engine.run([new Int32Array(513)])).rejects.toThrow(RangeError);
});

test("it says what it runs and on what", async () => {
	const engine = await start();
	expect(engine.info).toEqual({
		model: "test/small-random-bert",
		dimensions: 32,
		maxTokens: 512,
		provider: "cpu",
		precision: "fp32",
		device: expect.stringMatching(/, \d+ threads, \d+ GiB$/),
		fallback: null,
		agreement: null,
	});
	expect(log.lines).toEqual([
		expect.objectContaining({ level: "info", message: "The model is ready", provider: "cpu" }),
	]);
});

test("where CUDA is asked for and cannot be used, the model runs on the CPU, and says so loudly", async () => {
	// No machine has so many GPUs.
	const engine = await start({ provider: "cuda", deviceId: 99 });
	expect(engine.info).toMatchObject({ provider: "cpu", fallback: expect.stringMatching(/^CUDA cannot be used: \S/) });
	expect(log.lines).toContainEqual({
		level: "warn",
		message: "The model runs on the CPU though CUDA was asked for: it is many times slower",
		fallback: engine.info.fallback,
	});
	expect(await engine.run(batch())).toHaveLength(TEXTS.length);
});

describe("on a CPU a quantized file", () => {
	test("is used where its vectors agree with fp32's", async () => {
		const engine = await start({ model: await testModel({ precisions: ["fp32", "int8"] }) });
		expect(engine.info.precision).toBe("int8");
		expect(engine.info.agreement).toBeGreaterThan(0.99);
		expect(engine.info.agreement).toBeLessThan(1);
	});

	test("is not used where they differ, and the log says by how much", async () => {
		const engine = await start({ model: await testModel({ precisions: ["fp32", "int8"], levels: 1 }) });
		expect(engine.info.precision).toBe("fp32");
		expect(engine.info.agreement).toBeLessThan(0.99);
		expect(log.lines).toContainEqual({
			level: "warn",
			message: "The quantized model's vectors differ too much from fp32's: it is not used",
			agreement: engine.info.agreement,
			least: 0.99,
		});
		const [exact] = await (await start()).run(batch());
		const [vector] = await engine.run(batch());
		expect(cosine(vector ?? [], exact ?? [])).toBeGreaterThan(0.999_999);
	});

	test("alone is refused, since nothing says how good it is", async () => {
		await expect(start({ model: await testModel({ precisions: ["int8"] }) })).rejects.toThrow(
			"holds no model of fp32 or fp16, only a quantized one.",
		);
	});
});

test("half precision is near to fp32", async () => {
	const [exact, half] = [await start(), await start({ model: await testModel({ precisions: ["fp16"] }) })];
	expect(half.info.precision).toBe("fp16");
	const [wanted, found] = [await exact.run(batch()), await half.run(batch())];
	for (const at of TEXTS.keys()) expect(cosine(wanted[at] ?? [], found[at] ?? [])).toBeGreaterThan(0.999);
});

test("a file that is no model is told by the runtime's own words", async () => {
	const broken = await testModel();
	await writeFile(broken.files.fp32 ?? "", "no model");
	await expect(start({ model: broken })).rejects.toThrow(/protobuf|model/i);
});

describe("when its process is killed", () => {
	test("what runs is rejected as unavailable, another process takes over, and it is counted", async () => {
		const engine = await start();
		const [wanted] = await engine.run(batch());
		const { pid } = engine;
		process.kill(pid, "SIGSTOP");
		const running = [engine.run(batch()), engine.run(batch())];
		process.kill(pid, "SIGKILL");
		for (const run of running) await expect(run).rejects.toThrow("The model's process ended: killed by SIGKILL.");
		await expect(engine.run(batch())).rejects.toThrow(EngineUnavailable);
		expect(engine.ready).toBe(false);
		await vi.waitUntil(() => engine.ready, { timeout: 20_000 });
		expect(engine.pid).not.toBe(pid);
		expect(engine.restarts).toBe(1);
		expect(await engine.run(batch())).toContainEqual(wanted);
		expect(log.lines).toContainEqual({
			level: "error",
			message: "The model's process ended; it is started again after a pause",
			reason: "killed by SIGKILL",
			restarts: 1,
			pauseMs: 1,
		});
	});

	test("each time, it is started again, after a longer pause", async () => {
		const engine = await start();
		for (const restarts of [1, 2, 3]) {
			process.kill(engine.pid, "SIGKILL");
			await vi.waitUntil(() => engine.ready && engine.restarts === restarts, { timeout: 20_000 });
		}
		expect(log.lines.filter(({ level }) => level === "error").map(({ pauseMs }) => pauseMs)).toEqual([1, 2, 4]);
		expect(await engine.run(batch())).toHaveLength(TEXTS.length);
	});

	test("a quantized file that was measured is not measured again", async () => {
		const quantized = await testModel({ precisions: ["fp32", "int8"] });
		const engine = await start({ model: quantized });
		const { agreement } = engine.info;
		await writeFile(quantized.files.fp32 ?? "", "no model");
		process.kill(engine.pid, "SIGKILL");
		await vi.waitUntil(() => engine.ready && engine.restarts === 1, { timeout: 20_000 });
		expect(engine.info).toMatchObject({ precision: "int8", agreement });
	});

	test("and cannot be started, it tries until it can be closed", async () => {
		const own = await testModel();
		const engine = await start({ model: own });
		await writeFile(own.files.fp32 ?? "", "no model");
		process.kill(engine.pid, "SIGKILL");
		await vi.waitUntil(() => engine.restarts === 2, { timeout: 20_000 });
		expect(engine.ready).toBe(false);
		await engine.close();
		await expect(engine.run(batch())).rejects.toThrow("The model's process is closed.");
	});
});

test("a run that hangs is ended after its deadline, and the next process answers", async () => {
	const engine = await start({ answerMs: 300 });
	const { pid } = engine;
	process.kill(pid, "SIGSTOP");
	await expect(engine.run(batch())).rejects.toThrow(/The model's process ended: it did not answer within \d+\.\d s\./);
	await vi.waitUntil(() => engine.ready && engine.pid !== pid, { timeout: 20_000 });
	expect(await engine.run(batch(["x"]))).toHaveLength(1);
});

test("a model that is not ready in time is given up", async () => {
	await expect(start({ startMs: 1 })).rejects.toThrow("The model's process ended: it did not answer within 0.0 s.");
});

test("a run that fails ends its process, of which no more is to be hoped for, and the next one answers", async () => {
	const engine = await start();
	const { pid } = engine;
	const unknownToken = Int32Array.of(101, model.vocabulary, 102);
	await expect(engine.run([unknownToken])).rejects.toThrow("The model's process ended: exit code 1.");
	await vi.waitUntil(() => engine.ready && engine.pid !== pid, { timeout: 20_000 });
	expect(await engine.run(batch(["x"]))).toHaveLength(1);
});

test("a program that is killed leaves no process of its model behind", async () => {
	const code = `
		import { startEngine } from ${JSON.stringify(import.meta.resolve("./startEngine.ts"))};
		const log = { info() {}, warn() {}, error() {} };
		await startEngine({ model: ${JSON.stringify(model)}, provider: "cpu", deviceId: 0, runTokens: 512, log });
		console.log("ready");
	`;
	const program = spawn(process.execPath, ["--input-type=module", "--eval", code], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	await once(program.stdout, "data");
	program.kill("SIGKILL");
	// Its model's process writes to the same pipe: it closes when the last of them is gone.
	await once(program.stderr.resume(), "close");
	expect(program.signalCode).toBe("SIGKILL");
});

test("closing lets what runs end, and leaves no process behind", async () => {
	const engine = await start();
	const running = [engine.run(batch()), engine.run(batch())];
	await engine.close();
	for (const run of running) expect(await run).toHaveLength(TEXTS.length);
	expect(() => process.kill(engine.pid, 0)).toThrow("ESRCH");
	expect(engine.restarts).toBe(0);
	await expect(engine.run(batch())).rejects.toThrow(EngineUnavailable);
});
