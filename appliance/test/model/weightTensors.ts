import type { Precision } from "../../src/model/modelDirectory.ts";
import type { OnnxTensor } from "../../src/model/onnxPart.ts";
import type { Weight } from "./bertWeights.ts";

/**
 * A weight as a model of this precision holds it. Of int8, matrices that activations are multiplied by are whole numbers
 * of at most `levels`, with a scale of their own; the fewer the levels, the worse is the model.
 */
export function weightTensors(weight: Weight, precision: Precision, levels: number): OnnxTensor[] {
	const { name, dims } = weight;
	const values = weight.values();
	if (precision === "fp16") {
		return [{ name, type: "float16", dims, bytes: bytesOf(Float16Array.from(values)) }];
	}
	if (precision === "fp32" || dims.length === 1 || name.startsWith("embeddings.")) {
		return [{ name, type: "float32", dims, bytes: bytesOf(values) }];
	}
	const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / levels;
	const whole = new Int8Array(values.length);
	for (let at = 0; at < whole.length; at++) whole[at] = Math.round((values[at] ?? 0) / scale);
	return [
		{ name, type: "int8", dims, bytes: bytesOf(whole) },
		{ name: `${name}.scale`, type: "float32", dims: [], bytes: bytesOf(Float32Array.of(scale)) },
	];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray) =>
	new Uint8Array(buffer, byteOffset, byteLength);
