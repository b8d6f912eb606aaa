import type { BertShape } from "./bertShape.ts";
import { bertWeights } from "./bertWeights.ts";

type Matrix = number[][];

/**
 * BERT's encoder in plain arithmetic, one text at a time and without padding: what `last_hidden_state` holds for it,
 * [tokens][hidden]. Written after Devlin et al., 2019, and Vaswani et al., 2017, and independent of the ONNX graph.
 */
export function forwardPass(shape: BertShape, seed: string, ids: Int32Array): Matrix {
	const weights = new Map([...bertWeights(shape, seed)].map(([name, { values }]) => [name, values()]));
	const weight = (name: string) => weights.get(name) ?? new Float32Array();
	const linear = (rows: Matrix, name: string) => affine(rows, weight(`${name}.weight`), weight(`${name}.bias`));
	const norm = (rows: Matrix, name: string) => normalized(rows, weight(`${name}.weight`), weight(`${name}.bias`));
	const row = (name: string, number: number) =>
		Array.from(weight(name).subarray(number * shape.hidden, (number + 1) * shape.hidden));

	const types = Array.from(ids, () => row("embeddings.type", 0));
	const words = Array.from(ids, (id) => row("embeddings.word", id));
	const positions = Array.from(ids, (_, place) => row("embeddings.position", place));
	let state = norm(sum(sum(words, types), positions), "embeddings.norm");
	for (let layer = 0; layer < shape.layers; layer++) {
		const name = `layer${layer}`;
		const parts = ["query", "key", "value"].map((part) => linear(state, `${name}.${part}`));
		const mixed = attention(parts, shape.heads);
		state = norm(sum(linear(mixed, `${name}.output`), state), `${name}.attentionNorm`);
		const active = linear(state, `${name}.up`).map((values) => values.map(gelu));
		state = norm(sum(linear(active, `${name}.down`), state), `${name}.outputNorm`);
	}
	return state;
}

const sum = (left: Matrix, right: Matrix) =>
	left.map((row, place) => row.map((value, at) => value + item(right[place] ?? [], at)));

const item = (values: ArrayLike<number>, at: number) => values[at] ?? Number.NaN;

/** Mean 0 and variance 1 in each row, times the weight, plus the bias. */
function normalized(rows: Matrix, weight: Float32Array, bias: Float32Array): Matrix {
	return rows.map((row) => {
		const mean = total(row) / row.length;
		const variance = total(row.map((value) => (value - mean) ** 2)) / row.length;
		return row.map((value, at) => ((value - mean) / Math.sqrt(variance + 1e-12)) * item(weight, at) + item(bias, at));
	});
}

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);

/** Rows times a matrix that lies row by row, plus a bias. */
function affine(rows: Matrix, matrix: Float32Array, bias: Float32Array): Matrix {
	return rows.map((row) =>
		Array.from(bias, (start, to) =>
			row.reduce((sum, value, from) => sum + value * item(matrix, from * bias.length + to), start),
		),
	);
}

/** Each head attends within its own part of the rows of queries, keys and values. */
function attention(parts: Matrix[], heads: number): Matrix {
	const width = (parts[0]?.[0]?.length ?? 0) / heads;
	const ofHeads = Array.from({ length: heads }, (_, head) => {
		const [query = [], key = [], value = []] = parts.map((rows) =>
			rows.map((row) => row.slice(head * width, (head + 1) * width)),
		);
		return attend(query, key, value);
	});
	return (parts[0] ?? []).map((_, place) => ofHeads.flatMap((rows) => rows[place] ?? []));
}

/** Softmax of the scaled products of queries and keys, times the values. */
function attend(query: Matrix, key: Matrix, value: Matrix): Matrix {
	return query.map((asked) => {
		const scores = key.map((row) => dot(asked, row) / Math.sqrt(row.length));
		const most = Math.max(...scores);
		const shares = scores.map((score) => Math.exp(score - most));
		const whole = total(shares);
		return asked.map((_, at) =>
			value.reduce((sum, row, place) => sum + (item(shares, place) / whole) * item(row, at), 0),
		);
	});
}

const dot = (left: number[], right: number[]) => total(left.map((value, at) => value * item(right, at)));

const gelu = (value: number) => 0.5 * value * (1 + erf(value / Math.SQRT2));

/** Its Taylor series; beyond 4 it is 1 to seven digits. */
function erf(value: number): number {
	if (Math.abs(value) > 4) return Math.sign(value);
	let term = value;
	let sum = value;
	for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
		term *= -(value * value) / n;
		sum += term / (2 * n + 1);
	}
	return (2 / Math.sqrt(Math.PI)) * sum;
}
