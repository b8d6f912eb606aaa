import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What the numbers are that a model computes with; int8 stands for one quantized to whole numbers. */
export type Precision = "fp32" | "fp16" | "int8";

/** A BERT encoder on disk, as its exports lie on the hub. */
export interface ModelDirectory {
	path: string;
	/** As clients see it. */
	name: string;
	dimensions: number;
	maxTokens: number;
	/** Token ids lie below it. */
	vocabulary: number;
	/** Paths of the model in the precisions that are there: one at least. */
	files: Partial<Record<Precision, string>>;
}

export const TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"] as const;

/** Where the hub's exports have them. */
export const ONNX_FILES: Record<Precision, string> = {
	fp32: "onnx/model.onnx",
	fp16: "onnx/model_fp16.onnx",
	int8: "onnx/model_quantized.onnx",
};

/** Throws an error that says which file is missing or what is wrong with it. */
export async function openModelDirectory(path: string, name: string): Promise<ModelDirectory> {
	const config = await readConfig(path);
	for (const file of TOKENIZER_FILES) {
		if (!(await exists(join(path, file)))) throw new Error(missing(path, file));
	}
	const files: ModelDirectory["files"] = {};
	for (const [precision, file] of Object.entries(ONNX_FILES) as [Precision, string][]) {
		if (await exists(join(path, file))) files[precision] = join(path, file);
	}
	if (Object.keys(files).length === 0) throw new Error(missing(path, Object.values(ONNX_FILES).join(" or ")));
	const { hidden_size: dimensions, max_position_embeddings: maxTokens, vocab_size: vocabulary } = config;
	return { path, name, dimensions, maxTokens, vocabulary, files };
}

/** Of config.json, what matters. */
const modelConfig = z.object({
	model_type: z.literal("bert"),
	hidden_size: z.int().positive(),
	max_position_embeddings: z.int().min(3),
	vocab_size: z.int().positive(),
});

async function readConfig(path: string): Promise<z.infer<typeof modelConfig>> {
	const file = join(path, "config.json");
	if (!(await exists(file))) throw new Error(missing(path, "config.json"));
	const { success, data, error } = modelConfig.safeParse(parsed(await readFile(file, "utf8")));
	if (!success) throw new Error(`${file} does not describe a BERT encoder: ${z.prettifyError(error)}`);
	return data;
}

const exists = (file: string) =>
	access(file).then(
		() => true,
		() => false,
	);

const missing = (path: string, file: string) =>
	`The model directory ${path} holds no ${file}. It takes the files of an ONNX export: config.json, ` +
	`${TOKENIZER_FILES.join(", ")} and one of ${Object.values(ONNX_FILES).join(", ")}.`;

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
