// A model of BGE-large's shape with random weights: ONNX Runtime alone, and the engine around it. By hand:
// node appliance/test/bench/bgeLarge.ts [--provider cuda] [--precision fp16|int8] [--layers 24] [--seconds 10]
import { parseArgs } from "node:util";
import { pino } from "pino";
import { AGREEMENT_TEXTS } from "../../src/engine/agreementTexts.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { engineLimits } from "../../src/engine/engineLimits.ts";
import { startEngine } from "../../src/engine/startEngine.ts";
import { openModelDirectory, type Precision } from "../../src/model/modelDirectory.ts";
import { loadTokenizer } from "../../src/model/tokenizer.ts";
import { BGE_LARGE } from "../model/bertShape.ts";
import { bareLoop } from "./bareLoop.ts";
import { bgeLargeShape } from "./bgeLargeShape.ts";
import { engineSpeed } from "./engineSpeed.ts";
import { matrixRate } from "./matrixRate.ts";

const LENGTHS = [32, 128, 512];
const BATCHES = [1, 8, 32, 128];
/** Of the matrices whose products are timed: large enough to keep the provider busy. */
const MATRIX = { cpu: 2048, cuda: 8192 };

const { values } = parseArgs({
	options: {
		provider: { type: "string", default: "cpu" },
		precision: { type: "string" },
		layers: { type: "string", default: String(BGE_LARGE.layers) },
		seconds: { type: "string", default: "10" },
	},
});
const shape = { ...BGE_LARGE, layers: Number(values.layers) };
const seconds = Number(values.seconds);
const asked = values.provider === "cuda" ? "cuda" : "cpu";
const precision = (["fp16", "int8"] as const).find((one) => one === values.precision) ?? "fp32";
const log = pino(pino.destination(2));

const directory = await bgeLargeShape(["fp32", precision], shape.layers);
const model = await openModelDirectory(directory, "test/bge-large-shape");
const only = (one: Precision) => ({ ...model, files: { fp32: model.files.fp32, [one]: model.files[one] } });
const engine = await startEngine({ model: only(precision), provider: asked, deviceId: 0, log });
const { provider, precision: used } = engine.info;
console.log(`${engine.info.device}: ${provider}, ${used}, ${shape.layers} layers. ${engine.info.fallback ?? ""}`);
const vectors = await vectorsOf(engine);

const rate =
	used === "int8" ? Number.NaN : await matrixRate({ provider, precision: used, size: MATRIX[provider], seconds });
const file = model.files[used] ?? "";
const runTokens = provider === "cuda" ? engineLimits.cudaRunTokens : engineLimits.cpuRunTokens;
const bare = await bareLoop({ file, provider, lengths: LENGTHS, batches: BATCHES, runTokens, seconds });
const served = new Map<number, number>();
for (const { length, batch } of bare) served.set(length, await engineSpeed(engine, { length, batch, seconds }));
await engine.close();

console.log(`Products of matrices of ${MATRIX[provider]}: ${(rate / 1e9).toFixed(0)} GFLOP/s`);
console.table(
	bare.map(({ length, batch, tokensPerSecond }) => ({
		tokens: length,
		"best batch": batch,
		"bare tokens/s": Math.round(tokensPerSecond),
		"of the matrix rate": (tokensPerSecond * operationsPerToken(length)) / rate,
		"engine tokens/s": Math.round(served.get(length) ?? Number.NaN),
		"engine / bare": (served.get(length) ?? Number.NaN) / tokensPerSecond,
	})),
);
if (provider === "cuda") {
	const exact = await startEngine({ model: only("fp32"), provider: "cpu", deviceId: 0, log });
	console.log(`Least cosine similarity to the CPU's fp32 vectors: ${leastCosine(vectors, await vectorsOf(exact))}`);
	await exact.close();
}

async function vectorsOf(running: Engine): Promise<Float32Array[]> {
	const tokenizer = await loadTokenizer(model);
	return running.run(AGREEMENT_TEXTS.map((text) => tokenizer.encode(text, "passage")));
}

/** Floating-point operations of one token among so many: products with weights, and with the other tokens. */
function operationsPerToken(length: number): number {
	const { layers, hidden, intermediate } = shape;
	return layers * 2 * (4 * hidden ** 2 + 2 * hidden * intermediate + 2 * length * hidden);
}

function leastCosine(left: Float32Array[], right: Float32Array[]): number {
	const cosine = (one: Float32Array, other: Float32Array | undefined) =>
		one.reduce((sum, value, at) => sum + value * (other?.[at] ?? Number.NaN), 0);
	return Math.min(...left.map((vector, at) => cosine(vector, right[at])));
}
