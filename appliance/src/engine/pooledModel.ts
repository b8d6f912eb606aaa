import { open } from "node:fs/promises";
import { onnxPart } from "../model/onnxPart.ts";

/** The output that `pooledModel` adds: [batch, hidden]. */
export const POOLED = "vagus_first_token";

/**
 * A model file with an output more: of each text, the last hidden state of its first token, [CLS], which is what BGE
 * takes as the text's vector. Taken within the graph, 4 KB a text leave a GPU rather than 4 KB a token.
 */
export async function pooledModel(file: string): Promise<Uint8Array> {
	await using handle = await open(file);
	const { size } = await handle.stat();
	const model = Buffer.allocUnsafe(size + POOLING.length);
	for (let at = 0; at < size; ) {
		const { bytesRead } = await handle.read(model, at, size - at, at);
		if (bytesRead === 0) throw new Error(`${file} became shorter while it was read.`);
		at += bytesRead;
	}
	model.set(POOLING, size);
	return model;
}

const POOLING = onnxPart({
	tensors: [{ name: "vagus_first", type: "int64", dims: [], bytes: new Uint8Array(8) }],
	nodes: [
		{
			operator: "Gather",
			inputs: ["last_hidden_state", "vagus_first"],
			outputs: [POOLED],
			attributes: { axis: 1 },
		},
	],
	outputs: [{ name: POOLED }],
});
