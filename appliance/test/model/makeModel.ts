import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ONNX_FILES, type Precision } from "../../src/model/modelDirectory.ts";
import { onnxPart } from "../../src/model/onnxPart.ts";
import { bertGraph } from "./bertGraph.ts";
import { type BertShape, SMALL } from "./bertShape.ts";
import { bertWeights } from "./bertWeights.ts";
import { testTokenizer } from "./testTokenizer.ts";
import { weightTensors } from "./weightTensors.ts";

export interface MadeModel {
	/** SMALL unless given. */
	shape?: BertShape;
	/** Another seed makes another model. */
	seed?: string;
	/** fp32 alone unless given. */
	precisions?: Precision[];
	/** Of the int8 file's whole numbers to either side of zero: 127 agree with fp32, one does not. */
	levels?: number;
}

/**
 * Writes a random BERT model into a directory as the hub's exports lie there: config.json, tokenizer.json,
 * tokenizer_config.json and onnx/. The same model for the same arguments. A weight at a time is in memory.
 */
export async function makeModel(
	directory: string,
	{ shape = SMALL, seed = "vagus", precisions = ["fp32"], levels = 127 }: MadeModel = {},
): Promise<void> {
	await mkdir(join(directory, "onnx"), { recursive: true });
	await writeJson(join(directory, "config.json"), configOf(shape));
	await writeJson(join(directory, "tokenizer.json"), testTokenizer(shape.vocabulary));
	await writeJson(join(directory, "tokenizer_config.json"), {
		tokenizer_class: "BertTokenizer",
		model_max_length: shape.positions,
	});
	for (const precision of precisions) {
		await using file = await open(join(directory, ONNX_FILES[precision]), "w");
		await file.writeFile(onnxPart(bertGraph(shape, precision)));
		for (const weight of bertWeights(shape, seed).values()) {
			await file.writeFile(onnxPart({ tensors: weightTensors(weight, precision, levels) }));
		}
	}
}

const configOf = (shape: BertShape) => ({
	model_type: "bert",
	architectures: ["BertModel"],
	hidden_act: "gelu",
	hidden_size: shape.hidden,
	intermediate_size: shape.intermediate,
	layer_norm_eps: 1e-12,
	max_position_embeddings: shape.positions,
	num_attention_heads: shape.heads,
	num_hidden_layers: shape.layers,
	type_vocab_size: 2,
	vocab_size: shape.vocabulary,
});

const writeJson = (file: string, value: object) => writeFile(file, `${JSON.stringify(value, null, "\t")}\n`);
