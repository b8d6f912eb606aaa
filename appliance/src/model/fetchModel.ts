import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkPin, readPins } from "./checkPin.ts";
import { downloadFile, type Progress } from "./downloadFile.ts";
import { KNOWN_MODELS, type KnownModel } from "./knownModels.ts";
import { ONNX_FILES, type Precision, TOKENIZER_FILES } from "./modelDirectory.ts";

export interface FetchOptions {
	/** One of KNOWN_MODELS, or of `known`. */
	name: string;
	/** Decides which files are needed: on a GPU half precision, on a CPU fp32 and what is quantized from it. */
	provider: "cuda" | "cpu";
	/** Models lie in folders of their own in it. */
	cacheDir: string;
	progress: Progress;
	/** A hub's address. */
	hub?: string;
	known?: Record<string, KnownModel>;
	/** Before a broken download is taken up again; each failure doubles it. */
	retryMs?: number;
}

/**
 * The directory of a model in the cache, with all files that the provider needs. What is missing is fetched; each file is
 * compared with its pinned SHA-256. Throws an error that says what to do.
 */
export async function fetchModel(options: FetchOptions): Promise<string> {
	const { name, provider, cacheDir, hub = HUB, known = KNOWN_MODELS } = options;
	const model = known[name];
	if (!model) throw new Error(`${name} is no model that can be fetched; these are: ${Object.keys(known).join(", ")}.`);
	const { repository, revision } = model;
	const directory = join(cacheDir, repository.replaceAll("/", "--"), revision);
	const files = ["config.json", ...TOKENIZER_FILES, ...PRECISIONS[provider].map((precision) => ONNX_FILES[precision])];
	const lock = `${directory}.lock.json`;
	const pins = { ...(await readPins(lock)), ...model.sha256 };
	for (const file of files) {
		const target = join(directory, file);
		if (!(await exists(target))) {
			await mkdir(dirname(target), { recursive: true });
			const url = `${hub}/${repository}/resolve/${revision}/${file}`;
			try {
				await downloadFile({ url, target, file, sha256: pins[file], ...options });
			} catch (error) {
				throw new Error(whatToDo({ name, directory, files, from: `${hub}/${repository}/tree/${revision}`, error }), {
					cause: error,
				});
			}
		}
		pins[file] = await checkPin({ lock, file, target, pinned: pins[file] });
	}
	return directory;
}

const HUB = "https://huggingface.co";

const PRECISIONS: Record<FetchOptions["provider"], Precision[]> = { cuda: ["fp16"], cpu: ["fp32", "int8"] };

async function exists(file: string): Promise<boolean> {
	return (await stat(file).catch(() => null)) !== null;
}

function whatToDo(at: { name: string; directory: string; files: string[]; from: string; error: unknown }): string {
	const reason = at.error instanceof Error ? at.error.message : String(at.error);
	return (
		`${at.name} cannot be fetched: ${reason} Where this machine has no network, put these files from ${at.from} into ` +
		`${at.directory}: ${at.files.join(", ")}.`
	);
}
