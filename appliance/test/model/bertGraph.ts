import type { Precision } from "../../src/model/modelDirectory.ts";
import type { OnnxNode, OnnxPart, OnnxTensor, OnnxType } from "../../src/model/onnxPart.ts";
import type { BertShape } from "./bertShape.ts";

/**
 * A BERT encoder without its weights: inputs and output as in the exports that are in use, `input_ids`,
 * `attention_mask` and `token_type_ids` [batch, tokens], `last_hidden_state` [batch, tokens, hidden].
 */
export function bertGraph(shape: BertShape, precision: Precision): OnnxPart {
	const float: OnnxType = precision === "fp16" ? "float16" : "float32";
	const nodes: OnnxNode[] = [];
	const tensors: OnnxTensor[] = [];
	let made = 0;
	const node = (operator: string, inputs: string[], more: Partial<OnnxNode> = {}): string => {
		const outputs = more.outputs ?? [`${operator}${made++}`];
		nodes.push({ operator, inputs, ...more, outputs });
		return outputs[0] ?? "";
	};
	const integers = (name: string, values: number[], dims = [values.length]): string => {
		const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
		tensors.push({ name, type: "int64", dims, bytes });
		return name;
	};
	const scalar = (name: string, value: number): string => {
		const values = float === "float16" ? Float16Array.of(value) : Float32Array.of(value);
		tensors.push({ name, type: float, dims: [], bytes: new Uint8Array(values.buffer) });
		return name;
	};
	const multiply = (input: string, name: string): string => {
		if (precision !== "int8") return node("MatMul", [input, name]);
		const at = made++;
		const [quantized, scale, zero] = [`quantized${at}`, `scale${at}`, `zero${at}`];
		node("DynamicQuantizeLinear", [input], { outputs: [quantized, scale, zero] });
		const product = node("MatMulInteger", [quantized, name, zero]);
		const factor = node("Mul", [scale, `${name}.scale`]);
		return node("Mul", [node("Cast", [product], { attributes: { to: FLOAT } }), factor]);
	};
	const linear = (input: string, name: string) => node("Add", [multiply(input, `${name}.weight`), `${name}.bias`]);
	const norm = (input: string, name: string, outputs?: string[]) =>
		node("LayerNormalization", [input, `${name}.weight`, `${name}.bias`], {
			attributes: { axis: -1 },
			floats: { epsilon: EPSILON },
			...(outputs && { outputs }),
		});

	const one = integers("one", [1]);
	const length = node("Slice", [node("Shape", ["input_ids"]), one, integers("two", [2])]);
	const positions = node("Slice", ["embeddings.position", integers("zero", [0]), length, integers("rows", [0])]);
	const embedded = node("Add", [
		node("Gather", ["embeddings.word", "input_ids"]),
		node("Gather", ["embeddings.type", "token_type_ids"]),
	]);
	let state = norm(node("Add", [embedded, positions]), "embeddings.norm");

	const attended = node("Cast", [node("Unsqueeze", ["attention_mask", integers("outer", [1, 2])])], {
		attributes: { to: float === "float16" ? FLOAT16 : FLOAT },
	});
	const mask = node("Mul", [node("Sub", [scalar("whole", 1), attended]), scalar("never", -10_000)]);
	const { heads, hidden } = shape;
	integers("split", [0, 0, heads, hidden / heads]);
	integers("joined", [0, 0, hidden]);
	scalar("root", Math.sqrt(hidden / heads));
	scalar("sqrt2", Math.SQRT2);
	scalar("half", 0.5);
	const headsOf = (input: string, perm: number[]) =>
		node("Transpose", [node("Reshape", [input, "split"])], { attributes: { perm } });

	for (let layer = 0; layer < shape.layers; layer++) {
		const name = `layer${layer}`;
		const query = headsOf(linear(state, `${name}.query`), [0, 2, 1, 3]);
		const key = headsOf(linear(state, `${name}.key`), [0, 2, 3, 1]);
		const value = headsOf(linear(state, `${name}.value`), [0, 2, 1, 3]);
		const scores = node("Add", [node("Div", [node("MatMul", [query, key]), "root"]), mask]);
		const mixed = node("MatMul", [node("Softmax", [scores], { attributes: { axis: -1 } }), value]);
		const context = node("Reshape", [node("Transpose", [mixed], { attributes: { perm: [0, 2, 1, 3] } }), "joined"]);
		state = norm(node("Add", [linear(context, `${name}.output`), state]), `${name}.attentionNorm`);
		const up = linear(state, `${name}.up`);
		const erf = node("Add", [node("Erf", [node("Div", [up, "sqrt2"])]), "whole"]);
		const gelu = node("Mul", [node("Mul", [up, erf]), "half"]);
		const last = layer === shape.layers - 1;
		state = norm(
			node("Add", [linear(gelu, `${name}.down`), state]),
			`${name}.outputNorm`,
			last ? ["last_hidden_state"] : undefined,
		);
	}
	const inputs = ["input_ids", "attention_mask", "token_type_ids"].map((name) => ({
		name,
		tensor: { type: "int64" as const, dims: ["batch_size", "sequence_length"] },
	}));
	const output = {
		name: "last_hidden_state",
		tensor: { type: float, dims: ["batch_size", "sequence_length", hidden] },
	};
	return { opset: OPSET, inputs, outputs: [output], tensors, nodes };
}

/** The first with LayerNormalization. */
const OPSET = 17;
/** BERT's own. */
const EPSILON = 1e-12;
/** TensorProto.DataType, as Cast takes it. */
const FLOAT = 1;
const FLOAT16 = 10;
