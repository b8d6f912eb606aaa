import { InferenceSession, Tensor } from "onnxruntime-node";
import { onnxPart } from "../../src/model/onnxPart.ts";
import { randomNumbers } from "../model/randomNumbers.ts";

/**
 * How many floating-point operations a second the provider reaches in multiplying large square matrices: what a model
 * could reach if it were nothing but that.
 */
export async function matrixRate(options: {
	provider: "cuda" | "cpu";
	precision: "fp32" | "fp16";
	/** Rows and columns. */
	size: number;
	seconds: number;
}): Promise<number> {
	const { provider, precision, size, seconds } = options;
	const session = await InferenceSession.create(chainOfProducts(size, precision), {
		executionProviders: [provider],
		logSeverityLevel: 3,
	});
	const feeds = { factor: new Tensor("float32", Float32Array.of(1), [1]) };
	await session.run(feeds);
	const start = performance.now();
	let runs = 0;
	do {
		await session.run(feeds);
		runs++;
	} while (performance.now() - start < seconds * 1000);
	await session.release();
	return (1000 * runs * PRODUCTS * 2 * size ** 3) / (performance.now() - start);
}

const PRODUCTS = 8;

/** One matrix times itself several times over; the factor keeps that from being computed when it is loaded. */
function chainOfProducts(size: number, precision: "fp32" | "fp16"): Uint8Array {
	// Of this deviation, products are as large as what they are made of.
	const values = randomNumbers(size * size, 1 / Math.sqrt(size), "matrix");
	const type = precision === "fp16" ? "float16" : "float32";
	const { buffer } = precision === "fp16" ? Float16Array.from(values) : values;
	const products = Array.from({ length: PRODUCTS }, (_, at) => ({
		operator: "MatMul",
		inputs: [`product${at}`, "matrix"],
		outputs: [`product${at + 1}`],
	}));
	return onnxPart({
		opset: 17,
		inputs: [{ name: "factor", tensor: { type: "float32", dims: [1] } }],
		tensors: [
			{ name: "matrix", type, dims: [size, size], bytes: new Uint8Array(buffer) },
			{ name: "first", type: "int64", dims: [], bytes: new Uint8Array(8) },
		],
		nodes: [
			{ operator: "CastLike", inputs: ["factor", "matrix"], outputs: ["cast"] },
			{ operator: "Mul", inputs: ["matrix", "cast"], outputs: ["product0"] },
			...products,
			{ operator: "Gather", inputs: [`product${PRODUCTS}`, "first"], outputs: ["row"], attributes: { axis: 0 } },
		],
		outputs: [{ name: "row" }],
	});
}
