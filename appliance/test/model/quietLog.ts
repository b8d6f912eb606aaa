export interface QuietLog {
	info: (fields: object, message?: string) => void;
	warn: (fields: object, message?: string) => void;
	error: (fields: object, message?: string) => void;
	/** What was said, with its level. */
	lines: { level: string; message: string; [field: string]: unknown }[];
}

/** A log that a test reads. */
export function quietLog(): QuietLog {
	const lines: QuietLog["lines"] = [];
	const level = (name: string) => (fields: object, message?: string) => {
		lines.push({ ...fields, level: name, message: message ?? "" });
	};
	return { info: level("info"), warn: level("warn"), error: level("error"), lines };
}
