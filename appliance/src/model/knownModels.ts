export interface KnownModel {
	/** Where the hub has its ONNX export, and which commit of that is used. */
	repository: string;
	revision: string;
	/**
	 * SHA-256 of files, by their path. Those that are not listed are pinned when they come first, in a lock file beside
	 * the model: that tells a later change, not a first file that is wrong.
	 */
	sha256: Record<string, string>;
}

/** Models that are fetched by their name. */
export const KNOWN_MODELS: Record<string, KnownModel> = {
	"BAAI/bge-large-en-v1.5": {
		repository: "Xenova/bge-large-en-v1.5",
		revision: "74430ffa592497c1e0b8ee79b17916825878679f",
		sha256: {},
	},
};
