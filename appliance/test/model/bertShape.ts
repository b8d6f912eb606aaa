/** Sizes of a BERT encoder, as its config.json has them. */
export interface BertShape {
	layers: number;
	hidden: number;
	heads: number;
	intermediate: number;
	vocabulary: number;
	positions: number;
}

/** Large enough that different texts get different vectors, and small enough that a test runs it in milliseconds. */
export const SMALL: BertShape = {
	layers: 2,
	hidden: 32,
	heads: 4,
	intermediate: 64,
	vocabulary: 512,
	positions: 512,
};

/** https://huggingface.co/BAAI/bge-large-en-v1.5/blob/main/config.json */
export const BGE_LARGE: BertShape = {
	layers: 24,
	hidden: 1024,
	heads: 16,
	intermediate: 4096,
	vocabulary: 30_522,
	positions: 512,
};
