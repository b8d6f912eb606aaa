import type { ModelDirectory, Precision } from "../model/modelDirectory.ts";
import { loadTokenizer } from "../model/tokenizer.ts";
import { AGREEMENT_TEXTS } from "./agreementTexts.ts";
import { engineLimits } from "./engineLimits.ts";
import type { EngineSpec, Measured } from "./messages.ts";
import { type Encoder, openEncoder } from "./openEncoder.ts";

export interface ChosenEncoder {
	encoder: Encoder;
	provider: "cuda" | "cpu";
	precision: Precision;
	/** Why it runs on the CPU though CUDA was asked for. */
	fallback: string | null;
	/** On the CPU, where there is a quantized file: the least cosine similarity of its vectors to those of fp32. */
	agreement: number | null;
	measured: Measured;
}

/**
 * Opens the file of the model that serves best: on a GPU half precision, on a CPU the quantized one where its vectors
 * agree with those of fp32. Throws where no file runs.
 */
export async function chooseEncoder(spec: EngineSpec, measured: Measured): Promise<ChosenEncoder> {
	if (spec.provider === "cpu") return onCpu(spec, measured, null);
	try {
		const precision = first(spec.model, ["fp16", "fp32"]);
		const encoder = await open(spec, "cuda", precision);
		return { encoder, provider: "cuda", precision, fallback: null, agreement: null, measured };
	} catch (error) {
		const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
		return onCpu(spec, measured, `CUDA cannot be used: ${reason}`);
	}
}

async function onCpu(spec: EngineSpec, before: Measured, fallback: string | null): Promise<ChosenEncoder> {
	const chosen = (encoder: Encoder, precision: Precision, agreement: number | null): ChosenEncoder => ({
		encoder,
		provider: "cpu",
		precision,
		fallback,
		agreement,
		measured: { precision, agreement },
	});
	if (before) return chosen(await open(spec, "cpu", before.precision), before.precision, before.agreement);
	const { files } = spec.model;
	if (!files.int8 || !files.fp32) {
		const precision = first(spec.model, ["fp32", "fp16"]);
		return chosen(await open(spec, "cpu", precision), precision, null);
	}
	// One after the other, since a large model does not fit into memory twice.
	const texts = await agreementBatch(spec.model);
	const exact = await open(spec, "cpu", "fp32");
	const wanted = await exact.encode(texts);
	await exact.close();
	const quantized = await open(spec, "cpu", "int8");
	const agreement = leastCosine(wanted, await quantized.encode(texts), spec.model.dimensions);
	if (agreement >= engineLimits.agreement) return chosen(quantized, "int8", agreement);
	await quantized.close();
	return chosen(await open(spec, "cpu", "fp32"), "fp32", agreement);
}

function first({ path, files }: ModelDirectory, precisions: Precision[]): Precision {
	const found = precisions.find((precision) => files[precision] !== undefined);
	if (!found) throw new Error(`${path} holds no model of ${precisions.join(" or ")}, only a quantized one.`);
	return found;
}

function open(spec: EngineSpec, provider: "cuda" | "cpu", precision: Precision): Promise<Encoder> {
	const { model, deviceId } = spec;
	const runTokens = spec.runTokens ?? (provider === "cuda" ? engineLimits.cudaRunTokens : engineLimits.cpuRunTokens);
	const { dimensions, maxTokens, files } = model;
	return openEncoder({ file: files[precision] ?? "", provider, deviceId, dimensions, maxTokens, runTokens });
}

async function agreementBatch(model: ModelDirectory): Promise<Int32Array[]> {
	const tokenizer = await loadTokenizer(model);
	return AGREEMENT_TEXTS.map((text) => tokenizer.encode(text, "passage"));
}

/** Of vectors of length 1, pair by pair. */
function leastCosine(left: Float32Array, right: Float32Array, width: number): number {
	let least = 1;
	for (let first = 0; first < left.length; first += width) {
		let cosine = 0;
		for (let at = first; at < first + width; at++) cosine += (left[at] ?? 0) * (right[at] ?? 0);
		least = Math.min(least, cosine);
	}
	return least;
}
