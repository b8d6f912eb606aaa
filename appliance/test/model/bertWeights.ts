import type { BertShape } from "./bertShape.ts";
import { randomNumbers } from "./randomNumbers.ts";

export interface Weight {
	name: string;
	/** Of a matrix: what goes in, what comes out. */
	dims: number[];
	/** Made anew at each call, since those of a large model do not fit in memory together. */
	values: () => Float32Array;
}

/** The weights of a random BERT encoder, by their names. The same for the same shape and seed. */
export function bertWeights(shape: BertShape, seed: string): Map<string, Weight> {
	const { hidden, intermediate } = shape;
	const weights = new Map<string, Weight>();
	const add = (name: string, dims: number[], deviation: number, mean = 0) => {
		const count = dims.reduce((product, dim) => product * dim, 1);
		const values = () => randomNumbers(count, deviation, `${seed}/${name}`).map((value) => value + mean);
		weights.set(name, { name, dims, values });
	};
	const linear = (name: string, from: number, to: number) => {
		add(`${name}.weight`, [from, to], GAIN / Math.sqrt(from));
		add(`${name}.bias`, [to], 0.1);
	};
	const norm = (name: string) => {
		add(`${name}.weight`, [hidden], 0.1, 1);
		add(`${name}.bias`, [hidden], 0.1);
	};
	add("embeddings.word", [shape.vocabulary, hidden], 1);
	add("embeddings.position", [shape.positions, hidden], 0.5);
	add("embeddings.type", [2, hidden], 0.5);
	norm("embeddings.norm");
	for (let layer = 0; layer < shape.layers; layer++) {
		for (const part of ["query", "key", "value", "output"]) linear(`layer${layer}.${part}`, hidden, hidden);
		norm(`layer${layer}.attentionNorm`);
		linear(`layer${layer}.up`, hidden, intermediate);
		linear(`layer${layer}.down`, intermediate, hidden);
		norm(`layer${layer}.outputNorm`);
	}
	return weights;
}

/** Matrices that neither shrink nor blow up what goes through them, so that each token has its say in the result. */
const GAIN = 1.5;
