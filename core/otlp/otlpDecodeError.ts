/** A body that is not what its OTLP message says; the message names the place (`resourceLogs[0].schemaUrl`) and the fault. */
export class OtlpDecodeError extends Error {
	override readonly name = "OtlpDecodeError";
	readonly problem: string;
	readonly path: string;

	constructor(problem: string, path = "") {
		super(path ? `${path}: ${problem}` : problem);
		this.problem = problem;
		this.path = path;
	}

	/** The same error, seen from the message that holds the place as its field `name`, or as one of its items. */
	within(name: string, index?: number): OtlpDecodeError {
		const place = index === undefined ? name : `${name}[${index}]`;
		const joint = this.path === "" || this.path.startsWith("[") ? "" : ".";
		return new OtlpDecodeError(this.problem, place + joint + this.path);
	}
}
