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
	const norm = (rows: Matrix, name: string) => rows.map((row) => normalized(row, weight(name)));
	const withNorm = (rows: Matrix, name: string) =>
		norm(rows, `${name}.weight`).map((row) => row.map((value, at) => value + at0(weight(`${name}.bias`), at)));

	const rowOf = (table: Float32Array, row: number) => table.subarray(row * shape.hidden, (row + 1) * shape.hidden);
	const word = weight("embeddings.word");
	const position = weight("embeddings.position");
	const type = rowOf(weight("embeddings.type"), 0);
	const embedded = Array.from(ids, (id, place) =>
		Array.from(rowOf(word, id), (value, at) => value + at0(rowOf(position, place), at) + at0(type, at)),
	);
	let state = withNorm(embedded, "embeddings.norm");
	for (let layer = 0; layer < shape.layers; layer++) {
		const name = `layer${layer}`;
		const [query, key, value] = [`${name}.query`, `${name}.key`, `${name}.value`].map((part) => linear(state, part));
		const mixed = attention(query ?? [], key ?? [], value ?? [], shape.heads);
		state = withNorm(sum(linear(mixed, `${name}.output`), state), `${name}.attentionNorm`);
		const active = linear(state, `${name}.up`).map((row) => row.map(gelu));
		state = withNorm(sum(linear(active, `${name}.down`), state), `${name}.outputNorm`);
	}
	return state;
}

const at0 = (values: ArrayLike<number>, at: number) => values[at] ?? Number.NaN;

/** Rows times a matrix that lies row by row, plus a bias. */
function affine(rows: Matrix, matrix: Float32Array, bias: Float32Array): Matrix {
	return rows.map((row) =>
		Array.from(bias, (start, to) =>
			row.reduce((total, value, from) => total + value * at0(matrix, from * bias.length + to), start),
		),
	);
}

const sum = (left: Matrix, right: Matrix) =>
	left.map((row, place) => row.map((value, at) => value + at0(right[place] ?? [], at)));

/** Mean 0 and variance 1, times the weight. */
function normalized(row: number[], weight: Float32Array): number[] {
	const mean = row.reduce((total, value) => total + value, 0) / row.length;
	const variance = row.reduce((total, value) => total + (value - mean) ** 2, 0) / row.length;
	return row.map((value, at) => ((value - mean) / Math.sqrt(variance + 1e-12)) * at0(weight, at));
}

/** Each head attends within its own part of the rows. */
function attention(query: Matrix, key: Matrix, value: Matrix, heads: number): Matrix {
	const width = (query[0]?.length ?? 0) / heads;
	const part = (row: number[], head: number) => row.slice(head * width, (head + 1) * width);
	return query.map((asking) =>
		Array.from({ length: heads }, (_, head) => {
			const asked = part(asking, head);
			const scores = key.map((row) => dot(asked, part(row, head)) / Math.sqrt(width));
			const most = Math.max(...scores);
			const shares = scores.map((score) => Math.exp(score - most));
			const whole = shares.reduce((total, share) => total + share, 0);
			return asked.map((_, at) =>
				value.reduce((total, row, place) => total + (at0(shares, place) / whole) * at0(part(row, head), at), 0),
			);
		}).flat(),
	);
}

const dot = (left: number[], right: number[]) => left.reduce((total, value, at) => total + value * at0(right, at), 0);

const gelu = (value: number) => 0.5 * value * (1 + erf(value / Math.SQRT2));

/** Its Taylor series, exact to double precision for the values that occur; beyond, it is 1. */
function erf(value: number): number {
	if (Math.abs(value) > 5) return Math.sign(value);
	let term = value;
	let total = value;
	for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
		term *= -(value * value) / n;
		total += term / (2 * n + 1);
	}
	return (2 / Math.sqrt(Math.PI)) * total;
}
